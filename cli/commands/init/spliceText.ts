import {
  Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  type Node,
  Pair,
  Scalar,
  type ToStringOptions,
  YAMLMap,
  YAMLSeq,
} from 'yaml';

export type PrintFormat = Readonly<ToStringOptions>;

type Collection = YAMLMap | YAMLSeq;
type Member = ConfigPair | Node;
type ConfigPair = Pair<Node, Node | null>;

/** A member of a collection, and its place in the source. */
interface Placed {
  readonly member: Member;
  /** Of its key, or of the `-` before it. */
  readonly start: number;
  /** Behind its content; a comment may follow on the same line. */
  readonly end: number;
}

interface Patch {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * The source with only those parts replaced in which two block mappings differ: the one that it holds, parsed with its
 * source tokens, and the edited one, whose unedited nodes still have their places.
 */
export function spliceText(
  source: string,
  before: Collection,
  after: Collection,
  { format, lineEnd }: { readonly format: PrintFormat; readonly lineEnd: string },
): string {
  const patches = comparer(source, format).compare(before, after);
  // From the end, so that places stay right; of two insertions in one place, the inner one comes first in the text.
  return patches
    .toReversed()
    .toSorted((a, b) => b.from - a.from)
    .reduce(
      (text, patch) => text.slice(0, patch.from) + patch.text.replaceAll('\n', lineEnd) + text.slice(patch.to),
      source,
    );
}

function comparer(source: string, format: PrintFormat) {
  const lineStart = (position: number) => source.lastIndexOf('\n', position - 1) + 1;
  const isAtLineStart = (position: number) => position === lineStart(position);
  const nextLine = (position: number) => {
    if (isAtLineStart(position)) return position;
    const stop = source.indexOf('\n', position);
    return stop === -1 ? source.length : stop + 1;
  };
  /** The comment on the line on which something ends, with the space before it. */
  const commentAfter = (end: number) => /^[^\S\n]+#[^\r\n]*/.exec(source.slice(end, nextLine(end)))?.[0] ?? '';

  function compare(before: Collection, after: Collection): readonly Patch[] {
    const old = placesOf(before);
    const indent = (old[0]?.start ?? 0) - lineStart(old[0]?.start ?? 0);
    const patches: Patch[] = [];
    let added: Member[] = [];
    let next = 0;
    for (const member of [...after.items, undefined] as readonly (Member | undefined)[]) {
      const at = member === undefined ? old.length : old.findIndex((place, i) => i >= next && isAt(place, member));
      if (at === -1 && member !== undefined) {
        added.push(member);
        continue;
      }
      const removed = old.slice(next, at);
      const place = old[at];
      if (removed.length > 0) patches.push(replaceMembers(removed, added, indent));
      else if (added.length > 0) {
        patches.push(insertMembers(added, { previous: old[next - 1], following: place, indent }));
      }
      if (place !== undefined && member !== undefined) patches.push(...compareMember(place, member, indent));
      added = [];
      next = at + 1;
    }
    return patches;
  }

  function compareMember(place: Placed, member: Member, indent: number): readonly Patch[] {
    const [before, after] = [place.member, member].map((one) => (isPair(one) ? (one as ConfigPair).value : one));
    if (isSame(before, after)) return [];
    if (isCollection(before) && isCollection(after) && isBlockInPlace(before, after)) {
      return compare(before as Collection, after as Collection);
    }
    const bare = withoutComment(after);
    const text = isPair(member) ? print([new Pair(new Scalar('k'), bare)], indent).slice(1) : print([bare], indent);
    const from = isPair(member) ? (colonOf(place.member as ConfigPair) ?? place.start) : place.start;
    const end = endOfContent(place);
    // Behind the first line of a block, and behind anything else as before.
    const comment = text.includes('\n') ? commentAfter(end) : '';
    return [{ from, to: end + comment.length, text: text.replace(/\n|$/, (lineEnd) => `${comment}${lineEnd}`) }];
  }

  /** Without the line end of a block. */
  const endOfContent = ({ end }: Placed) => end - (/\r?\n$/.exec(source.slice(end - 2, end))?.[0].length ?? 0);

  function replaceMembers(removed: readonly Placed[], added: readonly Member[], indent: number): Patch {
    const [first, last] = [removed[0]?.start ?? 0, removed.at(-1)?.end ?? 0];
    if (added.length === 0) return { from: lineStart(first), to: nextLine(last), text: '' };
    return { from: first, to: nextLine(last), text: `${print(added, indent)}\n` };
  }

  function insertMembers(
    added: readonly Member[],
    { previous, following, indent }: { previous: Placed | undefined; following: Placed | undefined; indent: number },
  ): Patch {
    const at = previous === undefined ? lineStart(following?.start ?? 0) : nextLine(previous.end);
    const [head] = added;
    const gap = previous !== undefined && isPair(head) && (head.key as Node).spaceBefore ? '\n' : '';
    const open = isAtLineStart(at) ? '' : '\n';
    return { from: at, to: at, text: `${open}${gap}${' '.repeat(indent)}${print(added, indent)}\n` };
  }

  /** The members as lines, without the indent of the first one. */
  function print(members: readonly Member[], indent: number): string {
    const collection = members.every((member) => isPair(member)) ? new YAMLMap() : new YAMLSeq();
    collection.items = [...members] as never[];
    const text = new Document(collection, { merge: true }).toString(format).trim();
    return text.replaceAll(/\n(?=[^\n])/g, `\n${' '.repeat(indent)}`);
  }

  return { compare };
}

interface Token {
  readonly type: string;
  readonly offset: number;
}

interface TokenItem {
  readonly start?: readonly Token[];
  readonly key?: Token | null;
  readonly sep?: readonly Token[];
}

function placesOf(collection: Collection): readonly Placed[] {
  const { items } = (collection.srcToken ?? { items: [] }) as unknown as { readonly items: readonly TokenItem[] };
  return (collection.items as readonly Member[]).map((member, index) => {
    const { start = [], key } = items[index] ?? {};
    const mark = start.find(({ type }) => type === 'seq-item-ind' || type === 'explicit-key-ind');
    const from = mark?.offset ?? key?.offset ?? 0;
    return { member, start: from, end: endOf(member) ?? from + 1 };
  });
}

/** The place behind a member's content; undefined if it has none. */
function endOf(member: Member): number | undefined {
  if (isPair(member)) {
    const pair = member as ConfigPair;
    const colon = colonOf(pair);
    return (pair.value === null ? undefined : endOf(pair.value)) ?? (colon === undefined ? endOf(pair.key) : colon + 1);
  }
  if (isCollection(member) && !member.flow) {
    const last = member.items.at(-1) as Member | undefined;
    return last === undefined ? undefined : endOf(last);
  }
  const [start, end] = (member as Node).range ?? [0, 0];
  return start === end ? undefined : end;
}

function colonOf(pair: ConfigPair): number | undefined {
  const { sep = [] } = (pair.srcToken ?? {}) as unknown as TokenItem;
  return sep.find(({ type }) => type === 'map-value-ind')?.offset;
}

const isBlockInPlace = (before: Node & { flow?: boolean }, after: Node & { flow?: boolean }) =>
  !before.flow && !after.flow && isMap(before) === isMap(after) && startOf(before) === startOf(after);

const startOf = (node: Node | null | undefined) => node?.range?.[0];

/** Whether an edited member is still in this place. */
function isAt({ member: before }: Placed, after: Member): boolean {
  if (isPair(before) || isPair(after)) {
    return isPair(before) && isPair(after) && startOf(before.key as Node) === startOf(after.key as Node);
  }
  return before.constructor === after.constructor && startOf(before) === startOf(after);
}

function isSame(before: Node | null | undefined, after: Node | null | undefined): boolean {
  if (before == null || after == null) return before === after;
  if (startOf(before) !== startOf(after) || before.constructor !== after.constructor) return false;
  if (isScalar(before) && isScalar(after)) return before.value === after.value;
  if (isAlias(before) && isAlias(after)) return before.source === after.source;
  if (!isCollection(before) || !isCollection(after)) return false;
  const members = after.items as readonly Member[];
  return (
    before.flow === after.flow &&
    before.items.length === members.length &&
    (before.items as readonly Member[]).every((member, index) => isSameMember(member, members[index]))
  );
}

function isSameMember(before: Member, after: Member | undefined): boolean {
  if (isPair(before) && isPair(after)) {
    return (
      isSame(before.key as Node, after.key as Node) && isSame(before.value as Node | null, after.value as Node | null)
    );
  }
  return !isPair(before) && !isPair(after) && isSame(before, after);
}

/** A copy without the comments around it, which the source keeps. */
function withoutComment(node: Node | null | undefined): Node {
  if (node == null) return new Scalar(null);
  const copy = node.clone() as Node;
  copy.commentBefore = null;
  copy.comment = null;
  copy.spaceBefore = false;
  return copy;
}
