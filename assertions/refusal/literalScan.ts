import { type Clause, requiredLiterals } from './requiredLiterals.ts';

/** Numbers of the patterns that may match a text, in no order. All others don't. */
export type FindCandidates = (text: string) => readonly number[];

interface Node {
  readonly next: Map<number, number>;
  /** Clauses whose literals end here, those of shorter literals included. */
  ends: readonly number[];
  /** The node of the longest proper end of this node's text. */
  fallback: number;
}

const OTHER = 0;

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
  // A clause or pattern was met in this scan if it bears the scan's number.
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
    const found = always.slice();
    let node = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      node = next[node * width + (code < symbolOf.length ? (symbolOf[code] ?? OTHER) : OTHER)] ?? 0;
      const ending = ends[node];
      if (ending !== undefined) for (const clause of ending) meet(clause, found);
    }
    return found;
  };
}

/** The automaton with a transition for every node and symbol; symbol 0 stands for all letters that no literal has. */
function compile(clauses: readonly Clause[]) {
  const letters = [...new Set(clauses.flat().join(''))].sort();
  const symbolOf = new Uint8Array(128);
  for (const [index, letter] of letters.entries()) symbolOf[letter.charCodeAt(0)] = index + 1;
  const width = letters.length + 1;
  const nodes = buildTrie(clauses, symbolOf);
  const next = new Int32Array(nodes.length * width);
  const queue = [0];
  for (const index of queue) {
    const node = nodes[index];
    if (node === undefined) continue;
    for (let symbol = 0; symbol < width; symbol += 1) {
      const child = node.next.get(symbol);
      const elsewhere = index === 0 ? 0 : (next[node.fallback * width + symbol] ?? 0);
      next[index * width + symbol] = child ?? elsewhere;
      const childNode = child === undefined ? undefined : nodes[child];
      if (child === undefined || childNode === undefined) continue;
      childNode.fallback = elsewhere;
      childNode.ends = [...new Set([...childNode.ends, ...(nodes[elsewhere]?.ends ?? [])])];
      queue.push(child);
    }
  }
  return { symbolOf, width, next, ends: nodes.map((node) => (node.ends.length === 0 ? undefined : node.ends)) };
}

function buildTrie(clauses: readonly Clause[], symbolOf: Uint8Array): Node[] {
  const create = (): Node => ({ next: new Map(), ends: [], fallback: 0 });
  const nodes = [create()];
  for (const [clause, literals] of clauses.entries()) {
    for (const literal of literals) {
      let at = 0;
      for (const letter of literal) {
        const symbol = symbolOf[letter.charCodeAt(0)] ?? OTHER;
        const known = nodes[at]?.next.get(symbol);
        if (known === undefined) nodes[at]?.next.set(symbol, nodes.push(create()) - 1);
        at = known ?? nodes.length - 1;
      }
      const node = nodes[at];
      if (node !== undefined) node.ends = [...node.ends, clause];
    }
  }
  return nodes;
}
