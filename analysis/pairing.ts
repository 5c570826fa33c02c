import type { ResultRow } from './results/row.ts';

/** The rows of both sides that answer one test: one per side, except for duplicates. */
export interface PairedCell {
  /** Equal for equal tests: case, and run, trajectory, repeat and prompt if there are several. */
  readonly key: string;
  readonly caseId: string;
  /** Equal for correlated tests: those of one goal, or of one case without a goal. */
  readonly cluster: string;
  /** Empty if the side has no such row; several are duplicates. */
  readonly head: readonly ResultRow[];
  readonly base: readonly ResultRow[];
}

/** Counts of the rows of one side. */
export interface RunCounts {
  readonly rows: number;
  readonly errored: number;
  /** Answers that the platform, not the model, held back. */
  readonly withheld: number;
  /** Rows beyond the first of their cell. */
  readonly duplicates: number;
  /** Rows of cases that the other side lacks. */
  readonly only: number;
}

export interface PairedRows {
  /** In the order of their keys. */
  readonly cells: readonly PairedCell[];
  readonly head: RunCounts;
  readonly base: RunCounts;
}

/**
 * Joins the rows of a head column and a base column on the identity of their tests, whatever their order.
 *
 * The provider's record states the repeat of a row. Without one, the rows of a case are numbered by their place in the run
 * (`testIdx`), which promptfoo assigns per test and repeat: repeats of a case are exchangeable, so any may be paired with
 * any. Rows with the same `testIdx`, or without one, are duplicates, as `--resume` makes them. If a side has several
 * prompts, rows are paired by prompt, too; if it has several runs (`row.run`), the first meets the first.
 *
 * @example
 * ```ts
 * import { pairRows, readResults } from 'promptfoo-metasc/analysis';
 *
 * const { rows } = await readResults('results.json');
 * const of = (column: string) => rows.filter((row) => row.column === column);
 * const { cells } = pairRows(of('metasc'), of('baseline'));
 * console.log(cells.filter(({ head, base }) => head.length === 1 && base.length === 1).length, 'pairs');
 * ```
 */
export function pairRows(head: readonly ResultRow[], base: readonly ResultRow[]): PairedRows {
  const severalPrompts = [head, base].some((rows) => new Set(rows.map(({ prompt }) => prompt)).size > 1);
  const [heads, bases] = [groupByKey(head, severalPrompts), groupByKey(base, severalPrompts)];
  const keys = [...new Set([...heads.keys(), ...bases.keys()])].sort();
  const cells = keys.map((key) => {
    const [ofHead, ofBase] = [heads.get(key) ?? [], bases.get(key) ?? []];
    const caseId = (ofHead[0] ?? ofBase[0])?.caseId ?? '';
    const [goal] = [...ofHead, ...ofBase].flatMap((row) => row.goal ?? []).sort();
    return { key, caseId, cluster: goal ?? caseId, head: ofHead, base: ofBase };
  });
  return { cells, head: count(cells, 'head'), base: count(cells, 'base') };
}

/** A cell's key with the case as people call it. */
export function nameCell(key: string, { caseId, title }: Pick<ResultRow, 'caseId' | 'title'>): string {
  return `${title}${key.slice(caseId.length)}`;
}

function groupByKey(rows: readonly ResultRow[], severalPrompts: boolean): ReadonlyMap<string, readonly ResultRow[]> {
  const byCase = Map.groupBy(rows, ({ caseId, trajectory, prompt, run = 0 }) =>
    [
      caseId,
      ...(run === 0 ? [] : [`run ${run + 1}`]),
      ...(trajectory === undefined ? [] : [`order ${trajectory}`]),
      ...(severalPrompts ? [`prompt ${prompt}`] : []),
    ].join(' · '),
  );
  const groups = [...byCase].flatMap(([key, ofCase]) => {
    const places = [...new Set(ofCase.map(({ testIdx }) => testIdx ?? -1))].sort((a, b) => a - b);
    const byRepeat = Map.groupBy(ofCase, ({ repeat, testIdx }) => repeat ?? places.indexOf(testIdx ?? -1));
    return [...byRepeat].map(([repeat, same]) => [repeat === 0 ? key : `${key} · repeat ${repeat}`, same] as const);
  });
  return new Map(groups);
}

function count(cells: readonly PairedCell[], side: 'head' | 'base'): RunCounts {
  const rows = cells.flatMap((cell) => cell[side]);
  const stray = new Set(findStray(cells, side).map(({ caseId }) => caseId));
  return {
    rows: rows.length,
    errored: rows.filter(({ error }) => error !== undefined).length,
    withheld: rows.filter(({ isWithheld }) => isWithheld).length,
    duplicates: cells.reduce((sum, cell) => sum + Math.max(0, cell[side].length - 1), 0),
    only: rows.filter(({ caseId }) => stray.has(caseId)).length,
  };
}

/** A row of each case that only one side has. */
export function findStray(cells: readonly PairedCell[], side: 'head' | 'base'): readonly ResultRow[] {
  const other = side === 'head' ? 'base' : 'head';
  const found = new Set(cells.filter((cell) => cell[other].length > 0).map(({ caseId }) => caseId));
  const stray = cells.flatMap((cell) => cell[side]).filter(({ caseId }) => !found.has(caseId));
  return [...new Map(stray.toReversed().map((row) => [row.caseId, row])).values()].toReversed();
}
