import { type Clause, requiredLiterals } from './requiredLiterals.ts';

/** Numbers of the patterns that may match a text, in no order. All others don't. */
export type FindCandidates = (text: string) => readonly number[];

const ROOT = 0;
const OTHER = 0;
const ASCII = 128;

/**
 * Makes a function that finds, in one pass over a text, the patterns all of whose clauses of literals it holds
 * (Aho-Corasick). Takes time in proportion to the text.
 */
export function createLiteralScan(patterns: readonly string[]): FindCandidates {
  const clauses: { readonly pattern: number; readonly literals: Clause }[] = patterns.flatMap((source, pattern) =>
    requiredLiterals(source).map((literals) => ({ pattern, literals })),
  );
  const needed = new Int32Array(patterns.length);
  for (const { pattern } of clauses) needed[pattern] = (needed[pattern] ?? 0) + 1;
  const always = patterns.flatMap((_, pattern) => (needed[pattern] === 0 ? pattern : []));
  const patternOf = Int32Array.from(clauses, ({ pattern }) => pattern);
  const { symbolOf, width, next, ends } = compile(clauses.map(({ literals }) => literals));
  // A node, clause or pattern was met in this scan if it bears the scan's number.
  const reachedIn = new Int32Array(ends.length);
  const metIn = new Int32Array(clauses.length);
  const countedIn = new Int32Array(patterns.length);
  const count = new Int32Array(patterns.length);
  let scan = 0;

  function meet(clause: number, found: number[]): void {
    if (metIn[clause] === scan) return;
    metIn[clause] = scan;
    const pattern = patternOf[clause] ?? 0;
    count[pattern] = countedIn[pattern] === scan ? (count[pattern] ?? 0) + 1 : 1;
    countedIn[pattern] = scan;
    if (count[pattern] === needed[pattern]) found.push(pattern);
  }

  return (text) => {
    scan += 1;
    const found: number[] = [];
    for (const pattern of always) found.push(pattern);
    let edges = ROOT;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      const target = next[edges + (code < ASCII ? (symbolOf[code] ?? OTHER) : OTHER)] ?? ROOT;
      if (target >= 0) edges = target;
      else {
        edges = -target;
        const node = edges / width;
        if (reachedIn[node] === scan) continue;
        reachedIn[node] = scan;
        for (const clause of ends[node] ?? []) meet(clause, found);
      }
    }
    return found;
  };
}

/** The automaton with a transition for every node and symbol; symbol 0 stands for all letters that no literal has. */
function compile(clauses: readonly Clause[]) {
  const letters = [...new Set(clauses.flat().join(''))].sort();
  const symbolOf = new Uint8Array(ASCII);
  for (const [index, letter] of letters.entries()) symbolOf[letter.charCodeAt(0)] = index + 1;
  const width = letters.length + 1;
  const upTo = clauses.flat().join('').length + 1;
  const next = new Int32Array(upTo * width);
  const ends = growTrie(clauses, { symbolOf, width, next });
  // The node of the longest proper end of a node's text, in the order of the lengths of their texts.
  const fallback = new Int32Array(ends.length);
  const queue = [ROOT];
  for (const node of queue) {
    for (let symbol = 0; symbol < width; symbol += 1) {
      const child = next[node * width + symbol] ?? ROOT;
      const elsewhere = node === ROOT ? ROOT : (next[(fallback[node] ?? ROOT) * width + symbol] ?? ROOT);
      if (child === ROOT) next[node * width + symbol] = elsewhere;
      else {
        fallback[child] = elsewhere;
        const inherited = ends[elsewhere];
        if (inherited !== undefined) ends[child] = [...new Set([...(ends[child] ?? []), ...inherited])];
        queue.push(child);
      }
    }
  }
  // To where a node's transitions begin; negative where a literal ends there.
  const targets = next
    .subarray(0, ends.length * width)
    .map((node) => (ends[node] === undefined ? node : -node) * width);
  return { symbolOf, width, next: targets, ends };
}

interface Trie {
  readonly symbolOf: Uint8Array;
  readonly width: number;
  readonly next: Int32Array;
}

/** Fills in the transitions of the literals alone. By node, the clauses whose literals end there. */
function growTrie(clauses: readonly Clause[], { symbolOf, width, next }: Trie): (number[] | undefined)[] {
  const ends: (number[] | undefined)[] = [undefined];
  for (const [clause, literals] of clauses.entries()) {
    for (const literal of literals) {
      let node = ROOT;
      for (let at = 0; at < literal.length; at += 1) {
        const edge = node * width + (symbolOf[literal.charCodeAt(at)] ?? OTHER);
        if (next[edge] === ROOT) next[edge] = ends.push(undefined) - 1;
        node = next[edge] ?? ROOT;
      }
      ends[node] = [...(ends[node] ?? []), clause];
    }
  }
  return ends;
}
