import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { copyOf } from './anchors.ts';
import { type ConfigDocument, type ConfigPart, isRecord, toValue } from './configDocument.ts';

/** The lists that a test should have. An absent list stays unchanged. */
export interface WantedLists {
  readonly assert?: readonly unknown[];
  readonly providers?: readonly unknown[];
}

export interface WantedEdits {
  /** Undefined if it can't be edited. */
  readonly defaultTest: WantedLists | undefined;
  /** By index of the inline test. */
  readonly tests: ReadonlyMap<number, WantedLists>;
}

/** The comment above an item that is added to a list. */
export type CommentOn = (item: unknown) => string | undefined;

/** Gives the config a defaultTest with these lists, before its tests. An existing one must be a mapping. */
export function editDefaultTest(document: ConfigDocument, wanted: WantedLists, commentOn: CommentOn): void {
  const node = document.get('defaultTest', true) as Node | null | undefined;
  const source = isAlias(node) ? node.resolve(document) : node;
  const owner = isMap(source) ? (isAlias(node) ? copyOf(source) : source) : (document.createNode({}) as YAMLMap);
  if (owner !== node) putDefaultTest(document, owner);
  setLists(document, owner, wanted, commentOn);
}

function putDefaultTest(document: ConfigDocument, owner: YAMLMap): void {
  if (document.has('defaultTest')) {
    document.set('defaultTest', owner);
    return;
  }
  const { items } = document.contents;
  const tests = items.findIndex(({ key }) => toValue(document, key as Node) === 'tests');
  const pair = document.createPair('defaultTest', owner) as Pair<Node, Node>;
  if (items.some(({ key }) => (key as Node).spaceBefore)) pair.key.spaceBefore = true;
  items.splice(tests === -1 ? items.length : tests, 0, pair);
}

/**
 * Gives each inline test its lists, in order. An anchor comes before the tests that merge it, so that a later edit
 * corrects a test that got too much through an earlier one.
 */
export function editInlineTests(document: ConfigDocument, wanted: WantedEdits['tests']): void {
  const tests = document.get('tests', true) as Node | undefined;
  if (!isSeq(tests)) return;
  for (const [index, lists] of wanted) {
    const node = tests.items[index] as Node;
    if (isMap(node)) setLists(document, node, lists);
    else if (isAlias(node) && !hasLists(toValue(document, node), lists)) {
      const source = node.resolve(document);
      if (!isMap(source)) continue;
      const copy = copyOf(source);
      tests.items[index] = copy;
      setLists(document, copy, lists);
    }
  }
}

function hasLists(test: unknown, lists: WantedLists): boolean {
  return isRecord(test) && Object.entries(lists).every(([key, list]) => isDeepStrictEqual(test[key], list));
}

function setLists(
  document: ConfigDocument,
  owner: YAMLMap,
  lists: WantedLists,
  commentOn: CommentOn = () => undefined,
) {
  for (const [key, wanted] of Object.entries(lists) as [string, readonly unknown[]][]) {
    const current = (toValue(document, owner) as ConfigPart)[key] ?? [];
    if (isDeepStrictEqual(current, wanted)) continue;
    const list = findStart(document, owner.get(key, true) as Node | undefined, wanted);
    const added = wanted.slice(list?.items.length ?? 0).map((item) => {
      const node = document.createNode(item) as Node;
      node.commentBefore = commentOn(item) ?? null;
      return node;
    });
    owner.flow = false;
    if (list === undefined) owner.set(key, document.createNode(added));
    else {
      list.flow = false;
      list.items.push(...added);
    }
  }
}

/** The present list, if the wanted one begins with it. */
function findStart(document: ConfigDocument, own: Node | undefined, wanted: readonly unknown[]): YAMLSeq | undefined {
  if (!isSeq(own)) return undefined;
  return isDeepStrictEqual(toValue(document, own), wanted.slice(0, own.items.length)) ? own : undefined;
}
