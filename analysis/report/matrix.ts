import { MetaScError } from '../../foundation/errors.ts';
import { pairRows } from '../pairing.ts';
import { ownMetricsOf, withScoresOn } from '../results/ownScores.ts';
import { passes } from '../results/rowScores.ts';
import type { RunFacts } from '../results/runFacts.ts';
import { plural } from '../words.ts';
import { sortMetrics } from './metricWords.ts';
import type { ReportRow } from './reportRow.ts';

/** The rows of one results file. */
export interface ReportFile {
  /** Path as it was given. */
  readonly path: string;
  readonly rows: readonly ReportRow[];
  /** What the file says of its run. @default nothing */
  readonly facts?: RunFacts;
}

/** One column of one file. */
export interface ReportColumn {
  /** Unique in the report. */
  readonly label: string;
  /** Place among the columns, from 0: its colour and shape. */
  readonly index: number;
  readonly path: string;
  readonly variant: string | undefined;
  /** By test: the key is equal for the same case, repeat and order in every column. Of duplicates the first. */
  readonly rows: ReadonlyMap<string, ReportRow>;
  readonly duplicates: number;
}

/** Tests by columns. */
export interface Matrix {
  readonly columns: readonly ReportColumn[];
  /** The column that the others are compared with. */
  readonly against: ReportColumn;
  /** Keys of all tests, in the order in which they ran: a case has one for each of its repeats and orders. */
  readonly tests: readonly string[];
  readonly cases: number;
  /** The metrics of all rows. */
  readonly metrics: readonly string[];
}

/**
 * Puts the columns of all files side by side. A label that several files have is preceded by its file's name. Results without
 * any metric of ours are measured by `success`, the scores that they name and their assertions.
 *
 * @param against label of the column to compare with. @default the first
 * @throws MetaScError `CONFIG_INVALID` if there is no such column
 */
export function toMatrix(files: readonly ReportFile[], against?: string): Matrix {
  const columns = toColumns(withOwnMetrics(files));
  const metrics = sortMetrics(
    columns.flatMap(({ rows }) => [...rows.values()].flatMap(({ scores }) => [...scores.keys()])),
  );
  const base = against === undefined ? columns[0] : columns.find(({ label }) => label === against);
  if (base === undefined) {
    throw new MetaScError(`--against: expected the label of a column, got "${against ?? ''}"`, {
      code: 'CONFIG_INVALID',
      help: `The columns are ${columns.map(({ label }) => `"${label}"`).join(', ')}.`,
    });
  }
  const caseIds = columns.flatMap(({ rows }) => [...rows.values()].map(({ caseId }) => caseId));
  return { columns, against: base, tests: orderTests(columns), cases: new Set(caseIds).size, metrics };
}

/** `16 cases`, or `16 cases in 48 tests` where they have repeats or orders. */
export function countTests({ cases, tests }: Matrix): string {
  const rows = tests.length === cases ? '' : ` (${plural(tests.length, 'test')}: repeats and orders)`;
  return `${plural(cases, 'case')}${rows}`;
}

function withOwnMetrics(files: readonly ReportFile[]): readonly ReportFile[] {
  const metrics = ownMetricsOf(files.flatMap(({ rows }) => rows));
  if (metrics.length === 0) return files;
  return files.map((file) => ({ ...file, rows: file.rows.map((row) => withScoresOn(row, metrics)) }));
}

function toColumns(files: readonly ReportFile[]): readonly ReportColumn[] {
  const found = files.flatMap(({ path, rows }) =>
    [...Map.groupBy(rows, ({ column }) => column)]
      .map(([name, own]) => ({ name, path, rows: own }))
      .sort((a, b) => firstIdx(a.rows) - firstIdx(b.rows)),
  );
  const names = found.map(({ name }) => name);
  const stems = toStems(files.map(({ path }) => path));
  return found.map(({ name, path, rows }, index) => {
    const isShared = names.indexOf(name) !== names.lastIndexOf(name);
    const { cells, head } = pairRows(rows, []);
    return {
      label: isShared ? `${stems.get(path)}: ${name}` : name,
      index,
      path,
      variant: rows.find(({ record }) => record !== undefined)?.record?.variant,
      // The cells hold the very rows that went in.
      rows: new Map(cells.map(({ key, head: same }) => [key, same[0] as ReportRow])),
      duplicates: head.duplicates,
    };
  });
}

/** Rows are in the order in which they finished; columns are in that of the config. */
function firstIdx(rows: readonly ReportRow[]): number {
  return Math.min(...rows.map(({ columnIdx }) => columnIdx));
}

/** A file's name without folder and extension; the whole path where two would be equal. */
function toStems(paths: readonly string[]): ReadonlyMap<string, string> {
  const stemOf = (path: string) => (path.split(/[\\/]/).at(-1) ?? path).replace(/\.[^.]*$/, '');
  const stems = paths.map(stemOf);
  return new Map(
    paths.map((path, index) => {
      const stem = stems[index] ?? path;
      return [path, stems.indexOf(stem) === stems.lastIndexOf(stem) ? stem : path];
    }),
  );
}

function orderTests(columns: readonly ReportColumn[]): readonly string[] {
  const places = new Map<string, number>();
  for (const { rows } of columns) {
    for (const [key, { testIdx }] of rows) {
      if (!places.has(key)) places.set(key, testIdx ?? Number.MAX_SAFE_INTEGER);
    }
  }
  return [...places].sort(([, a], [, b]) => a - b).map(([key]) => key);
}

/** What became of a row on a metric; `error`: it has no answer, `none`: it lacks the metric. */
export type CellOutcome = 'pass' | 'fail' | 'unscored' | 'error' | 'none';

/** @param row undefined where the column lacks the case */
export function outcomeOf(row: ReportRow | undefined, metric: string): CellOutcome {
  if (row === undefined) return 'none';
  if (row.error !== undefined) return 'error';
  const score = row.scores.get(metric);
  if (score === undefined) return 'none';
  if (score.kind === 'unscored') return 'unscored';
  return passes(score) ? 'pass' : 'fail';
}

/** Whether a row passes a metric; undefined where it has no score. */
export function passOf(row: ReportRow | undefined, metric: string): boolean | undefined {
  const outcome = outcomeOf(row, metric);
  return outcome === 'pass' || outcome === 'fail' ? outcome === 'pass' : undefined;
}
