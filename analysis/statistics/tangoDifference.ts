import type { PairedCounts } from './pairedDifference.ts';
import { type Estimate, Z_95 } from './wilson.ts';

const HALVINGS = 60;

/**
 * Head's share of passes less base's, in [−1, 1], with Tango's score interval: the differences that the score test doesn't
 * reject. null without cases. It assumes independent cases, and is narrower than Newcombe's (`pairedDifference`).
 *
 * *Source:* Tango 1998, Stat. Med. 17:891–908; recommended by Fagerland, Lydersen & Laake 2014, Stat. Med. 33:2850–2875.
 *
 * @param z normal deviate of the confidence level, greater than 0. @default 95 %
 * @throws RangeError for counts that are not whole numbers of at least 0
 */
export function tangoDifference(counts: PairedCounts, z: number = Z_95): Estimate | null {
  if (!Object.values(counts).every((count) => Number.isInteger(count) && count >= 0)) {
    throw new RangeError(`paired counts: expected whole numbers of at least 0, got ${JSON.stringify(counts)}`);
  }
  const { both, headOnly, baseOnly, neither } = counts;
  const n = both + headOnly + baseOnly + neither;
  if (n === 0) return null;
  const value = (headOnly - baseOnly) / n;
  const score = (difference: number) => scoreOf({ headOnly, baseOnly, n }, difference);
  return {
    value,
    low: value === -1 ? -1 : boundary([-1, value], (difference) => score(difference) <= z),
    high: value === 1 ? 1 : boundary([value, 1], (difference) => score(difference) < -z),
  };
}

/** Where a condition begins to hold that holds for all greater numbers. */
function boundary([low, high]: readonly [number, number], holds: (value: number) => boolean): number {
  let [without, within] = [low, high];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (without + within) / 2;
    if (holds(middle)) within = middle;
    else without = middle;
  }
  return (without + within) / 2;
}

type Discordant = Pick<PairedCounts, 'headOnly' | 'baseOnly'> & { readonly n: number };

/** How many standard errors the difference seen lies above this one, inside (−1, 1); falls as this one rises. */
function scoreOf({ headOnly, baseOnly, n }: Discordant, difference: number): number {
  // The likeliest share of cases that base alone passes, if this is the difference.
  const linear = (2 * n - headOnly + baseOnly) * difference - headOnly - baseOnly;
  const constant = -baseOnly * difference * (1 - difference);
  const share = (Math.sqrt(Math.max(0, linear ** 2 - 8 * n * constant)) - linear) / (4 * n);
  const variance = n * (2 * Math.max(0, -difference, share) + difference * (1 - difference));
  const gap = headOnly - baseOnly - n * difference;
  return gap === 0 ? 0 : gap / Math.sqrt(Math.max(Number.MIN_VALUE, variance));
}
