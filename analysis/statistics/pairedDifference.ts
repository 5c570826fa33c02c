import { type Estimate, wilsonInterval, Z_95 } from './wilson.ts';

/** The cases by the results of head and base; whole numbers of at least 0. Every case is in one of the four. */
export interface PairedCounts {
  readonly both: number;
  /** Cases that head passes and base fails. */
  readonly headOnly: number;
  /** Cases that base passes and head fails. */
  readonly baseOnly: number;
  readonly neither: number;
}

/**
 * Head's share of passes less base's, in [−1, 1]; above 0, head passes more. null without cases.
 *
 * Newcombe's method 10: the Wilson intervals of the two shares, put together with their correlation φ. A positive numerator
 * of φ is reduced by n ÷ 2, to 0 at the least; where a margin is empty, φ is 0. So the interval has a width even
 * where head and base agree on every case. It assumes independent cases.
 *
 * *Source:* Newcombe 1998, Stat. Med. 17:2635–2650, method 10 (method 8 is the same with φ unchanged).
 *
 * @param z normal deviate of the confidence level, greater than 0. @default 95 %
 * @throws RangeError for other counts
 */
export function pairedDifference(counts: PairedCounts, z: number = Z_95): Estimate | null {
  if (!Object.values(counts).every((count) => Number.isInteger(count) && count >= 0)) {
    throw new RangeError(`paired counts: expected whole numbers of at least 0, got ${JSON.stringify(counts)}`);
  }
  return newcombeDifference(counts, z);
}

/**
 * The same for counts that need not be whole: those of cases with several rows (`toPairedCounts`).
 *
 * @throws RangeError for counts that are not finite, or below 0
 */
export function newcombeDifference(counts: PairedCounts, z: number = Z_95): Estimate | null {
  const { both, headOnly, baseOnly, neither } = counts;
  if (![both, headOnly, baseOnly, neither].every((count) => Number.isFinite(count) && count >= 0)) {
    throw new RangeError(`paired counts: expected numbers of at least 0, got ${JSON.stringify(counts)}`);
  }
  const n = both + headOnly + baseOnly + neither;
  if (n === 0) return null;
  const head = wilsonInterval(Math.min(1, (both + headOnly) / n), n, z);
  const base = wilsonInterval(Math.min(1, (both + baseOnly) / n), n, z);

  const phi = correctedPhi(counts);
  const value = (headOnly - baseOnly) / n;
  return {
    value,
    low: Math.max(-1, value - combine(head.value - head.low, base.high - base.value, phi)),
    high: Math.min(1, value + combine(head.high - head.value, base.value - base.low, phi)),
  };
}

/** Length of the difference of two vectors with cosine `phi`. */
function combine(first: number, second: number, phi: number): number {
  return Math.sqrt(Math.max(0, first ** 2 - 2 * phi * first * second + second ** 2));
}

function correctedPhi({ both, headOnly, baseOnly, neither }: PairedCounts): number {
  const margins = [both + headOnly, baseOnly + neither, both + baseOnly, headOnly + neither];
  if (margins.includes(0)) return 0;
  const n = both + headOnly + baseOnly + neither;
  const raw = both * neither - headOnly * baseOnly;
  const numerator = raw > 0 ? Math.max(0, raw - n / 2) : raw;
  return numerator / Math.sqrt(margins.reduce((product, margin) => product * margin, 1));
}
