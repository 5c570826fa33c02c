import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { type ConfigPart, isRecord } from '../../../adoption/configPart.ts';
import { copyOf } from './anchors.ts';
import { type ConfigDocument, contentOf, toValue } from './configDocument.ts';

/** An edit of an anchor reaches its aliases, which the next round corrects. */
const MAX_ROUNDS = 8;

/**
 * Gives the document the wanted content. What has it already stays as it is, comments and anchors included. Where an
 * anchor brought an edit to a place that shall not have it, that place gets a copy of its own.
 */
export function editContent(document: ConfigDocument, wanted: ConfigPart): void {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const current = contentOf(document);
    const changed = Object.entries(wanted).filter(([key, value]) => !isDeepStrictEqual(current[key], value));
    if (changed.length === 0) return;
    for (const [key, value] of changed) {
      if (document.has(key))
        editMember(document, { owner: document.contents, key, current: current[key], wanted: value });
      else addBeforeTests(document, key, value);
    }
  }
}

function addBeforeTests(document: ConfigDocument, key: string, value: unknown): void {
  const { items } = document.contents;
  const tests = items.findIndex((item) => toValue(document, item.key as Node) === 'tests');
  const pair = document.createPair(key, createNode(document, value)) as Pair<Node, Node>;
  if (items.some((item) => (item.key as Node).spaceBefore)) pair.key.spaceBefore = true;
  items.splice(tests === -1 ? items.length : tests, 0, pair);
}

interface MemberEdit {
  readonly owner: YAMLMap | YAMLSeq;
  /** Of a mapping, or an index of a list. */
  readonly key: unknown;
  readonly current: unknown;
  readonly wanted: unknown;
}

function editMember(document: ConfigDocument, { owner, key, current, wanted }: MemberEdit): void {
  if (isDeepStrictEqual(current, wanted)) return;
  const node = owner.get(key, true) as Node | null | undefined;
  const source = isAlias(node) ? node.resolve(document) : undefined;
  if (source !== undefined) {
    const copy = copyOf(source);
    owner.set(key, copy);
    editMember(document, { owner, key, current: toValue(document, copy), wanted });
  } else if (!editMembers(document, node, { current, wanted })) {
    // The node is no collection, or the owner has the key by a merge.
    owner.set(key, createNode(document, wanted));
  }
}

/** Whether the node is a collection that can become the wanted one. */
function editMembers(
  document: ConfigDocument,
  node: Node | null | undefined,
  { current, wanted }: Pick<MemberEdit, 'current' | 'wanted'>,
): boolean {
  if (isMap(node) && isRecord(wanted)) {
    const isLess = Object.keys(isRecord(current) ? current : {}).some((key) => !(key in wanted));
    if (isLess) return false;
    for (const [key, value] of Object.entries(wanted)) {
      editMember(document, { owner: node, key, current: valueAt(current, key), wanted: value });
    }
  } else if (isSeq(node) && Array.isArray(wanted) && node.items.length <= wanted.length) {
    const values = Array.isArray(current) ? current : [];
    const { length } = node.items;
    for (let index = 0; index < length; index += 1) {
      editMember(document, { owner: node, key: index, current: values[index], wanted: wanted[index] });
    }
    for (const item of wanted.slice(length)) node.items.push(createNode(document, item));
  } else {
    return false;
  }
  node.flow = false;
  return true;
}

const valueAt = (map: unknown, key: unknown) => (isRecord(map) ? map[String(key)] : undefined);

const createNode = (document: ConfigDocument, value: unknown): Node =>
  document.createNode(value, { aliasDuplicateObjects: false });
