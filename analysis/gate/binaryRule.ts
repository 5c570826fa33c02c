import { checkInnerShare } from '../statistics/arithmetic.ts';
import type { PairEvidence } from './pairEvidence.ts';

export type RuleVerdict = 'regress' | 'pass' | 'inconclusive';

export interface BinaryPolicy {
  /** The greatest p that counts as a difference; in (0, 1). @default 0.05 */
  readonly alpha?: number;
  /** The largest loss, as a share of the cases, that still counts as no worse; in (0, 1). */
  readonly margin: number;
  /** The evidence's p, adjusted over all gated metrics (`holmAdjust`). @default the metric's own p */
  readonly adjustedP?: number;
}

/** A verdict and its evidence. */
export interface BinaryDecision extends PairEvidence {
  readonly verdict: RuleVerdict;
  /** The p that decided. */
  readonly adjustedP: number;
  /** The fewest clusters that must differ for a loss to regress; present only where fewer do. */
  readonly clustersNeeded?: number;
}

/**
 * Is head worse than base on a metric that a case passes or fails?
 * - `regress`: it is, with `adjustedP <= alpha`, however small the loss;
 * - `pass`: it isn't, and the lower end of the interval of head − base lies above −margin;
 * - `inconclusive`: there are too few cases, or none.
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
  return { ...evidence, verdict, adjustedP: decisive, ...(needed && { clustersNeeded: needed }) };
}

/** With k clusters that differ, the smallest p of sign flips is 2 ÷ 2^k. Where nothing is lost, more clusters don't help. */
function clustersNeeded({ isClustered, differing, difference }: PairEvidence, alpha: number): number | undefined {
  const isLoss = difference !== null && difference.value < 0;
  const needed = Math.ceil(1 - Math.log2(alpha));
  return isClustered && isLoss && differing < needed ? needed : undefined;
}
