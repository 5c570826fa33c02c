import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import binomialPmf from '@stdlib/stats-base-dists-binomial-pmf';
import type { PairedCounts } from './pairedDifference.ts';

/**
 * McNemar's exact test: is the chance of passing the same for head and base? Gives the two-sided p, in (0, 1]: the chance of
 * a split at least as uneven if they are equal. It holds for cases that differ independently of each other; where whole
 * clusters change together, it claims too much. With few discordant cases it is conservative. Without any, p is 1.
 *
 * *Source:* McNemar 1947, Psychometrika 12:153–157; exact conditional as in Fagerland, Lydersen & Laake 2013, BMC Med. Res.
 * Methodol. 13:91.
 *
 * @throws RangeError for other counts
 */
export function mcnemarTest({ headOnly, baseOnly }: Pick<PairedCounts, 'headOnly' | 'baseOnly'>): number {
  if (![headOnly, baseOnly].every((count) => Number.isInteger(count) && count >= 0)) {
    throw new RangeError(`McNemar: expected whole numbers of at least 0, got ${headOnly} and ${baseOnly}`);
  }
  if (headOnly === baseOnly) return 1;
  return Math.min(1, 2 * binomialCdf(Math.min(headOnly, baseOnly), headOnly + baseOnly, 0.5));
}

/**
 * The same with the split seen counted by half: less conservative with few discordant cases, slightly above its level with some
 * numbers of them. In (0, 1].
 *
 * *Source:* Lancaster 1961, J. Am. Stat. Assoc. 56:223–234; recommended for paired shares by Fagerland, Lydersen & Laake 2013.
 *
 * @throws RangeError for other counts
 */
export function mcnemarMidP(counts: Pick<PairedCounts, 'headOnly' | 'baseOnly'>): number {
  const { headOnly, baseOnly } = counts;
  const asSeen = binomialPmf(Math.min(headOnly, baseOnly), headOnly + baseOnly, 0.5);
  return mcnemarTest(counts) - (headOnly === baseOnly ? 0 : asSeen);
}
