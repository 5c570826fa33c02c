import { METRICS } from '../../assertions/metrics.ts';

/** Names of the metrics that specs should raise, in the order of the learning curve's lines. */
export const MOVED_BY_SPEC: readonly string[] = METRICS.filter(({ movedBySpec }) => movedBySpec).map(
  ({ name }) => name,
);

/** A metric's heading; its name if it isn't one of ours. */
export function titleOf(metric: string): string {
  return METRICS.find(({ name }) => name === metric)?.title ?? metric;
}

/** What a metric's share of passes means. */
export function shareOf(metric: string): string {
  return METRICS.find(({ name }) => name === metric)?.share ?? `answers that pass ${metric}`;
}

/** Ours first, in their order, then the others by name. */
export function sortMetrics(metrics: Iterable<string>): readonly string[] {
  const given = new Set(metrics);
  const own = METRICS.map(({ name }) => name).filter((name) => given.delete(name));
  return [...own, ...[...given].sort()];
}
