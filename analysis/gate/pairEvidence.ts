import { type CasePair, differenceOf, isSingle, type Passes, toPairedCounts } from '../statistics/casePairs.ts';
import { clusterTInterval } from '../statistics/clusterInterval.ts';
import { type Clusters, sumClusters } from '../statistics/clusters.ts';
import { labelPermutationTest } from '../statistics/labelPermutation.ts';
import { mcnemarTest } from '../statistics/mcnemar.ts';
import { newcombeDifference, type PairedCounts } from '../statistics/pairedDifference.ts';
import { signFlipTest } from '../statistics/signFlip.ts';
import { toSteps } from '../statistics/sumTails.ts';
import type { Estimate, Interval } from '../statistics/wilson.ts';

/** A case that base scored. Head may lack rows of it, or all: its `of` may be 0. */
export interface ComparedCase {
  readonly head: Passes & {
    /** Rows that base scored and head did not. */
    readonly lost: number;
  };
  readonly base: Passes;
}

/** Cases, with correlated ones in one list: those of a goal. No list is empty. */
export type CaseClusters = readonly (readonly ComparedCase[])[];

/** The evidence of paired cases on head and base. */
export interface PairEvidence {
  /** Cases scored on both sides. */
  readonly pairs: number;
  /** Share of passes, head − base, with its 95 % interval; null without pairs. */
  readonly difference: Estimate | null;
  /** The same if every lost row had failed; absent where none is lost. */
  readonly ifLostFailed?: Estimate;
  /** Cases with lost rows. */
  readonly lost: number;
  /** Two-sided, unadjusted; in (0, 1]. */
  readonly p: number;
  /** Number of clusters of the pairs. */
  readonly clusters: number;
  /** Number of clusters that pass more or less in head than in base. */
  readonly differing: number;
  /** Whether any cluster has several cases, or any case several rows on a side. */
  readonly isClustered: boolean;
  /** The test that gives p, the larger of two if clustered. */
  readonly test: 'mcnemar' | 'permutation' | 'signFlip';
  /** The source of the lower end, on which `pass` depends; `none`: a single cluster of several cases or rows. */
  readonly interval: 'newcombe' | 'clusterT' | 'none';
}

/** A single cluster shows nothing about others: their difference may be any. */
const ANY_DIFFERENCE: Interval = { low: -1, high: 1 };

/** The evidence of clusters of cases, without the lost rows and, for the difference, with them as failed. */
export function weighClusters(clusters: CaseClusters): PairEvidence {
  const found = weighScored(
    clusters.map((cases) => cases.filter(({ head }) => head.of > 0)).filter(({ length }) => length > 0),
  );
  const lost = clusters.flat().filter(({ head }) => head.lost > 0).length;
  if (lost === 0) return found;
  const asFailed = clusters.map((cases) =>
    cases.map(({ head, base }) => ({ head: { passed: head.passed, of: head.of + head.lost }, base })),
  );
  const { difference } = estimate(asFailed);
  return { ...found, lost, ...(difference === null ? {} : { ifLostFailed: difference }) };
}

/**
 * If each case stands alone, with one row on either side: exact McNemar. If a cluster has several cases, or a case several
 * rows, the larger p of the test that takes rows as independent and of a sign-flip test over the clusters: valid for
 * correlated rows.
 */
function weighScored(clusters: readonly (readonly CasePair[])[]): PairEvidence {
  const pairs = clusters.flat();
  if (isAlone(clusters)) return weighCounts(toPairedCounts(pairs));
  const apart = pairs.every(isSingle)
    ? ({ test: 'mcnemar', p: mcnemarTest(toPairedCounts(pairs)) } as const)
    : ({ test: 'permutation', p: labelPermutationTest(pairs) } as const);
  const sums = sumClusters(toDifferences(clusters)).map(({ sum }) => sum);
  const whole = sums.map(toSteps(sums));
  const together = signFlipTest(whole.map((sum) => [sum]));
  return {
    pairs: pairs.length,
    ...estimate(clusters),
    lost: 0,
    ...(together > apart.p ? ({ test: 'signFlip', p: together } as const) : apart),
    clusters: clusters.length,
    differing: whole.filter((sum) => sum !== 0).length,
    isClustered: true,
  };
}

/**
 * The mean difference over the cases. Each alone, with one row a side: Newcombe's interval. Otherwise at each end the wider
 * of it and a t interval over the clusters: never bolder than for independent rows.
 */
function estimate(clusters: readonly (readonly CasePair[])[]): Pick<PairEvidence, 'difference' | 'interval'> {
  const alone = newcombeDifference(toPairedCounts(clusters.flat()));
  if (alone === null || isAlone(clusters)) return { difference: alone, interval: 'newcombe' };
  const overClusters = clusterTInterval(toDifferences(clusters)) ?? ANY_DIFFERENCE;
  const wider = clusters.length === 1 ? 'none' : 'clusterT';
  return {
    difference: {
      value: alone.value,
      low: Math.min(alone.low, overClusters.low),
      high: Math.max(alone.high, overClusters.high),
    },
    interval: overClusters.low < alone.low ? wider : 'newcombe',
  };
}

const isAlone = (clusters: readonly (readonly CasePair[])[]) =>
  clusters.every((cases) => cases.length === 1 && cases.every(isSingle));

const toDifferences = (clusters: readonly (readonly CasePair[])[]): Clusters =>
  clusters.map((cases) => cases.map(differenceOf));

/**
 * The evidence of independent cases with one row a side.
 *
 * @throws RangeError for counts that aren't whole numbers of at least 0
 */
export function weighCounts(counts: PairedCounts): PairEvidence {
  const { both, headOnly, baseOnly, neither } = counts;
  const pairs = both + headOnly + baseOnly + neither;
  return {
    pairs,
    difference: newcombeDifference(counts),
    lost: 0,
    p: mcnemarTest(counts),
    clusters: pairs,
    differing: headOnly + baseOnly,
    isClustered: false,
    test: 'mcnemar',
    interval: 'newcombe',
  };
}
