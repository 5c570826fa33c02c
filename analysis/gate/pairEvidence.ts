import { clusterTInterval } from '../statistics/clusterInterval.ts';
import type { Clusters } from '../statistics/clusters.ts';
import { mcnemarTest } from '../statistics/mcnemar.ts';
import { type PairedCounts, pairedDifference } from '../statistics/pairedDifference.ts';
import { signFlipTest } from '../statistics/signFlip.ts';
import type { Estimate, Interval } from '../statistics/wilson.ts';

/** One test, scored on both sides: whether each passed. */
export interface Pair {
  readonly head: boolean;
  readonly base: boolean;
}

/** Pairs, with correlated ones in one list: the tests of a goal, the repeats of a case. No list is empty. */
export type PairClusters = readonly (readonly Pair[])[];

/** The evidence of pairs on head and base. */
export interface PairEvidence {
  /** Share of passes, head − base, with its 95 % interval; null without pairs. */
  readonly difference: Estimate | null;
  /** Two-sided, unadjusted; in (0, 1]. */
  readonly p: number;
  /** Number of clusters. */
  readonly clusters: number;
  /** Number of clusters that pass more or fewer tests in head than in base. */
  readonly differing: number;
  /** Whether any cluster has several pairs. */
  readonly isClustered: boolean;
  /** The test that gives p, the larger of the two. */
  readonly test: 'mcnemar' | 'signFlip';
  /** The source of the lower end, on which `pass` depends; `none`: a single cluster of several pairs. */
  readonly interval: 'newcombe' | 'clusterT' | 'none';
}

/** A single cluster shows nothing about others: their difference may be any. */
const ANY_DIFFERENCE: Interval = { low: -1, high: 1 };

/**
 * If each pair is its own cluster: exact McNemar and Newcombe's interval. If a cluster has several, the larger p of
 * McNemar's and of a sign-flip test over the clusters, and at each end the wider of Newcombe's interval and a t interval
 * over the clusters: valid for correlated tests, and never bolder than for independent ones.
 */
export function weighClusters(clusters: PairClusters): PairEvidence {
  const alone = weighCounts(countPairs(clusters.flat()));
  const isClustered = clusters.some((pairs) => pairs.length > 1);
  if (!isClustered || alone.difference === null) return alone;

  const differences: Clusters = clusters.map((pairs) => pairs.map(({ head, base }) => Number(head) - Number(base)));
  const signFlipP = signFlipTest(differences);
  const { value, low, high } = alone.difference;
  const overClusters = clusterTInterval(differences) ?? ANY_DIFFERENCE;
  const wider = clusters.length === 1 ? 'none' : 'clusterT';
  return {
    difference: {
      value,
      low: Math.min(low, overClusters.low),
      high: Math.max(high, overClusters.high),
    },
    p: Math.max(alone.p, signFlipP),
    clusters: clusters.length,
    differing: differences.filter((ofCluster) => ofCluster.reduce((sum, each) => sum + each, 0) !== 0).length,
    isClustered,
    test: signFlipP > alone.p ? 'signFlip' : 'mcnemar',
    interval: overClusters.low < low ? wider : 'newcombe',
  };
}

/**
 * The evidence of independent pairs.
 *
 * @throws RangeError for counts that aren't whole numbers of at least 0
 */
export function weighCounts(counts: PairedCounts): PairEvidence {
  const { both, headOnly, baseOnly, neither } = counts;
  return {
    difference: pairedDifference(counts),
    p: mcnemarTest(counts),
    clusters: both + headOnly + baseOnly + neither,
    differing: headOnly + baseOnly,
    isClustered: false,
    test: 'mcnemar',
    interval: 'newcombe',
  };
}

export function countPairs(pairs: readonly Pair[]): PairedCounts {
  const counts = { both: 0, headOnly: 0, baseOnly: 0, neither: 0 };
  for (const { head, base } of pairs) {
    counts[head ? (base ? 'both' : 'headOnly') : base ? 'baseOnly' : 'neither'] += 1;
  }
  return counts;
}
