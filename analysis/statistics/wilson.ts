/** The normal distribution's 97.5 % point: two-sided 95 % intervals. */
export const Z_95 = 1.959963984540054;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A value with its 95 % interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

/** A share in [0, 1], with its counts. */
export interface Proportion extends Estimate {
  readonly count: number;
  readonly of: number;
}

/**
 * `count` of `of` as a proportion with its Wilson score interval, which stays in [0, 1] and has a width at 0 and 1 too.
 * null where `of` is 0: nothing was measured.
 *
 * *Source:* Wilson 1927, J. Am. Stat. Assoc. 22:209–212; method 3 in Newcombe 1998, Stat. Med. 17:857–872 (no continuity
 * correction).
 *
 * @param count whole, 0 to `of`
 * @param z normal deviate of the confidence level, greater than 0. @default 95 %
 * @throws RangeError for other counts
 */
export function wilsonProportion(count: number, of: number, z: number = Z_95): Proportion | null {
  if (!(Number.isInteger(count) && Number.isInteger(of) && 0 <= count && count <= of)) {
    throw new RangeError(`proportion: expected whole numbers with 0 ≤ count ≤ of, got ${count} of ${of}`);
  }
  return of === 0 ? null : { ...wilsonInterval(count / of, of, z), count, of };
}

/**
 * A share with its Wilson score interval.
 *
 * @param value in [0, 1]
 * @param of observations that the share is worth, greater than 0; need not be whole
 * @param z as in `wilsonProportion`
 */
export function wilsonInterval(value: number, of: number, z: number = Z_95): Estimate {
  const center = value + z ** 2 / (2 * of);
  const spread = z * Math.sqrt((value * (1 - value)) / of + z ** 2 / (4 * of ** 2));
  const scale = 1 + z ** 2 / of;
  // Exact at the ends, free of rounding errors.
  return {
    value,
    low: value === 0 ? 0 : (center - spread) / scale,
    high: value === 1 ? 1 : (center + spread) / scale,
  };
}
