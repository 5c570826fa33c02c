import { type Clusters, sumClusters } from './clusters.ts';
import { sumTails } from './sumTails.ts';

/**
 * Are head and base equal except for chance? If so, each cluster's sum of differences could equally have the other sign: p is
 * the share of sign patterns whose total is at least as far from 0 as the one seen. Pairs within a cluster may be correlated
 * in any way. Differences are whole numbers, as those of passed and failed are; the test sums over all patterns, so it
 * involves no randomness.
 *
 * p is in (0, 1]; 1 where no cluster differs, or there are none. With clusters of one pair it is the exact p of McNemar's
 * test. With k clusters that differ it is at least 2 ÷ 2^k.
 *
 * *Source:* Fisher 1935, The Design of Experiments, sec. 21; the shift algorithm of Streitberg & Röhmel 1986, Stat. Softw.
 * Newsl. 12:10–17.
 *
 * @throws RangeError for an empty cluster, or a difference that isn't a whole number
 */
export function signFlipTest(clusters: Clusters): number {
  const wrong = clusters.flat().find((difference) => !Number.isInteger(difference));
  if (wrong !== undefined) throw new RangeError(`sign flips: expected whole differences, got ${wrong}`);
  const sums = sumClusters(clusters)
    .map(({ sum }) => sum)
    .filter((sum) => sum !== 0);
  const seen = Math.abs(sums.reduce((total, sum) => total + sum, 0));
  if (seen === 0) return 1;
  const flips = sums.map((sum) => [
    { value: sum, chance: 0.5 },
    { value: -sum, chance: 0.5 },
  ]);
  return Math.min(1, 2 * sumTails(flips, -seen).atMost);
}
