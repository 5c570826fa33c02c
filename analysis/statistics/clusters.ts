/**
 * Differences of pairs (head − base), those of one cluster together: the wrappers of a goal, the turns of a trajectory.
 * Pairs of different clusters are independent; those of one need not be. Pairs with no common ground are clusters of one.
 */
export type Clusters = readonly (readonly number[])[];

/** What a cluster comes to. */
export interface ClusterSum {
  readonly sum: number;
  /** Pairs in it; at least 1. */
  readonly size: number;
}

/** @throws RangeError for an empty cluster or a difference that is not finite */
export function sumClusters(clusters: Clusters): readonly ClusterSum[] {
  return clusters.map((differences) => {
    if (differences.length === 0) throw new RangeError('cluster: expected at least one difference, got none');
    const sum = differences.reduce((total, difference) => total + difference, 0);
    if (!Number.isFinite(sum)) throw new RangeError(`cluster: expected finite differences, got ${differences}`);
    return { sum, size: differences.length };
  });
}
