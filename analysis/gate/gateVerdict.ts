import type { Estimate, Interval, Proportion } from '../statistics/wilson.ts';
import { exactPercent, showRate } from '../words.ts';
import type { RuleVerdict } from './binaryRule.ts';

/**
 * - `pass`: no worse than the policy allows;
 * - `regress`: worse by more than the policy allows, or a canary or a floor is broken;
 * - `inconclusive`: too few cases to decide, or too many without a score;
 * - `invalid`: the results don't answer the question.
 */
export type GateVerdict = RuleVerdict | 'invalid';

/** One reason, and the verdict that it leads to. */
export interface GateFinding {
  readonly verdict: GateVerdict;
  /** A sentence without its full stop. */
  readonly because: string;
}

const FROM_WORST: readonly GateVerdict[] = ['invalid', 'regress', 'inconclusive', 'pass'];

/** The worst of them; `invalid` if there is none, because nothing was decided. */
export function worstOf(verdicts: readonly GateVerdict[]): GateVerdict {
  return FROM_WORST.find((verdict) => verdicts.includes(verdict)) ?? 'invalid';
}

/** The worst first; equal ones keep their order. */
export function fromWorst<T extends { readonly verdict: GateVerdict }>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => FROM_WORST.indexOf(a.verdict) - FROM_WORST.indexOf(b.verdict));
}

/**
 * Is the share of passes at least `floor`? `pass` if its whole Wilson interval is, also if every case without a score had
 * failed; `regress` if none of it is; else `inconclusive`.
 *
 * @param rates `ifFailed`: the share with cases without a score as failed, if there are any
 * @param floor in [0, 1]
 */
export function checkFloor(
  { rate, ifFailed }: { readonly rate: Proportion; readonly ifFailed?: Estimate | undefined },
  floor: number,
): GateFinding {
  const holds = rate.low >= floor;
  const dependsOnGaps = holds && ifFailed !== undefined && ifFailed.low < floor;
  const verdict = dependsOnGaps ? 'inconclusive' : holds ? 'pass' : rate.high < floor ? 'regress' : 'inconclusive';
  const where = holds ? 'above' : verdict === 'regress' ? 'below' : 'about';
  const doubt = dependsOnGaps
    ? `, which would not hold if those without a score had failed: ${showShares(ifFailed)}`
    : '';
  return {
    verdict,
    because: `head passes ${showRate(rate)}, ${showInterval(rate)}: ${where} the floor of ${exactPercent(floor)}${doubt}`,
  };
}

const showInterval = ({ low, high }: Interval) => `[${exactPercent(low)}, ${exactPercent(high)}]`;

const showShares = (share: Estimate) => `${exactPercent(share.value)} ${showInterval(share)}`;
