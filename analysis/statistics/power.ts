import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import binomialPmf from '@stdlib/stats-base-dists-binomial-pmf';
import { checkInnerShare } from './arithmetic.ts';
import { pairedDifference } from './pairedDifference.ts';

/** No one runs more. */
const MOST_CASES = 1_000_000;

/** Standard deviations to each side beyond which a number of discordant cases is left out: a mass below 1e-15. */
const REACH = 9;

/** `power` is the wanted chance of finding the loss, in (0, 1). @default 0.8 */
type PowerPlan = TestPlan & { readonly power?: number };

interface TestPlan {
  /** Share of the cases on which head and base differ, in either direction; in (0, 1]. */
  readonly discordance: number;
  /** Level of the two-sided test, in (0, 1). @default 0.05 */
  readonly alpha?: number;
  /** The loss seen must also be greater than this share of the cases; in [0, 1). @default 0 */
  readonly beyond?: number;
}

/**
 * Chance that the exact McNemar test gives `p <= alpha` with head worse by more than `beyond`, if head passes a share of
 * `loss` fewer cases than base. In [0, 1]; exact except for a mass below 1e-15, for independent cases.
 *
 * *Source:* unconditional power of the exact conditional test, Duffy 1984, Biometrics 40:1005–1015. Departure: a finding in
 * the wrong direction doesn't count, nor one within `beyond`.
 *
 * @param plan `cases`: whole, at least 1; `loss`: in [0, discordance]
 * @throws RangeError for figures out of range
 */
export function mcnemarPower(plan: TestPlan & { readonly cases: number; readonly loss: number }): number {
  return powerOf(plan, createMostGains(plan.alpha));
}

type MostGains = ReturnType<typeof createMostGains>;

/** @param mostGains of the plan's alpha */
function powerOf(
  { cases, loss, discordance, alpha = 0.05, beyond = 0 }: Parameters<typeof mcnemarPower>[0],
  mostGains: MostGains,
): number {
  if (!(Number.isInteger(cases) && cases >= 1)) {
    throw new RangeError(`cases: expected a whole number of at least 1, got ${cases}`);
  }
  if (!(0 < discordance && discordance <= 1)) {
    throw new RangeError(`discordance: expected a share in (0, 1], got ${discordance}`);
  }
  checkInnerShare('alpha', alpha);
  if (!(0 <= beyond && beyond < 1)) {
    throw new RangeError(`beyond: expected a share in [0, 1), got ${beyond}`);
  }
  if (!(0 <= loss && loss <= discordance)) {
    throw new RangeError(`loss: expected a share of at most the discordance ${discordance}, got ${loss}`);
  }
  const gain = (discordance - loss) / (2 * discordance);
  const [center, reach] = [cases * discordance, REACH * (1 + Math.sqrt(cases * discordance * (1 - discordance)))];
  const last = Math.min(cases, Math.ceil(center + reach));
  let power = 0;
  for (let discordant = Math.max(0, Math.floor(center - reach)); discordant <= last; discordant += 1) {
    // A whole number of gains below the half of what remains; rounding must not let a loss of just `beyond` count.
    const withinReach = Math.ceil((discordant - cases * beyond) / 2 - 1e-9) - 1;
    const most = Math.min(withinReach, mostGains(discordant));
    if (most >= 0) power += binomialPmf(discordant, cases, discordance) * binomialCdf(most, discordant, gain);
  }
  return Math.min(1, power);
}

/**
 * The smallest loss (head − base is its negative) that these cases find with the wanted power, at most 1e-6 too large; in
 * (0, discordance]. null if not even a loss in all discordant cases is found.
 *
 * @throws RangeError for figures out of range
 */
export function minimumDetectableLoss({ power = 0.8, ...plan }: PowerPlan & { readonly cases: number }): number | null {
  checkInnerShare('power', power);
  const mostGains = createMostGains(plan.alpha);
  const isFound = (loss: number) => powerOf({ ...plan, loss }, mostGains) >= power;
  if (!isFound(plan.discordance)) return null;
  let [missed, found] = [0, plan.discordance];
  while (found - missed > 1e-6) {
    const middle = (missed + found) / 2;
    if (isFound(middle)) found = middle;
    else missed = middle;
  }
  return found;
}

/**
 * The number of cases that find a loss with the wanted power; null if more than a million. Power doesn't grow with every
 * case, so slightly fewer may be enough too.
 *
 * @param plan `loss`: in (0, discordance]
 * @throws RangeError for figures out of range
 */
export function casesToFindLoss({ power = 0.8, ...plan }: PowerPlan & { readonly loss: number }): number | null {
  checkInnerShare('power', power);
  if (plan.loss === 0) throw new RangeError('loss: expected more than 0, which no number of cases finds');
  const mostGains = createMostGains(plan.alpha);
  return firstWhere((cases) => powerOf({ ...plan, cases }, mostGains) >= power);
}

/**
 * The number of cases that put the lower end of Newcombe's 95 % interval above −margin if head and base agree on each of
 * them, whatever share passes; null if more than a million. 82 at a margin of .05: if all pass, 73 are enough, but one
 * failure on both sides widens the interval most.
 *
 * @param margin in (0, 1)
 * @throws RangeError for another margin
 */
export function identicalCasesToClear(margin: number): number | null {
  checkInnerShare('margin', margin);
  const isCleared = (both: number, neither: number) =>
    (pairedDifference({ both, headOnly: 0, baseOnly: 0, neither })?.low ?? -1) > -margin;
  return firstWhere((cases) => isCleared(cases, 0) && isCleared(cases - 1, 1));
}

/**
 * By the number of discordant cases: the most of them in head's favour at which the test still finds head worse; −1 if there are
 * none. Remembered, because a search asks for the same numbers again and again.
 */
function createMostGains(alpha = 0.05): (discordant: number) => number {
  const known = new Map<number, number>();
  return (discordant) => {
    const found = known.get(discordant);
    if (found !== undefined) return found;
    const isTooMany = (gains: number) => !(2 * binomialCdf(gains, discordant, 0.5) <= alpha);
    const most = bisect(-1, Math.ceil(discordant / 2), isTooMany) - 1;
    known.set(discordant, most);
    return most;
  };
}

/** The first number of cases for which a condition holds that holds for all larger numbers. */
function firstWhere(holds: (cases: number) => boolean): number | null {
  let enough = 1;
  while (!holds(enough)) {
    if (enough >= MOST_CASES) return null;
    enough = Math.min(MOST_CASES, enough * 2);
  }
  return bisect(Math.floor(enough / 2), enough, holds);
}

/** The first whole number above `low` for which a condition holds, which holds at `high` and all larger numbers. */
function bisect(low: number, high: number, holds: (middle: number) => boolean): number {
  if (high - low <= 1) return high;
  const middle = Math.floor((low + high) / 2);
  return holds(middle) ? bisect(low, middle, holds) : bisect(middle, high, holds);
}
