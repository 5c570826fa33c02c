import { compareOwnAssertions, type OwnAssertions } from '../../../analysis/ownAssertions.ts';
import { countRefusals, type RefusalCounts } from '../../../analysis/refusals.ts';
import type { ResultRow } from '../../../analysis/results/row.ts';
import type { RowScore } from '../../../analysis/results/rowScores.ts';
import { excerpt } from '../../../foundation/excerpt.ts';
import { toTextTable } from '../../../foundation/textTable.ts';
import { formatOwnAssertions } from '../../ownAssertionsText.ts';

export interface MetricMean {
  /** Mean score over the scored rows, 0 to 1; higher is better. null when none was scored. */
  readonly mean: number | null;
  readonly scored: number;
  readonly unscored: number;
}

interface ColumnRefusals extends RefusalCounts {
  readonly name: string;
}

export interface EvalSummary {
  readonly rows: number;
  /** Rows without an answer. */
  readonly errors: number;
  readonly firstError: string | undefined;
  /** Verdicts that are missing because a call of a judge failed. */
  readonly lostVerdicts: number;
  /** The project's own assertions; undefined if there are none. */
  readonly ownAssertions: OwnAssertions | undefined;
  readonly columns: readonly { readonly name: string; readonly metrics: Readonly<Record<string, MetricMean>> }[];
  /** Refused by the model and blocked by the platform, by column. */
  readonly refusals: readonly ColumnRefusals[];
  /** By metric: the first reason why a row is unscored. */
  readonly unscoredBecause: Readonly<Record<string, string>>;
  /** Whether the default embedded model answered. */
  readonly embedded: boolean;
}

/** Means per column and metric, over scored rows. A judge that failed counts as unscored, never as a low score. */
export function summarize(rows: readonly ResultRow[]): EvalSummary {
  const errors = rows.flatMap(({ error }) => error ?? []);
  // Rows are in the order in which they ended, columns in that of the config.
  const ordered = rows.toSorted((a, b) => a.columnIdx - b.columnIdx);
  const columns = [
    ...Map.groupBy(ordered, ({ columnIdx, column }) => JSON.stringify([columnIdx, column])).values(),
  ].map((own) => ({ name: own[0]?.column ?? '', own }));
  return {
    rows: rows.length,
    errors: errors.length,
    firstError: errors[0],
    lostVerdicts: rows.flatMap(({ scores }) =>
      [...scores.values()].filter((score) => score.kind === 'unscored' && score.callFailed),
    ).length,
    ownAssertions: compareOwnAssertions(
      [...Map.groupBy(ordered, ({ column }) => column)].map(([label, own]) => ({ label, rows: own })),
    ),
    columns: columns.map(({ name, own }) => ({ name, metrics: toMeans(own) })),
    refusals: columns.map(({ name, own }) => ({ name, ...countRefusals(own) })),
    unscoredBecause: Object.fromEntries(
      [...scoresByMetric(rows)].flatMap(([metric, scores]) => {
        const unscored = scores.find(({ kind }) => kind === 'unscored');
        return unscored === undefined ? [] : [[metric, unscored.reason]];
      }),
    ),
    embedded: rows.some(({ isDefaultModel }) => isDefaultModel),
  };
}

function scoresByMetric(rows: readonly ResultRow[]): ReadonlyMap<string, readonly RowScore[]> {
  const scores = Map.groupBy(
    rows.flatMap((row) => [...row.scores]),
    ([metric]) => metric,
  );
  return new Map([...scores].map(([metric, entries]) => [metric, entries.map(([, score]) => score)]));
}

function toMeans(rows: readonly ResultRow[]): Readonly<Record<string, MetricMean>> {
  return Object.fromEntries(
    [...scoresByMetric(rows)].map(([metric, scores]) => {
      const scored = scores.filter((score) => score.kind === 'scored');
      const mean = scored.length === 0 ? null : scored.reduce((sum, { score }) => sum + score, 0) / scored.length;
      return [metric, { mean, scored: scored.length, unscored: scores.length - scored.length }];
    }),
  );
}

/**
 * The project's own assertions, then lines such as `metasc-10   1.00 (14)   0.75 (4 +2?)`: mean, number of scored rows,
 * number of unscored ones.
 */
export function formatSummary(summary: EvalSummary): string {
  const { rows, errors, firstError, ownAssertions, columns, refusals, unscoredBecause } = summary;
  const metrics = [...new Set(columns.flatMap((column) => Object.keys(column.metrics)))];
  const table = [
    ['mean score (scored rows)', ...metrics],
    ...columns.map(({ name, metrics: means }) => [
      excerpt(name, MAX_NAME_CHARS),
      ...metrics.map((metric) => formatMean(means[metric])),
    ]),
  ];
  const answered = `${rows - errors} of ${rows} rows answered${firstError === undefined ? '' : `; first error: ${firstError}`}`;
  const unscored = columns.some((column) => Object.values(column.metrics).some(({ unscored }) => unscored > 0));
  const legend = unscored ? '1.00 is best; +n? counts unscored rows.' : '1.00 is best.';
  const reasons = Object.values(unscoredBecause).map(
    (reason) => `Unscored, for example: ${excerpt(reason, MAX_REASON_CHARS)}`,
  );
  return [
    ...(ownAssertions === undefined ? [] : [...formatOwnAssertions(ownAssertions), '']),
    ...toTextTable(table),
    '',
    `${legend} ${answered}.`,
    ...formatRefusals(refusals),
    ...reasons,
  ].join('\n');
}

/** One line where the platform blocked an answer: a block is no refusal by the model. */
function formatRefusals(columns: EvalSummary['refusals']): readonly string[] {
  if (columns.every(({ byPlatform }) => byPlatform === 0)) return [];
  const list = (by: 'byPlatform' | 'byModel') => columns.map((counts) => `${counts.name} ${counts[by]}`).join(', ');
  const isMeasured = columns.some(({ scored }) => scored > 0);
  return [
    `Blocked by the platform: ${list('byPlatform')}${isMeasured ? `; refused by the model: ${list('byModel')}` : ''}.`,
  ];
}

const MAX_REASON_CHARS = 160;
const MAX_NAME_CHARS = 60;

function formatMean(mean: MetricMean | undefined): string {
  if (mean === undefined) return '';
  const unscored = mean.unscored > 0 ? ` +${mean.unscored}?` : '';
  return mean.mean === null ? `none${unscored}` : `${mean.mean.toFixed(2)} (${mean.scored}${unscored})`;
}
