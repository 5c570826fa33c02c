import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import binomialPmf from '@stdlib/stats-base-dists-binomial-pmf';

/** The cases on which head and base differ. */
export interface DiscordantCounts {
  /** Cases that head passes and base fails; whole, at least 0. */
  readonly headOnly: number;
  /** Cases that base passes and head fails; whole, at least 0. */
  readonly baseOnly: number;
}

/** How likely so uneven a split of the discordant cases is, were head and base equal. Two-sided, in (0, 1]. */
export interface McNemarTest {
  /** Exact: never says too often that there is a difference, and too seldom with few discordant cases. */
  readonly p: number;
  /** Counts what was seen half: nearer to the nominal level on average, but not bound to it. To be shown, not to decide. */
  readonly midP: number;
}

/**
 * McNemar's test, exact and mid-p: is the chance of passing the same for head and base? It holds for cases that differ
 * independently of each other; where whole clusters change together, it claims too much.
 *
 * Without a discordant case both are 1, by convention: nothing speaks against equality. (The mid-p formula gives .5.)
 *
 * *Source:* McNemar 1947, Psychometrika 12:153–157; exact conditional and mid-p as in Fagerland, Lydersen & Laake 2013,
 * BMC Med. Res. Methodol. 13:91.
 *
 * @throws RangeError for counts that aren't such
 */
export function mcnemarTest({ headOnly, baseOnly }: DiscordantCounts): McNemarTest {
  if (![headOnly, baseOnly].every((count) => Number.isInteger(count) && count >= 0)) {
    throw new RangeError(`McNemar: expected whole numbers of at least 0, got ${headOnly} and ${baseOnly}`);
  }
  const discordant = headOnly + baseOnly;
  if (discordant === 0) return { p: 1, midP: 1 };
  const fewer = Math.min(headOnly, baseOnly);
  const point = binomialPmf(fewer, discordant, 0.5);
  if (headOnly === baseOnly) return { p: 1, midP: 1 - point / 2 };
  const p = Math.min(1, 2 * binomialCdf(fewer, discordant, 0.5));
  return { p, midP: p - point };
}
