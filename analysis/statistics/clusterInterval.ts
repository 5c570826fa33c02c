import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { sum } from './arithmetic.ts';
import { type ClusterSum, type Clusters, sumClusters } from './clusters.ts';
import type { Estimate } from './wilson.ts';

/**
 * Mean difference over all pairs of passed (1) and failed (0), with an interval that assumes independent clusters, not
 * pairs; pairs within a cluster may be correlated in any way. In [−1, 1]. null below two clusters, which don't show how
 * clusters vary.
 *
 * A t interval with k − 1 degrees of freedom for k clusters: its standard error comes from the deviation of the clusters'
 * sums from what their sizes and the mean predict. So that clusters without any difference still give it a width, half a
 * cluster that only gains, half a cluster that only loses, and two halves without a difference are added first; they move
 * its middle towards 0, but the interval always holds the difference seen. They are as large as the cluster of the average pair, so that a few large ones don't count as many.
 *
 * *Source:* standard error and degrees of freedom as in Cameron & Miller 2015, J. Hum. Resour. 50:317–372, for a regression
 * on a constant alone; in evaluations of language models, Miller 2024, arXiv 2411.00640. The halves are those of Agresti &
 * Min 2005, Stat. Med. 24:729–740, for pairs. Departure: here they are clusters, as large as in Kish 1965, Survey Sampling.
 *
 * @param confidence in (0, 1). @default 0.95
 * @throws RangeError for an empty cluster or a difference outside [−1, 1]
 */
export function clusterTInterval(clusters: Clusters, confidence = 0.95): Estimate | null {
  const wrong = clusters.flat().find((difference) => !(-1 <= difference && difference <= 1));
  if (wrong !== undefined) throw new RangeError(`cluster interval: expected differences in [-1, 1], got ${wrong}`);
  const sums = sumClusters(clusters);
  if (sums.length < 2) return null;
  const add = (of: (cluster: ClusterSum) => number) => sum(sums.map(of));
  const pairs = add(({ size }) => size);
  const value = add((cluster) => cluster.sum) / pairs;

  const addedSize = add(({ size }) => size ** 2) / pairs;
  const [count, weight] = [sums.length + 2, pairs + 2 * addedSize];
  const middle = (value * pairs) / weight;
  const addedSquares = addedSize ** 2 * (((1 - middle) ** 2 + (1 + middle) ** 2) / 2 + middle ** 2);
  const squares = add((cluster) => (cluster.sum - cluster.size * middle) ** 2) + addedSquares;
  const standardError = Math.sqrt((squares * count) / (count - 1)) / weight;
  const reach = tQuantile((1 + confidence) / 2, sums.length - 1) * standardError;
  return {
    value,
    low: Math.max(-1, Math.min(value, middle - reach)),
    high: Math.min(1, Math.max(value, middle + reach)),
  };
}
