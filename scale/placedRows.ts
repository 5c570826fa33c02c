import { MetaScError } from '../foundation/errors.ts';
import { countOf } from '../foundation/plural.ts';
import type { PlannedEvaluation } from './plan.ts';

export type ResultRow = Readonly<Record<string, unknown>>;

/** The rows of one test in one repeat. */
export interface PlacedRows {
  /** Place of the evaluation in the plan. */
  readonly evaluation: number;
  readonly test: number;
  readonly repeat: number;
  readonly rows: readonly ResultRow[];
  /** Where they come from. */
  readonly from: string;
}

/** Several lists in the order of the plan as one. */
export async function* mergeInOrder(lists: readonly AsyncIterable<PlacedRows>[]): AsyncIterable<PlacedRows> {
  const heads = lists.map((list) => list[Symbol.asyncIterator]());
  const next = await Promise.all(heads.map((head) => head.next()));
  for (;;) {
    let first = -1;
    for (const [index, { done, value }] of next.entries()) {
      const best = next[first];
      if (!done && (best === undefined || best.done || isBefore(value, best.value))) first = index;
    }
    const taken = next[first];
    if (taken === undefined || taken.done) return;
    yield taken.value;
    const head = heads[first];
    if (head !== undefined) next[first] = await head.next();
  }
}

const isBefore = (a: PlacedRows, b: PlacedRows): boolean =>
  (a.evaluation - b.evaluation || a.test - b.test || a.repeat - b.repeat) < 0;

/**
 * The rows of an evaluation, if every test is there once in each repeat, with a row for each of its cells.
 *
 * @throws MetaScError `JOURNAL_DAMAGED` naming what is missing, there twice, or not of the plan
 */
export async function* wholeEvaluation(
  { id, tests, repeats, cells: planned }: Pick<PlannedEvaluation, 'id' | 'tests' | 'repeats' | 'cells'>,
  placed: AsyncIterable<PlacedRows>,
): AsyncIterable<readonly ResultRow[]> {
  let [expected, cells, previous] = [0, 0, ''];
  for await (const { test, repeat, rows, from } of placed) {
    const place = test * repeats + repeat;
    if (repeat >= repeats || test >= tests)
      throw damaged(id, `test ${test}, repeat ${repeat} of ${from} is not in the plan`);
    if (place < expected)
      throw damaged(id, `test ${test}, repeat ${repeat} is there twice: in ${previous} and in ${from}`);
    if (place > expected) throw missing(id, { from: expected, to: place, repeats });
    expected = place + 1;
    previous = from;
    cells += rows.length;
    yield rows;
  }
  if (expected < tests * repeats) throw missing(id, { from: expected, to: tests * repeats, repeats });
  if (cells !== planned * repeats) throw damaged(id, `expected ${countOf(planned * repeats, 'cell')}, got ${cells}`);
}

function missing(
  id: string,
  { from, to, repeats }: { readonly from: number; readonly to: number; readonly repeats: number },
): MetaScError {
  const name = (place: number) => `test ${Math.floor(place / repeats)}, repeat ${place % repeats}`;
  const gap = to - from === 1 ? `${name(from)} is missing` : `${name(from)} to ${name(to - 1)} are missing`;
  return damaged(id, gap);
}

function damaged(id: string, because: string): MetaScError {
  return new MetaScError(`collect: ${id}: ${because}`, {
    code: 'JOURNAL_DAMAGED',
    help: 'metasc status says what is not done; metasc work goes on with it.',
  });
}
