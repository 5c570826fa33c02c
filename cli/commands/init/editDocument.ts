import { isDeepStrictEqual } from 'node:util';
import { isAlias, isCollection, isMap, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { type ConfigPart, isRecord } from '../../../adoption/configPart.ts';
import { copyOf } from './anchors.ts';
import { type ConfigDocument, toValue } from './configDocument.ts';

/**
 * Gives the document the wanted content. What has it already stays as it is, comments and anchors included. Where an
 * anchor brought an edit to a place that shall not have it, that place gets a copy of its own.
 */
export function editContent(document: ConfigDocument, wanted: ConfigPart): void {
  const { contents } = document;
  for (const [key, value] of Object.entries(wanted)) {
    if (document.has(key)) editMember(document, contents, key, value);
    else addBeforeTests(document, key, value);
  }
}

function addBeforeTests(document: ConfigDocument, key: string, value: unknown): void {
  const { items } = document.contents;
  const tests = items.findIndex((item) => toValue(document, item.key as Node) === 'tests');
  const pair = document.createPair(key, createNode(document, value)) as Pair<Node, Node>;
  if (items.some((item) => (item.key as Node).spaceBefore)) pair.key.spaceBefore = true;
  items.splice(tests === -1 ? items.length : tests, 0, pair);
}

/** @param key of a mapping, or index in a list */
function editMember(document: ConfigDocument, owner: YAMLMap | YAMLSeq, key: unknown, wanted: unknown): void {
  const node = owner.get(key, true) as Node | null | undefined;
  // A mapping may have the key from another one, by a merge.
  const current = node === undefined && isMap(owner) ? valueAt(toValue(document, owner), key) : toValue(document, node);
  if (isDeepStrictEqual(current, wanted)) return;
  const source = isAlias(node) ? node.resolve(document) : undefined;
  const own = source === undefined ? node : copyOf(source);
  if (isCollection(own) && own !== node) owner.set(key, own);
  if (!editMembers(document, own, wanted)) owner.set(key, createNode(document, wanted));
}

/** Whether the node, a collection, could be given the wanted content. */
function editMembers(document: ConfigDocument, node: Node | null | undefined, wanted: unknown): boolean {
  if (isMap(node) && isRecord(wanted)) {
    for (const [key, value] of Object.entries(wanted)) editMember(document, node, key, value);
  } else if (isSeq(node) && Array.isArray(wanted) && node.items.length <= wanted.length) {
    const { length } = node.items;
    for (let index = 0; index < length; index += 1) editMember(document, node, index, wanted[index]);
    for (const item of wanted.slice(length)) node.items.push(createNode(document, item));
  } else {
    return false;
  }
  node.flow = false;
  return isDeepStrictEqual(toValue(document, node), wanted);
}

const valueAt = (map: unknown, key: unknown) => (isRecord(map) ? map[String(key)] : undefined);

const createNode = (document: ConfigDocument, value: unknown): Node =>
  document.createNode(value, { aliasDuplicateObjects: false });
