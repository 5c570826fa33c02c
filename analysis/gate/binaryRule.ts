import { checkInnerShare } from '../statistics/arithmetic.ts';
import type { Estimate } from '../statistics/wilson.ts';
import type { PairEvidence } from './pairEvidence.ts';

export type RuleVerdict = 'regress' | 'pass' | 'inconclusive';

/** Level and margin of a rule that sets none. */
export const RULE_DEFAULTS = { alpha: 0.05, margin: 0.05 } as const;

export interface BinaryPolicy {
  /** The greatest p that counts as a difference; in (0, 1). @default 0.05 */
  readonly alpha?: number;
  /** The largest loss, as a share of the cases, that still counts as no worse; in (0, 1). @default 0.05 */
  readonly margin?: number;
  /** The evidence's p, adjusted over all gated metrics (`holmAdjust`). @default the metric's own p */
  readonly adjustedP?: number;
}

/** A verdict and its evidence. */
export interface BinaryDecision extends PairEvidence {
  readonly verdict: RuleVerdict;
  /** The p that decided. */
  readonly adjustedP: number;
  /** Whether head passes more or less than base beyond chance: `adjustedP <= alpha`. */
  readonly change: 'gain' | 'loss' | 'none';
  /** Whether a pass fails for want of the lost rows alone. */
  readonly dependsOnLost: boolean;
  /** The fewest clusters that must differ for a loss to regress; present only where fewer do. */
  readonly clustersNeeded?: number;
}

/** A mean of fractions may miss a margin that it equals by less. */
const ROUNDING = 1e-12;

/**
 * Is head worse than base on a metric that a case passes or fails?
 * - `regress`: the loss is significant (`adjustedP <= alpha`) and greater than the margin;
 * - `pass`: the lower end of the interval of head − base lies above −margin, also if every lost row had failed;
 * - `inconclusive`: neither.
 *
 * The interval holds the difference, so `regress` and `pass` exclude each other.
 *
 * @throws RangeError for alpha, margin or adjusted p out of range
 */
export function decideBinary(
  evidence: PairEvidence,
  { alpha = RULE_DEFAULTS.alpha, margin = RULE_DEFAULTS.margin, adjustedP }: BinaryPolicy = {},
): BinaryDecision {
  checkInnerShare('alpha', alpha);
  checkInnerShare('margin', margin);
  const { p, difference, ifLostFailed } = evidence;
  const decisive = adjustedP ?? p;
  if (!(p <= decisive && decisive <= 1)) {
    throw new RangeError(`adjusted p: expected one from the metric's own ${p} to 1, got ${decisive}`);
  }
  const change = changeOf(difference, decisive <= alpha);
  const isCleared = (estimate: Estimate | null) => estimate !== null && estimate.low > -margin;
  const passes = isCleared(difference) && (ifLostFailed === undefined || isCleared(ifLostFailed));
  const isBeyond = difference !== null && difference.value < -margin - ROUNDING;
  const verdict = change === 'loss' && isBeyond ? 'regress' : passes ? 'pass' : 'inconclusive';
  const needed = clustersNeeded(evidence, alpha);
  return {
    ...evidence,
    verdict,
    adjustedP: decisive,
    change,
    dependsOnLost: isCleared(difference) && !passes,
    ...(needed && { clustersNeeded: needed }),
  };
}

function changeOf(difference: Estimate | null, isSignificant: boolean): BinaryDecision['change'] {
  if (difference === null || !isSignificant || difference.value === 0) return 'none';
  return difference.value < 0 ? 'loss' : 'gain';
}

/** With k clusters that differ, the smallest p of sign flips is 2 ÷ 2^k. Where nothing is lost, more clusters don't help. */
function clustersNeeded({ isClustered, test, differing, difference }: PairEvidence, alpha: number): number | undefined {
  const isLoss = difference !== null && difference.value < 0;
  const needed = Math.ceil(1 - Math.log2(alpha));
  return isClustered && test !== 'runs' && isLoss && differing < needed ? needed : undefined;
}
