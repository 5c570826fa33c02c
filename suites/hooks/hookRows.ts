import { type Proportion, wilsonProportion } from '../../analysis/statistics/wilson.ts';

/** What a hook reads of one of promptfoo's rows. */
export interface Row {
  readonly provider: { readonly id?: string | undefined; readonly label?: string | undefined };
  readonly namedScores?: Readonly<Record<string, number>> | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** What promptfoo hands to an `afterAll` hook, as far as one is read here. */
export interface FinishedRun {
  readonly results: readonly Row[];
}

export const labelOf = ({ provider }: Row): string => provider.label ?? provider.id ?? '';

/** A value of the row's `metadata.metasc`. */
export function metascValue({ metadata }: Row, key: string): unknown {
  const metasc = metadata?.metasc;
  return typeof metasc === 'object' && metasc !== null ? (metasc as Record<string, unknown>)[key] : undefined;
}

/** Scores of a metric over the rows that it scored; in [0, 1]. */
export function metricScores(rows: readonly Row[], metric: string): readonly number[] {
  return rows.flatMap(({ namedScores }) => namedScores?.[metric] ?? []);
}

/** The share of scored rows that pass at 0.5; null where none was scored. */
export function passRate(rows: readonly Row[], metric: string): Proportion | null {
  const scores = metricScores(rows, metric);
  return wilsonProportion(scores.filter((score) => score >= 0.5).length, scores.length);
}

/** `.83 [.71, .91]`, or `-` where nothing was measured. */
export function showPassRate(rate: Proportion | null): string {
  if (rate === null) return '-';
  const [value, low, high] = [rate.value, rate.low, rate.high].map((share) => share.toFixed(2).replace(/^0/, ''));
  return `${value} [${low}, ${high}]`;
}
