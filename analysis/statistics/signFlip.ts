import { type Clusters, sumClusters } from './clusters.ts';
import type { Random } from './random.ts';

/** Up to so many clusters that differ, every pattern of signs is looked at: 2^15 of them. */
const MOST_EXACT = 15;

/** Sums that are equal come out unequal by less, for their terms have other signs. */
const ROUNDING = 1e-12;

export interface SignFlipTest {
  /** Two-sided, in (0, 1]. */
  readonly p: number;
  readonly method: 'exact' | 'monteCarlo';
}

interface SignFlipOptions {
  readonly random: Random;
  /** Whole, at least 1; the least p is 1 ÷ (1 + flips). Of no account where the test is exact. @default 10000 */
  readonly flips?: number;
}

/**
 * Are graded scores of head and base equal but for chance? Were they, each cluster's sum of differences could as well have
 * had the other sign: p is the share of sign patterns whose total lies as far from 0 as the one seen. Pairs within a
 * cluster may hang together in any way. 1 where no cluster differs; null without clusters.
 *
 * With more than 15 clusters that differ, the patterns are drawn at random, and the one seen counts as one of them.
 *
 * *Source:* Fisher 1935, The Design of Experiments, sec. 21; the added one from Phipson & Smyth 2010, Stat. Appl. Genet.
 * Mol. Biol. 9:39.
 *
 * @throws RangeError for an empty cluster, a difference that is not finite, or flips that aren't a whole number
 */
export function signFlipTest(clusters: Clusters, { random, flips = 10_000 }: SignFlipOptions): SignFlipTest | null {
  if (!(Number.isInteger(flips) && flips >= 1)) {
    throw new RangeError(`flips: expected a whole number of at least 1, got ${flips}`);
  }
  if (clusters.length === 0) return null;
  const scale = clusters.flat().reduce((largest, difference) => Math.max(largest, Math.abs(difference)), 0);
  const sums = sumClusters(clusters)
    .map(({ sum }) => sum)
    .filter((sum) => Math.abs(sum) > ROUNDING * scale);
  const seen = Math.abs(sums.reduce((total, sum) => total + sum, 0));
  const isAsFar = (total: number) => Math.abs(total) >= seen - ROUNDING * scale * sums.length;

  if (sums.length <= MOST_EXACT) return { p: countPatterns(sums, isAsFar) / 2 ** sums.length, method: 'exact' };
  let asFar = 1;
  for (let flip = 0; flip < flips; flip += 1) {
    let total = 0;
    for (const sum of sums) total += random() < 0.5 ? sum : -sum;
    if (isAsFar(total)) asFar += 1;
  }
  return { p: asFar / (1 + flips), method: 'monteCarlo' };
}

/**
 * The same test for differences that are whole numbers, as those of passed and failed are: over all patterns, however many,
 * with no chance in it. p is in (0, 1]; 1 where no cluster differs, or there are none. Of clusters of one pair it is the
 * exact p of McNemar's test. With k clusters that differ it is at least 2 ÷ 2^k.
 *
 * The chances of all totals are added up a cluster at a time; time grows with clusters × pairs that differ.
 *
 * *Source:* as above; the shift algorithm of Streitberg & Röhmel 1986, Stat. Softw. Newsl. 12:10–17.
 *
 * @throws RangeError for an empty cluster, or a difference that is no whole number
 */
export function wholeSignFlipTest(clusters: Clusters): number {
  const wrong = clusters.flat().find((difference) => !Number.isInteger(difference));
  if (wrong !== undefined) throw new RangeError(`sign flips: expected whole differences, got ${wrong}`);
  const sums = sumClusters(clusters)
    .map(({ sum }) => sum)
    .filter((sum) => sum !== 0);
  const seen = Math.abs(sums.reduce((total, sum) => total + sum, 0));
  const distances = sums.map(Math.abs);
  const all = distances.reduce((total, distance) => total + distance, 0);
  // By how much points down; the total is all, less twice that.
  const chances = new Float64Array(all + 1);
  chances[0] = 1;
  let reach = 0;
  for (const distance of distances) {
    reach += distance;
    for (let down = reach; down >= 0; down -= 1) {
      const stays = chances[down] ?? 0;
      const turns = down < distance ? 0 : (chances[down - distance] ?? 0);
      chances[down] = (stays + turns) / 2;
    }
  }
  const p = chances.reduce((total, chance, down) => (Math.abs(all - 2 * down) >= seen ? total + chance : total), 0);
  return Math.min(1, p);
}

/** Of all sign patterns, how many have such a total. */
function countPatterns(sums: readonly number[], isCounted: (total: number) => boolean): number {
  const countFrom = (index: number, total: number): number => {
    const sum = sums[index];
    if (sum === undefined) return isCounted(total) ? 1 : 0;
    return countFrom(index + 1, total + sum) + countFrom(index + 1, total - sum);
  };
  return countFrom(0, 0);
}
