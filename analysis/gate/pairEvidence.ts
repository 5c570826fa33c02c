import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { sum } from '../statistics/arithmetic.ts';
import { type CasePair, differenceOf, isSingle, type Passes, toPairedCounts } from '../statistics/casePairs.ts';
import { clusterTInterval } from '../statistics/clusterInterval.ts';
import { type Clusters, sumClusters } from '../statistics/clusters.ts';
import { labelPermutationTest } from '../statistics/labelPermutation.ts';
import { mcnemarMidP, mcnemarTest } from '../statistics/mcnemar.ts';
import { newcombeDifference, type PairedCounts } from '../statistics/pairedDifference.ts';
import { type RunValues, runDifference, runPermutationTest } from '../statistics/runPermutation.ts';
import { signFlipTest } from '../statistics/signFlip.ts';
import { toSteps } from '../statistics/sumTails.ts';
import { tangoDifference } from '../statistics/tangoDifference.ts';
import { type Estimate, type Interval, Z_95 } from '../statistics/wilson.ts';

/** A case that base scored. Head may lack rows of it, or all: its `of` may be 0. */
export interface ComparedCase {
  readonly head: Passes & {
    /** Rows that base scored and head did not. */
    readonly lost: number;
  };
  readonly base: Passes;
  /** What is compared instead of the rows, where a side has several runs, or where scores are compared. */
  readonly runs?: RunValues;
  /** Whether its answers are the same on both sides, byte for byte, and so are their scores. @default false */
  readonly isUnchanged?: boolean;
}

export interface WeighingOptions {
  /** Of the intervals, in (0, 1). @default 0.95 */
  readonly confidence?: number;
  /** How the outcome seen counts in p; with `midP`, the interval of single runs is Tango's. @default 'exact' */
  readonly test?: 'exact' | 'midP';
}

/** Cases, with correlated ones in one list: those of a goal. No list is empty. */
export type CaseClusters = readonly (readonly ComparedCase[])[];

/** The evidence of paired cases on head and base. */
export interface PairEvidence {
  /** Cases scored on both sides. */
  readonly pairs: number;
  /** Pairs whose answers are the same, byte for byte: they differ by nothing, with certainty. */
  readonly unchanged: number;
  /** Share of passes or mean score, head − base, with its interval; null without pairs. */
  readonly difference: Estimate | null;
  /** The same if every lost row had failed; absent where none is lost. */
  readonly ifLostFailed?: Estimate;
  /** Cases with lost rows. */
  readonly lost: number;
  /** Two-sided, unadjusted; in (0, 1]. */
  readonly p: number;
  /** Number of clusters of the pairs. */
  readonly clusters: number;
  /** Number of clusters that pass more or less in head than in base; of several runs, those that aren't all equal. */
  readonly differing: number;
  /** Whether any cluster has several cases, or any case several rows on a side, or scores are compared. */
  readonly isClustered: boolean;
  /** The test that gives p, the larger of two if clustered. */
  readonly test: 'mcnemar' | 'permutation' | 'signFlip' | 'runs';
  /**
   * The source of the lower end, on which `pass` depends; `none`: a single cluster of several cases or rows; `unchanged`: all
   * answers are the same.
   */
  readonly interval: 'newcombe' | 'tango' | 'clusterT' | 'none' | 'unchanged';
}

/** A single cluster shows nothing about others: their difference may be any. */
const ANY_DIFFERENCE: Interval = { low: -1, high: 1 };

/** The evidence of clusters of cases, without the lost rows and, for the difference, with them as failed. */
export function weighClusters(clusters: CaseClusters, options: WeighingOptions = {}): PairEvidence {
  const cases = clusters.flat();
  const unchanged = cases.filter(({ isUnchanged = false }) => isUnchanged).length;
  const changed = without(clusters, ({ isUnchanged = false }) => isUnchanged);
  const scored = without(changed, ({ head }) => head.of === 0);
  const pairs = scored.flat().length + unchanged;
  const found = scored.length === 0 && unchanged > 0 ? ALL_UNCHANGED : weighScored(scored, options);
  const evidence = { ...found, pairs, unchanged, difference: among(found.difference, (pairs - unchanged) / pairs) };
  const lost = cases.filter(({ head }) => head.lost > 0).length;
  if (lost === 0) return evidence;
  const { difference } = estimate(
    changed.map((ofCluster) => ofCluster.map(withLostFailed)),
    options,
  );
  const ifLostFailed = among(difference, changed.flat().length / cases.length);
  return { ...evidence, lost, ...(ifLostFailed === null ? {} : { ifLostFailed }) };
}

const without = (clusters: CaseClusters, isLeftOut: (one: ComparedCase) => boolean): CaseClusters =>
  clusters.map((cases) => cases.filter((one) => !isLeftOut(one))).filter(({ length }) => length > 0);

const ALL_UNCHANGED: PairEvidence = {
  pairs: 0,
  unchanged: 0,
  difference: { value: 0, low: 0, high: 0 },
  lost: 0,
  p: 1,
  clusters: 0,
  differing: 0,
  isClustered: false,
  test: 'mcnemar',
  interval: 'unchanged',
};

/** A difference over a share of the cases, if the others differ by nothing, as one over all of them. */
function among(difference: Estimate | null, share: number): Estimate | null {
  if (difference === null || share === 1 || !Number.isFinite(share)) return difference;
  const { value, low, high } = difference;
  return { value: value * share, low: low * share, high: high * share };
}

function withLostFailed({ head, base, runs }: ComparedCase): CasePair & Pick<ComparedCase, 'runs'> {
  const asFailed = { head: { passed: head.passed, of: head.of + head.lost }, base };
  if (runs === undefined) return asFailed;
  const share = head.of / (head.of + head.lost);
  const values = runs.head.map((value) => (value === undefined ? undefined : value * share));
  return { ...asFailed, runs: { head: head.of === 0 ? [0] : values, base: runs.base } };
}

type Weighed = CasePair & Pick<ComparedCase, 'runs'>;

/**
 * If each case stands alone, with one row on either side: exact McNemar. If a cluster has several cases, or a case several
 * rows, the larger p of the test that takes rows as independent and of a sign-flip test over the clusters: valid for
 * correlated rows. If a side has several runs, or scores are compared, the permutation of runs within the clusters.
 */
function weighScored(clusters: readonly (readonly Weighed[])[], options: WeighingOptions): PairEvidence {
  const pairs = clusters.flat();
  if (pairs.some(({ runs }) => runs !== undefined)) return weighRuns(clusters, options);
  if (isAlone(clusters)) return weighCounts(toPairedCounts(pairs), options);
  const apart = pairs.every(isSingle)
    ? ({ test: 'mcnemar', p: mcnemarTest(toPairedCounts(pairs)) } as const)
    : ({ test: 'permutation', p: labelPermutationTest(pairs) } as const);
  const sums = sumClusters(toDifferences(clusters)).map((cluster) => cluster.sum);
  const whole = sums.map(toSteps(sums));
  const together = signFlipTest(whole.map((one) => [one]));
  return {
    ...estimate(clusters, options),
    pairs: pairs.length,
    unchanged: 0,
    lost: 0,
    ...(together > apart.p ? ({ test: 'signFlip', p: together } as const) : apart),
    clusters: clusters.length,
    differing: whole.filter((one) => one !== 0).length,
    isClustered: true,
  };
}

function weighRuns(clusters: readonly (readonly Weighed[])[], options: WeighingOptions): PairEvidence {
  const { p, midP, differing } = runPermutationTest(clusters.map((cases) => cases.map(runsOf)));
  return {
    ...estimate(clusters, options),
    pairs: clusters.flat().length,
    unchanged: 0,
    lost: 0,
    test: 'runs',
    p: options.test === 'midP' ? midP : p,
    clusters: clusters.length,
    differing,
    isClustered: true,
  };
}

function runsOf({ head, base, runs }: Weighed): RunValues {
  return runs ?? { head: [head.passed / head.of], base: [base.passed / base.of] };
}

/**
 * The mean difference over the cases. Each alone, with one row a side: Newcombe's interval, or Tango's with mid-p. Of several
 * runs, or of scores: a t interval over the clusters. Otherwise at each end the wider of both: never bolder than for independent rows.
 */
function estimate(
  clusters: readonly (readonly Weighed[])[],
  options: WeighingOptions,
): Pick<PairEvidence, 'difference' | 'interval'> {
  const { confidence = DEFAULT_CONFIDENCE } = options;
  const pairs = clusters.flat();
  if (pairs.some(({ runs }) => runs !== undefined)) {
    const differences = clusters.map((cases) => cases.map((one) => runDifference(runsOf(one))));
    const overClusters = clusterTInterval(differences, confidence);
    const value = sum(differences.flat()) / pairs.length;
    return overClusters === null
      ? { difference: { value, ...ANY_DIFFERENCE }, interval: 'none' }
      : { difference: overClusters, interval: 'clusterT' };
  }
  if (isAlone(clusters)) return estimateCounts(toPairedCounts(pairs), options);
  const alone = newcombeDifference(toPairedCounts(pairs), toZ(confidence));
  if (alone === null) return { difference: null, interval: 'newcombe' };
  const overClusters = clusterTInterval(toDifferences(clusters), confidence) ?? ANY_DIFFERENCE;
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

function estimateCounts(
  counts: PairedCounts,
  { confidence = DEFAULT_CONFIDENCE, test }: WeighingOptions,
): Pick<PairEvidence, 'difference' | 'interval'> {
  const z = toZ(confidence);
  return test === 'midP'
    ? { difference: tangoDifference(counts, z), interval: 'tango' }
    : { difference: newcombeDifference(counts, z), interval: 'newcombe' };
}

const DEFAULT_CONFIDENCE = 0.95;
const toZ = (confidence: number): number =>
  confidence === DEFAULT_CONFIDENCE ? Z_95 : normalQuantile((1 + confidence) / 2, 0, 1);

const isAlone = (clusters: readonly (readonly CasePair[])[]) =>
  clusters.every((cases) => cases.length === 1 && cases.every(isSingle));

const toDifferences = (clusters: readonly (readonly CasePair[])[]): Clusters =>
  clusters.map((cases) => cases.map(differenceOf));

/**
 * The evidence of independent cases with one row a side.
 *
 * @throws RangeError for counts that aren't whole numbers of at least 0
 */
export function weighCounts(counts: PairedCounts, options: WeighingOptions = {}): PairEvidence {
  const { both, headOnly, baseOnly, neither } = counts;
  const pairs = both + headOnly + baseOnly + neither;
  return {
    pairs,
    unchanged: 0,
    ...estimateCounts(counts, options),
    lost: 0,
    p: (options.test === 'midP' ? mcnemarMidP : mcnemarTest)(counts),
    clusters: pairs,
    differing: headOnly + baseOnly,
    isClustered: false,
    test: 'mcnemar',
  };
}
