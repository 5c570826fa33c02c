import type { Proportion } from '../statistics/wilson.ts';
import { exactPercent, showRate } from '../words.ts';
import type { RuleVerdict } from './binaryRule.ts';

/**
 * - `pass`: no worse than the policy allows;
 * - `regress`: worse, or a canary or a floor is broken;
 * - `inconclusive`: too few cases to decide;
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
 * Is the share of passes at least `floor`? `pass` if its whole Wilson interval is, `regress` if none of it is, else
 * `inconclusive`: there are too few rows.
 *
 * @param floor in [0, 1]
 */
export function checkFloor(rate: Proportion, floor: number): GateFinding {
  const verdict = rate.low >= floor ? 'pass' : rate.high < floor ? 'regress' : 'inconclusive';
  const where = { pass: 'above', regress: 'below', inconclusive: 'about' }[verdict];
  const interval = `[${exactPercent(rate.low)}, ${exactPercent(rate.high)}]`;
  return {
    verdict,
    because: `head passes ${showRate(rate)}, ${interval}: ${where} the floor of ${exactPercent(floor)}`,
  };
}
