import { sum } from './arithmetic.ts';

/**
 * Differences of pairs (head − base), grouped by cluster: the wrappers of a goal, the turns of a trajectory. Pairs of
 * different clusters are independent; those of one need not be. A pair that shares nothing is its own cluster.
 */
export type Clusters = readonly (readonly number[])[];

/** The total of a cluster. */
export interface ClusterSum {
  readonly sum: number;
  /** Pairs in it; at least 1. */
  readonly size: number;
}

/** @throws RangeError for an empty cluster or a difference that is not finite */
export function sumClusters(clusters: Clusters): readonly ClusterSum[] {
  return clusters.map((differences) => {
    if (differences.length === 0) throw new RangeError('cluster: expected at least one difference, got none');
    const total = sum(differences);
    if (!Number.isFinite(total)) throw new RangeError(`cluster: expected finite differences, got ${differences}`);
    return { sum: total, size: differences.length };
  });
}
