import { checkInnerShare } from '../statistics/shares.ts';
import type { PairEvidence } from './pairEvidence.ts';

export type RuleVerdict = 'regress' | 'pass' | 'inconclusive';

export interface BinaryPolicy {
  /** The greatest p that counts as a difference; in (0, 1). @default 0.05 */
  readonly alpha?: number;
  /** The loss, as a share of the cases, that is still no worse; in (0, 1). */
  readonly margin: number;
  /** The evidence's p adjusted over all gated metrics (`holmAdjust`). @default the metric's own p */
  readonly adjustedP?: number;
}

/** A verdict and what it rests on. */
export interface BinaryDecision extends PairEvidence {
  readonly verdict: RuleVerdict;
  /** The p that decided. */
  readonly adjustedP: number;
  /** The fewest clusters that have to differ before any loss can regress; only where they are clustered and too few. */
  readonly clustersNeeded?: number;
}

/**
 * Is head worse than base on a metric that a case passes or fails?
 * - `regress`: it is, `adjustedP <= alpha`, however little it lost;
 * - `pass`: no, and the lower end of the interval of head − base lies above −margin;
 * - `inconclusive`: the cases are too few to tell, or there are none.
 *
 * @throws RangeError for alpha, margin or adjusted p out of range
 */
export function decideBinary(
  evidence: PairEvidence,
  { alpha = 0.05, margin, adjustedP }: BinaryPolicy,
): BinaryDecision {
  checkInnerShare('alpha', alpha);
  checkInnerShare('margin', margin);
  const { p, difference } = evidence;
  const decisive = adjustedP ?? p;
  if (!(p <= decisive && decisive <= 1)) {
    throw new RangeError(`adjusted p: expected one from the metric's own ${p} to 1, got ${decisive}`);
  }
  const isWorse = difference !== null && difference.value < 0;
  const verdict =
    isWorse && decisive <= alpha
      ? 'regress'
      : difference !== null && difference.low > -margin
        ? 'pass'
        : 'inconclusive';
  const needed = clustersNeeded(evidence, alpha);
  return {
    ...evidence,
    verdict,
    adjustedP: decisive,
    ...(needed === undefined ? {} : { clustersNeeded: needed }),
  };
}

/** Of k clusters that differ, the least p of sign flips is 2 ÷ 2^k. Where none does, their number isn't what is lacking. */
function clustersNeeded({ isClustered, differing, difference }: PairEvidence, alpha: number): number | undefined {
  const isLoss = difference !== null && difference.value < 0;
  const needed = Math.ceil(1 - Math.log2(alpha));
  return isClustered && isLoss && differing < needed ? needed : undefined;
}
