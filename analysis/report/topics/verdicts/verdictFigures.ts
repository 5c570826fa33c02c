import { createRandom } from '../../../../foundation/random.ts';
import { sum } from '../../../statistics/arithmetic.ts';
import { bootstrapMeanDifference, type ClusterEstimate } from '../../../statistics/bootstrap.ts';
import { type Proportion, wilsonProportion } from '../../../statistics/wilson.ts';
import { meansOfCases, shareOfCases } from '../../caseShares.ts';
import type { ColumnComparison } from '../../comparisons.ts';
import { type Matrix, outcomeOf, passOf, type ReportColumn } from '../../matrix.ts';
import type { ReportRow } from '../../reportRow.ts';

/** A column's results on one metric. */
export interface VerdictCell {
  readonly column: ReportColumn;
  readonly metric: string;
  /** Share of the scored cases that pass; null where none was scored. */
  readonly share: Proportion | null;
  /** Rows with the metric but without a score, including errors, as a share of all with the metric. */
  readonly unscored: Proportion | null;
  readonly errors: number;
  /** Mean score of the cases, if some scores lie between 0 and 1; its interval assumes independent clusters. */
  readonly mean: { readonly value: number; readonly interval: ClusterEstimate | null } | undefined;
  /** With the column that the others are compared with, which has none itself; null without pairs. */
  readonly comparison: ColumnComparison | null | undefined;
}

/**
 * By metric and column: only metrics that the column's rows have, or would have without an error.
 *
 * @param comparisons with the column that the others are compared with
 */
export function toVerdicts(matrix: Matrix, comparisons: readonly ColumnComparison[]): readonly VerdictCell[] {
  return matrix.metrics.flatMap((metric) => {
    const ofMetric = testsOfMetric(matrix, metric);
    return matrix.columns
      .map((column) => {
        const found = comparisons.find((one) => one.metric === metric && one.head === column) ?? null;
        return toCell(matrix, { column, metric, ofMetric, comparison: column === matrix.against ? undefined : found });
      })
      .filter(({ unscored }) => unscored !== null);
  });
}

/** A failed row has no metrics; other rows of its test, or its assertions, show which it would have. */
function testsOfMetric({ columns }: Matrix, metric: string): ReadonlySet<string> {
  const rows = columns.flatMap((column) => [...column.rows]);
  return new Set(rows.flatMap(([key, row]) => (row.scores.has(metric) || row.expects.includes(metric) ? key : [])));
}

interface CellParts extends Pick<VerdictCell, 'column' | 'metric' | 'comparison'> {
  /** Keys of the tests that have the metric. */
  readonly ofMetric: ReadonlySet<string>;
}

function toCell(matrix: Matrix, { column, metric, ofMetric, comparison }: CellParts): VerdictCell {
  const counts = { pass: 0, fail: 0, unscored: 0, error: 0, none: 0 };
  for (const key of ofMetric) counts[outcomeOf(column.rows.get(key), metric)] += 1;
  const without = counts.unscored + counts.error;
  return {
    column,
    metric,
    share: shareOfCases(column.rows.values(), (row) => passOf(row, metric)),
    unscored: wilsonProportion(without, counts.pass + counts.fail + without),
    errors: counts.error,
    mean: isGraded(matrix, metric) ? toMean(column, metric) : undefined,
    comparison,
  };
}

/** Whether any score lies between 0 and 1: a share of passes then hides part of the measurement. */
function isGraded({ columns }: Matrix, metric: string): boolean {
  return columns.some(({ rows }) =>
    [...rows.values()].some((row) => {
      const score = scoreOf(row, metric) ?? 0;
      return 0.001 < score && score < 0.999;
    }),
  );
}

function toMean({ rows }: ReportColumn, metric: string): VerdictCell['mean'] {
  const means = meansOfCases(rows.values(), (row) => scoreOf(row, metric));
  if (means.size === 0) return undefined;
  const clusterOf = new Map([...rows.values()].map(({ caseId, cluster }) => [caseId, cluster]));
  const clusters = Map.groupBy(means, ([caseId]) => clusterOf.get(caseId));
  const value = sum([...means.values()]) / means.size;
  const interval = bootstrapMeanDifference(
    [...clusters.values()].map((own) => own.map(([, mean]) => mean)),
    { random: createRandom(1) },
  );
  return { value, interval };
}

function scoreOf(row: ReportRow, metric: string): number | undefined {
  const score = row.scores.get(metric);
  return score?.kind === 'scored' ? score.score : undefined;
}
