import { METRICS } from '../../assertions/metrics.ts';
import { SUCCESS } from '../results/ownScores.ts';

/** Names of the metrics that specs should raise, in the order of the learning curve's lines. */
export const MOVED_BY_SPEC: readonly string[] = METRICS.filter(({ movedBySpec }) => movedBySpec).map(
  ({ name }) => name,
);

/** A metric's heading; its name if it isn't one of ours. */
export function titleOf(metric: string): string {
  return METRICS.find(({ name }) => name === metric)?.title ?? (metric === SUCCESS ? 'Success' : metric);
}

/** What a metric's share of passes means. */
export function shareOf(metric: string): string {
  const known = METRICS.find(({ name }) => name === metric)?.share;
  return (
    known ?? (metric === SUCCESS ? 'answers that pass all that their test demands' : `answers that pass ${metric}`)
  );
}

/** Ours first, in their order, then `success`, then the others by name. */
export function sortMetrics(metrics: Iterable<string>): readonly string[] {
  const given = new Set(metrics);
  const own = [...METRICS.map(({ name }) => name), SUCCESS].filter((name) => given.delete(name));
  return [...own, ...[...given].sort()];
}
