import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import binomialPmf from '@stdlib/stats-base-dists-binomial-pmf';
import { pairedDifference } from './pairedDifference.ts';
import { checkInnerShare } from './shares.ts';

/** Nobody runs more. */
const MOST_CASES = 1_000_000;

/** Standard deviations to each side beyond which a number of discordant cases is left out: a mass below 1e-15. */
const REACH = 9;

interface TestPlan {
  /** Share of the cases on which head and base are to differ, either way; in (0, 1]. */
  readonly discordance: number;
  /** Level of the two-sided test, in (0, 1). @default 0.05 */
  readonly alpha?: number;
}

interface PowerTarget {
  /** Wanted chance of finding the loss, in (0, 1). @default 0.8 */
  readonly power?: number;
}

/**
 * Chance that the exact McNemar test says `p <= alpha` with head worse, where head passes a share of `loss` fewer cases
 * than base. In [0, 1]; exact but for a mass below 1e-15, and for independent cases.
 *
 * *Source:* unconditional power of the exact conditional test, Duffy 1984, Biometrics 40:1005–1015. Departure: a finding in
 * the wrong direction is none.
 *
 * @param plan `cases`: whole, at least 1; `loss`: in [0, discordance]
 * @throws RangeError for figures out of range
 */
export function mcnemarPower({
  cases,
  loss,
  discordance,
  alpha = 0.05,
}: TestPlan & { readonly cases: number; readonly loss: number }): number {
  if (!(Number.isInteger(cases) && cases >= 1)) {
    throw new RangeError(`cases: expected a whole number of at least 1, got ${cases}`);
  }
  if (!(0 < discordance && discordance <= 1)) {
    throw new RangeError(`discordance: expected a share in (0, 1], got ${discordance}`);
  }
  checkInnerShare('alpha', alpha);
  if (!(0 <= loss && loss <= discordance)) {
    throw new RangeError(`loss: expected a share of at most the discordance ${discordance}, got ${loss}`);
  }
  const gain = (discordance - loss) / (2 * discordance);
  const [center, reach] = [cases * discordance, REACH * (1 + Math.sqrt(cases * discordance * (1 - discordance)))];
  const last = Math.min(cases, Math.ceil(center + reach));
  let power = 0;
  for (let discordant = Math.max(0, Math.floor(center - reach)); discordant <= last; discordant += 1) {
    const most = mostGains(discordant, alpha);
    if (most >= 0) power += binomialPmf(discordant, cases, discordance) * binomialCdf(most, discordant, gain);
  }
  return Math.min(1, power);
}

/**
 * The smallest loss (head − base is its negative) that so many cases find with the wanted power, at most 1e-6 too large; in
 * (0, discordance]. null where not even a loss in all discordant cases is found.
 *
 * @throws RangeError for figures out of range
 */
export function minimumDetectableLoss({
  power = 0.8,
  ...plan
}: TestPlan & PowerTarget & { readonly cases: number }): number | null {
  checkInnerShare('power', power);
  const isFound = (loss: number) => mcnemarPower({ ...plan, loss }) >= power;
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
 * How many cases find a loss with the wanted power; null if more than a million. Power climbs with the cases in small
 * steps that dip, so that slightly fewer may do too.
 *
 * @param plan `loss`: in (0, discordance]
 * @throws RangeError for figures out of range
 */
export function casesToFindLoss({
  power = 0.8,
  ...plan
}: TestPlan & PowerTarget & { readonly loss: number }): number | null {
  checkInnerShare('power', power);
  if (plan.loss === 0) throw new RangeError('loss: expected more than 0, which no number of cases finds');
  return firstWhere((cases) => mcnemarPower({ ...plan, cases }) >= power);
}

/**
 * How many cases, if head and base agree on every one, put the lower end of Newcombe's 95 % interval above −margin,
 * whatever share of them passes; null if more than a million. 82 at a margin of .05: where all pass 73 would do, but one
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

/** The most discordant cases in head's favour at which the test still says that head is worse; −1: there is no such. */
function mostGains(discordant: number, alpha: number): number {
  let [gains, tooMany] = [-1, Math.ceil(discordant / 2)];
  while (tooMany - gains > 1) {
    const middle = Math.floor((gains + tooMany) / 2);
    if (2 * binomialCdf(middle, discordant, 0.5) <= alpha) gains = middle;
    else tooMany = middle;
  }
  return gains;
}

/** The first number of cases at which it holds, for something that holds ever after. */
function firstWhere(holds: (cases: number) => boolean): number | null {
  let enough = 1;
  while (!holds(enough)) {
    if (enough >= MOST_CASES) return null;
    enough = Math.min(MOST_CASES, enough * 2);
  }
  let tooFew = Math.floor(enough / 2);
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (holds(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
