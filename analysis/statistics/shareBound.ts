import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';

interface ShareLimit {
  /** In (0, 1). */
  readonly limit: number;
  /** Chance, in (0, 1), of a yes although the true share is above the limit. */
  readonly alpha: number;
}

/**
 * Whether a share is shown to be no greater than a limit: the exact one-sided upper bound at confidence 1 − alpha of `count`
 * of `of` lies at or below it. Never without observations.
 *
 * *Source:* Clopper & Pearson 1934, Biometrika 26:404–413. Observations are taken to be independent.
 *
 * @param count whole, 0 to `of`
 */
export function isAtMost(count: number, of: number, { limit, alpha }: ShareLimit): boolean {
  return of > 0 && binomialCdf(count, of, limit) <= alpha;
}
