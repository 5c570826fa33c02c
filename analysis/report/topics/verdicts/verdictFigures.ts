import { type BinaryDecision, decideBinary } from '../../../gate/binaryRule.ts';
import { tabulate } from '../../../gate/metricTable.ts';
import { weighMetric } from '../../../gate/metricVerdict.ts';
import type { PairEvidence } from '../../../gate/pairEvidence.ts';
import { pairRows } from '../../../pairing.ts';
import { sum } from '../../../statistics/arithmetic.ts';
import { bootstrapMeanDifference, type ClusterEstimate } from '../../../statistics/bootstrap.ts';
import { holmAdjust } from '../../../statistics/holm.ts';
import { createRandom } from '../../../statistics/random.ts';
import { type Estimate, type Proportion, wilsonProportion } from '../../../statistics/wilson.ts';
import { type Matrix, outcomeOf, type ReportColumn } from '../../matrix.ts';
import type { ReportRow } from '../../reportRow.ts';

/** A column minus the one that it is compared with, over the cases that both scored. In [−1, 1]. */
export interface Difference extends Estimate {
  readonly pairs: number;
  /** `newcombe` if cases are independent, `clusterT` if several share a goal, `none` if all share one. */
  readonly method: PairEvidence['interval'];
  /** Several cases share a goal, and there are fewer than 5: the interval may be too narrow. */
  readonly isApproximate: boolean;
}

/**
 * What a difference means, by the gate's rule at its defaults: `worse` regresses, `no worse` passes, `better` is a significant
 * gain.
 */
export type VerdictWord = 'better' | 'worse' | 'no worse' | 'unclear';

/** The fewest clusters with which the t interval was simulated. */
const ENOUGH_CLUSTERS = 5;

/** A column's results on one metric. */
export interface VerdictCell {
  readonly column: ReportColumn;
  readonly metric: string;
  /** Share of the scored cases that pass; null where none was scored. */
  readonly share: Proportion | null;
  /** Cases with the metric but without a score, including errors, as a share of all with the metric. */
  readonly unscored: Proportion | null;
  readonly errors: number;
  /** Mean score, if some scores lie between 0 and 1; its interval assumes independent clusters. */
  readonly mean: { readonly value: number; readonly interval: ClusterEstimate | null } | undefined;
  /** undefined for the column that the others are compared with; null without pairs. */
  readonly difference: Difference | null | undefined;
  /** undefined without a difference. */
  readonly word: VerdictWord | undefined;
}

/** By metric and column: only metrics that the column's rows have, or would have without an error. */
export function toVerdicts(matrix: Matrix): readonly VerdictCell[] {
  const { columns, against, metrics } = matrix;
  const comparisons = new Map(
    columns.filter((column) => column !== against).map((column) => [column, compareColumns(column, against, metrics)]),
  );
  return metrics.flatMap((metric) => {
    const ofMetric = casesOfMetric(matrix, metric);
    return columns
      .map((column) => toCell({ matrix, column, metric, ofMetric, comparison: comparisons.get(column)?.get(metric) }))
      .filter(({ unscored }) => unscored !== null);
  });
}

/** The gate's decision on each metric that both columns scored, adjusted over all of them. */
function compareColumns(
  head: ReportColumn,
  base: ReportColumn,
  metrics: readonly string[],
): ReadonlyMap<string, BinaryDecision> {
  const { cells } = pairRows([...head.rows.values()], [...base.rows.values()]);
  const rule = { direction: 'higher', gated: metrics, takesAnyScore: true } as const;
  const evidence = metrics
    .map((metric) => weighMetric(metric, tabulate(cells, { ...rule, metric })))
    .filter(({ counts }) => counts.compared > 0);
  const adjusted = holmAdjust(evidence.map(({ pairs }) => pairs.p));
  return new Map(
    evidence.map(({ metric, pairs }, index) => [metric, decideBinary(pairs, { adjustedP: adjusted[index] ?? 1 })]),
  );
}

/** A failed row has no metrics; other rows of its case, or its assertions, show which it would have. */
function casesOfMetric({ columns }: Matrix, metric: string): ReadonlySet<string> {
  const rows = columns.flatMap((column) => [...column.rows]);
  return new Set(rows.flatMap(([key, row]) => (row.scores.has(metric) || row.expects.includes(metric) ? key : [])));
}

interface CellParts {
  readonly matrix: Matrix;
  readonly column: ReportColumn;
  readonly metric: string;
  /** Keys of the cases that have the metric. */
  readonly ofMetric: ReadonlySet<string>;
  /** With the column that the others are compared with. */
  readonly comparison: BinaryDecision | undefined;
}

function toCell({ matrix, column, metric, ofMetric, comparison }: CellParts): VerdictCell {
  const counts = { pass: 0, fail: 0, unscored: 0, error: 0, none: 0 };
  for (const key of ofMetric) counts[outcomeOf(column.rows.get(key), metric)] += 1;
  const scored = counts.pass + counts.fail;
  const without = counts.unscored + counts.error;
  return {
    column,
    metric,
    share: wilsonProportion(counts.pass, scored),
    unscored: wilsonProportion(without, scored + without),
    errors: counts.error,
    mean: isGraded(matrix, metric) ? toMean(column, metric) : undefined,
    difference: column === matrix.against ? undefined : toDifference(comparison),
    word: comparison === undefined ? undefined : wordFor(comparison),
  };
}

/** Whether any score lies between 0 and 1: a share of passes then hides part of the measurement. */
function isGraded({ columns }: Matrix, metric: string): boolean {
  return columns.some(({ rows }) =>
    [...rows.values()].some((row) => {
      const score = scoreOf(row, metric)?.score ?? 0;
      return 0.001 < score && score < 0.999;
    }),
  );
}

function toMean({ rows }: ReportColumn, metric: string): VerdictCell['mean'] {
  const scores = [...rows.values()].flatMap((row) => {
    const score = scoreOf(row, metric);
    return score === undefined ? [] : [{ cluster: row.cluster, value: score.score }];
  });
  if (scores.length === 0) return undefined;
  const value = sum(scores.map((score) => score.value)) / scores.length;
  return { value, interval: bootstrapMeanDifference(toClusters(scores), { random: createRandom(1) }) };
}

function scoreOf(row: ReportRow | undefined, metric: string) {
  const score = row?.scores.get(metric);
  return score?.kind === 'scored' ? score : undefined;
}

function toClusters<T>(values: readonly { readonly cluster: string; readonly value: T }[]): readonly (readonly T[])[] {
  return [...Map.groupBy(values, ({ cluster }) => cluster).values()].map((own) => own.map(({ value }) => value));
}

function toDifference(comparison: BinaryDecision | undefined): Difference | null {
  if (comparison?.difference == null) return null;
  const { difference, pairs, interval, isClustered, clusters } = comparison;
  const isApproximate = isClustered && clusters < ENOUGH_CLUSTERS;
  return { ...difference, pairs, method: interval, isApproximate };
}

function wordFor({ verdict, change }: BinaryDecision): VerdictWord {
  if (change === 'gain') return 'better';
  return ({ regress: 'worse', pass: 'no worse', inconclusive: 'unclear' } as const)[verdict];
}
