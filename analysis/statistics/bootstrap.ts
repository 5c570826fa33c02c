import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import type { Random } from '../../foundation/random.ts';
import { type ClusterSum, type Clusters, sumClusters } from './clusters.ts';
import { type Estimate, type Interval, Z_95 } from './wilson.ts';

/** Simulated 95 % intervals hold the truth in 75 to 85 % at 5 clusters, 87 to 91 % at 10 (`npm run simulate`). */
const ENOUGH_CLUSTERS = 20;

/** Relative to the terms of a sum: equal means differ by less when their terms are added in another order. */
const ROUNDING = 1e-12;

/** A mean difference with its 95 % interval, which assumes independent clusters, not pairs. */
export interface ClusterEstimate extends Estimate {
  /** Number of clusters. */
  readonly clusters: number;
  /** Fewer than 20 clusters: the interval is too narrow. From 20 to 40, simulated ones still hold the truth in 89 to 94 %. */
  readonly isApproximate: boolean;
  /** `percentile` where BCa has no answer. */
  readonly method: 'bca' | 'percentile';
}

/**
 * Mean difference over all pairs, with a 95 % interval by resampling whole clusters: bias-corrected and accelerated, the
 * acceleration by leaving out one cluster at a time. Larger clusters weigh more. null below two clusters, which don't show
 * how clusters vary.
 *
 * BCa has no answer where all resamples lie on one side of the mean, leaving out any cluster gives the same, or the
 * acceleration is past its pole; the interval is then the plain percentile one. Where no pair differs, it has no width and
 * doesn't show what other cases would do.
 *
 * *Source:* Efron 1987, J. Am. Stat. Assoc. 82:171–185; Efron & Tibshirani 1993, ch. 14 (resamples equal to the mean count
 * half, as in SciPy); clusters as in Davison & Hinkley 1997, sec. 3.8.
 *
 * @param options `resamples`: whole, at least 1. @default 2000
 * @throws RangeError for an empty cluster, a difference that is not finite, or resamples that aren't a whole number
 */
export function bootstrapMeanDifference(
  clusters: Clusters,
  { random, resamples = 2_000 }: { readonly random: Random; readonly resamples?: number },
): ClusterEstimate | null {
  if (!(Number.isInteger(resamples) && resamples >= 1)) {
    throw new RangeError(`resamples: expected a whole number of at least 1, got ${resamples}`);
  }
  const sums = sumClusters(clusters);
  if (sums.length < 2) return null;
  const value = meanOf(sums);
  const replicates = new Float64Array(resamples).map(() => meanOf(resample(sums, random))).sort();
  const bca = bcaLevels(value, replicates, sums);
  const levels = bca ?? { low: normalCdf(-Z_95, 0, 1), high: normalCdf(Z_95, 0, 1) };
  return {
    value,
    low: quantileOf(replicates, levels.low),
    high: quantileOf(replicates, levels.high),
    clusters: sums.length,
    isApproximate: sums.length < ENOUGH_CLUSTERS,
    method: bca === null ? 'percentile' : 'bca',
  };
}

function resample(sums: readonly ClusterSum[], random: Random): readonly ClusterSum[] {
  return sums.map((own) => sums[Math.floor(random() * sums.length)] ?? own);
}

function meanOf(sums: readonly ClusterSum[]): number {
  let [total, pairs] = [0, 0];
  for (const { sum, size } of sums) {
    total += sum;
    pairs += size;
  }
  return total / pairs;
}

/** The shares of the replicates that lie below the ends of the interval; null where BCa has no answer. */
function bcaLevels(value: number, replicates: Float64Array, sums: readonly ClusterSum[]): Interval | null {
  const tolerance = ROUNDING * sums.reduce((largest, { sum, size }) => Math.max(largest, Math.abs(sum / size)), 0);
  let below = 0;
  for (const replicate of replicates) {
    if (Math.abs(replicate - value) <= tolerance) below += 0.5;
    else if (replicate < value) below += 1;
  }
  const bias = normalQuantile(below / replicates.length, 0, 1);

  const leftOut = sums.map((_, index) => meanOf(sums.toSpliced(index, 1)));
  const center = leftOut.reduce((total, mean) => total + mean, 0) / leftOut.length;
  const spreads = leftOut.map((mean) => center - mean).map((spread) => (Math.abs(spread) <= tolerance ? 0 : spread));
  const squares = spreads.reduce((total, spread) => total + spread ** 2, 0);
  const acceleration = spreads.reduce((total, spread) => total + spread ** 3, 0) / (6 * squares ** 1.5);

  const toLevel = (z: number) => {
    const room = 1 - acceleration * (bias + z);
    return room > 0 ? normalCdf(bias + (bias + z) / room, 0, 1) : Number.NaN;
  };
  const levels = { low: toLevel(-Z_95), high: toLevel(Z_95) };
  return Number.isFinite(bias) && Number.isFinite(levels.low) && Number.isFinite(levels.high) ? levels : null;
}

/** The quantile at a level in [0, 1]: between two neighbours, in proportion (type 7 of Hyndman & Fan 1996, Am. Stat. 50:361–365). */
export function quantileOf(sorted: Float64Array, level: number): number {
  const at = level * (sorted.length - 1);
  const lower = sorted[Math.floor(at)] ?? Number.NaN;
  const upper = sorted[Math.ceil(at)] ?? Number.NaN;
  return lower + (upper - lower) * (at - Math.floor(at));
}
