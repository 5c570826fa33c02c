import { sum } from './arithmetic.ts';
import { type Estimate, Z_95 } from './wilson.ts';

/** Agreement beyond chance: 1 = perfect, 0 = what chance gives, below 0 = less than that. The interval lies in [−1, 1]. */
export interface Kappa extends Estimate {
  readonly standardError: number;
}

/**
 * Cohen's κ of two raters with its large-sample 95 % interval. null where it is not defined: there are no ratings, or both
 * raters always gave the same class, so that chance explains all agreement.
 *
 * The interval is symmetric and cut at −1 and 1; with few ratings, or agreement near perfect, it is too narrow.
 *
 * *Source:* Cohen 1960, Educ. Psychol. Meas. 20:37–46; the standard error is that of Fleiss, Cohen & Everitt 1969, Psychol.
 * Bull. 72:323–327 (the one for intervals, not the one under κ = 0).
 *
 * @param counts square: `counts[i][j]` = the cases that the first rater put in class i and the second in class j
 * @throws RangeError when it is not square
 */
export function cohensKappa(counts: readonly (readonly number[])[]): Kappa | null {
  if (counts.some((row) => row.length !== counts.length)) {
    throw new RangeError(`kappa: expected a square table, got rows of ${counts.map((row) => row.length).join(', ')}`);
  }
  const total = sum(counts.flat());
  if (total === 0) return null;
  const shares = counts.map((row) => row.map((count) => count / total));
  const first = shares.map(sum);
  const second = shares.map((_, column) => sum(shares.map((row) => row[column] ?? 0)));
  const agreed = sum(shares.map((row, index) => row[index] ?? 0));
  const byChance = sum(first.map((share, index) => share * (second[index] ?? 0)));
  const usedByBoth = counts.findIndex((row, index) => row[index] === total);
  if (usedByBoth !== -1) return null;

  const value = (agreed - byChance) / (1 - byChance);
  const terms = shares.flatMap((row, i) =>
    row.map((share, j) =>
      i === j
        ? share * (1 - ((first[i] ?? 0) + (second[i] ?? 0)) * (1 - value)) ** 2
        : share * ((1 - value) * ((second[i] ?? 0) + (first[j] ?? 0))) ** 2,
    ),
  );
  const variance = (sum(terms) - (value - byChance * (1 - value)) ** 2) / (total * (1 - byChance) ** 2);
  const standardError = Math.sqrt(Math.max(0, variance));
  return {
    value,
    low: Math.max(-1, value - Z_95 * standardError),
    high: Math.min(1, value + Z_95 * standardError),
    standardError,
  };
}
