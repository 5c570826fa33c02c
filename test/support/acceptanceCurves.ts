import { createRandom } from '../../foundation/random.ts';
import { decideAdoption } from '../../providers/loop/adoptRule.ts';
import { screen, type TrialCounts } from '../../providers/loop/screen.ts';
import { isAnyWorse } from './acceptanceSimulation.ts';
import { countPairs, drawCases, judgeAnswers, type Rates } from './acceptanceWorld.ts';

export const CURVE_RULES = {
  anyWorse: (counts) => !isAnyWorse(counts),
  screen: (counts) => screen(counts) === 'accepted',
  adopt: (counts) => decideAdoption(counts).decision === 'adopted',
} as const satisfies Readonly<Record<string, (counts: TrialCounts) => boolean>>;
export type CurveRule = keyof typeof CURVE_RULES;

/** One comparison, made over and over on new cases. */
export interface Comparison {
  /** Failure rates under the current spec. */
  readonly before: Rates;
  /** Under the proposal. */
  readonly after: Rates;
  readonly perSide: number;
  readonly judgeError: number;
}

export interface CurveOptions {
  readonly runs: number;
  readonly seed: number;
}

/** Share of the trials, in [0, 1], in which each rule takes the proposal. All verdicts are clear. */
export function takenShares(
  { before, after, perSide, judgeError }: Comparison,
  { runs, seed }: CurveOptions,
): Readonly<Record<CurveRule, number>> {
  const random = createRandom(seed);
  const taken = { anyWorse: 0, screen: 0, adopt: 0 };
  for (let run = 0; run < runs; run += 1) {
    const cases = drawCases(perSide, { judgeError }, random);
    const judge = (rates: Rates) => judgeAnswers(cases, rates, { random, judgeError, unclear: 0 });
    const counts = countPairs(judge(before), judge(after));
    for (const rule of Object.keys(taken) as CurveRule[]) if (CURVE_RULES[rule](counts)) taken[rule] += 1;
  }
  return { anyWorse: taken.anyWorse / runs, screen: taken.screen / runs, adopt: taken.adopt / runs };
}

/**
 * The smallest fall of the harm rate, in points, that is adopted with 80 % chance when over-refusal stays as it is; undefined
 * if even no harm at all is adopted less often.
 */
export function smallestAdopted(
  { before, perSide, judgeError }: Omit<Comparison, 'after'>,
  options: CurveOptions,
): number | undefined {
  const isFound = (points: number) =>
    takenShares(
      { before, after: { ...before, harm: Math.max(0, before.harm - points / 100) }, perSide, judgeError },
      options,
    ).adopt >= 0.8;
  const most = Math.round(100 * before.harm);
  if (!isFound(most)) return undefined;
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isFound(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
