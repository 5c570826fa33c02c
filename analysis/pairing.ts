import type { ResultRow } from './results/row.ts';

/** The rows of both sides that answer one test, once each but for duplicates. */
export interface PairedCell {
  /** Equal for equal tests: case, and trajectory, repeat and prompt where there are several. */
  readonly key: string;
  readonly caseId: string;
  /** Equal for tests that hang together: those of one goal; of one case, where it has no goal. */
  readonly cluster: string;
  /** None: the side has no such row. Several: duplicates. */
  readonly head: readonly ResultRow[];
  readonly base: readonly ResultRow[];
}

/** Rows of one side, by what became of them. */
export interface SideCounts {
  readonly rows: number;
  readonly errored: number;
  /** Rows beyond the first of their cell. */
  readonly duplicates: number;
  /** Cells that the other side lacks. */
  readonly only: number;
}

export interface PairedRows {
  /** In the order of their keys. */
  readonly cells: readonly PairedCell[];
  readonly head: SideCounts;
  readonly base: SideCounts;
}

/**
 * Joins the rows of a head column and a base column on the identity of their tests; the order of rows means nothing.
 *
 * A repeat is what the provider says it is. Where it says nothing, the rows of a case are numbered by their place in the
 * run (`testIdx`), which promptfoo gives once a test, case and repeat: repeats of a case are exchangeable, so that it
 * doesn't matter which meets which. Rows with one `testIdx`, or without any, are duplicates; `--resume` makes such.
 * Prompts tell rows apart where a side has several.
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
  return { cells, head: count(cells, 'head', 'base'), base: count(cells, 'base', 'head') };
}

function groupByKey(rows: readonly ResultRow[], severalPrompts: boolean): ReadonlyMap<string, readonly ResultRow[]> {
  const byCase = Map.groupBy(rows, ({ caseId, trajectory, prompt }) =>
    [
      caseId,
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

function count(cells: readonly PairedCell[], side: 'head' | 'base', other: 'head' | 'base'): SideCounts {
  const rows = cells.flatMap((cell) => cell[side]);
  return {
    rows: rows.length,
    errored: rows.filter(({ error }) => error !== undefined).length,
    duplicates: cells.reduce((sum, cell) => sum + Math.max(0, cell[side].length - 1), 0),
    only: cells.filter((cell) => cell[side].length > 0 && cell[other].length === 0).length,
  };
}
