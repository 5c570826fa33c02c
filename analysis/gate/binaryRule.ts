import { mcnemarTest } from '../statistics/mcnemar.ts';
import { type PairedCounts, pairedDifference } from '../statistics/pairedDifference.ts';
import { checkInnerShare } from '../statistics/shares.ts';
import type { Estimate } from '../statistics/wilson.ts';

export type Verdict = 'regress' | 'pass' | 'inconclusive';

export interface BinaryPolicy {
  /** The greatest p that counts as a difference; in (0, 1). @default 0.05 */
  readonly alpha?: number;
  /** The loss, as a share of the cases, that is still no worse; in (0, 1). */
  readonly margin: number;
  /** The exact McNemar p adjusted over all gated metrics (`holmAdjust`). @default the metric's own p */
  readonly adjustedP?: number;
}

/** A verdict and what it rests on. */
export interface BinaryDecision {
  readonly verdict: Verdict;
  /** Share of passes, head − base, with Newcombe's 95 % interval; null without cases. */
  readonly difference: Estimate | null;
  /** Exact two-sided McNemar p, unadjusted. */
  readonly p: number;
  /** The p that decided. */
  readonly adjustedP: number;
}

/**
 * Is head worse than base on a metric that a case passes or fails?
 * - `regress`: it is, `adjustedP <= alpha`, however little it lost;
 * - `pass`: no, and the lower end of the interval of head − base lies above −margin;
 * - `inconclusive`: the cases are too few to tell, or there are none.
 *
 * @throws RangeError for counts, alpha, margin or adjusted p out of range
 */
export function decideBinary(counts: PairedCounts, { alpha = 0.05, margin, adjustedP }: BinaryPolicy): BinaryDecision {
  checkInnerShare('alpha', alpha);
  checkInnerShare('margin', margin);
  const { p } = mcnemarTest(counts);
  const decisive = adjustedP ?? p;
  if (!(p <= decisive && decisive <= 1)) {
    throw new RangeError(`adjusted p: expected one from the metric's own ${p} to 1, got ${decisive}`);
  }
  const difference = pairedDifference(counts);
  const isWorse = counts.baseOnly > counts.headOnly;
  const verdict =
    isWorse && decisive <= alpha
      ? 'regress'
      : difference !== null && difference.low > -margin
        ? 'pass'
        : 'inconclusive';
  return { verdict, difference, p, adjustedP: decisive };
}
