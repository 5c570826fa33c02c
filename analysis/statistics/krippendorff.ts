import type { Random } from '../../foundation/random.ts';
import { sum } from './arithmetic.ts';
import { quantileOf } from './bootstrap.ts';
import type { Estimate } from './wilson.ts';

/**
 * Krippendorff's α of any number of raters over unordered classes: 1 = perfect agreement, 0 = what chance gives, below 0 =
 * less than that. Ratings may be missing: a unit with fewer than two says nothing and is left out. null where it is not
 * defined: no unit has two ratings, or all ratings are of one class. The 95 % interval resamples whole units and leaves out
 * resamples without an α; it assumes independent units.
 *
 * *Source:* Krippendorff 2011, Computing Krippendorff's Alpha-Reliability (nominal, any number of observers, missing data);
 * the interval is a plain percentile one over units, Efron & Tibshirani 1993, ch. 13, in place of his resampled pairs.
 *
 * @param units the ratings of each unit, in any order
 * @param options `resamples`: whole, at least 1. @default 1000
 */
export function krippendorffsAlpha(
  units: readonly (readonly string[])[],
  { random, resamples = 1_000 }: { readonly random: Random; readonly resamples?: number },
): Estimate | null {
  const classes = [...new Set(units.flat())];
  const rated = units.filter((ratings) => ratings.length >= 2).map((ratings) => tally(ratings, classes));
  const value = alphaOf(rated, classes.length);
  if (value === null) return null;
  const replicates = Array.from({ length: resamples }, () => {
    const drawn = rated.map((own) => rated[Math.floor(random() * rated.length)] ?? own);
    return alphaOf(drawn, classes.length) ?? [];
  }).flat();
  const sorted = Float64Array.from(replicates.length === 0 ? [value] : replicates).sort();
  return { value, low: Math.min(value, quantileOf(sorted, 0.025)), high: Math.max(value, quantileOf(sorted, 0.975)) };
}

/** One unit's share of the sums. */
interface UnitTally {
  /** Ratings by class. */
  readonly counts: readonly number[];
  /** Ordered pairs of equal ratings, each worth 1 ÷ (ratings − 1). */
  readonly agreed: number;
}

function tally(ratings: readonly string[], classes: readonly string[]): UnitTally {
  const counts = classes.map((name) => ratings.filter((rating) => rating === name).length);
  return { counts, agreed: sum(counts.map((count) => count * (count - 1))) / (ratings.length - 1) };
}

function alphaOf(units: readonly UnitTally[], classes: number): number | null {
  const counts = new Array<number>(classes).fill(0);
  let agreed = 0;
  for (const unit of units) {
    agreed += unit.agreed;
    for (let index = 0; index < classes; index += 1) counts[index] = (counts[index] ?? 0) + (unit.counts[index] ?? 0);
  }
  const total = sum(counts);
  const equal = sum(counts.map((count) => count ** 2));
  return total === 0 || equal === total ** 2 ? null : 1 - ((total - 1) * (total - agreed)) / (total ** 2 - equal);
}
