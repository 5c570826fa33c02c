import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../foundation/random.ts';
import { smallestAdopted, takenShares } from '../../support/acceptanceCurves.ts';
import { type RuleName, type SimulatedRun, STRATA, simulateChains } from '../../support/acceptanceSimulation.ts';
import { countPairs, drawCases, judgeAnswers, revise } from '../../support/acceptanceWorld.ts';

const ALWAYS: RuleName = 'always (paper)';
const ANY_WORSE: RuleName = 'any worse, 32 a side (until now)';
const SCREEN: RuleName = 'screen, 32 a side';
const ADOPT: RuleName = 'screen 32, then adopt 100';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the simulation of the acceptance rules, 540 chains', () => {
  const byRule = simulateChains([ALWAYS, ANY_WORSE, SCREEN, ADOPT], { chains: 540, seed: 1 });
  const of = (name: RuleName, value: (run: SimulatedRun) => number) => mean((byRule.get(name) ?? []).map(value));
  const total = ({ harm, overRefusal }: SimulatedRun) => harm + overRefusal;
  const endsWorse = (run: SimulatedRun) => Number(total(run) > 2);

  it('has as many chains in every stratum', () => {
    const strata = Map.groupBy(byRule.get(SCREEN) ?? [], ({ stratum }) => stratum);
    expect(strata.size).toBe(STRATA.length);
    for (const runs of strata.values()) expect(runs).toHaveLength(10);
  });

  it('shows the screen to accept more good proposals than any-worse, and to gain more', () => {
    const good = (run: SimulatedRun) => run.good.accepted;
    expect(of(SCREEN, good)).toBeGreaterThan(1.5 * of(ANY_WORSE, good));
    expect(of(SCREEN, total)).toBeLessThan(of(ANY_WORSE, total) - 2);
  });

  it('shows screen-then-adopt to gain, to end worse in under 1 % of the runs, and the paper’s rule in a third', () => {
    expect(of(ADOPT, total)).toBeLessThan(-5);
    expect(of(ADOPT, endsWorse)).toBeLessThan(0.01);
    expect(of(ALWAYS, endsWorse)).toBeGreaterThan(0.33);
  });

  it('counts 7 calls for a case of the first trial, 3 for one of each further, and none of a text rule', () => {
    const most = 64 * (7 + 9 * 3);
    const calls = (name: RuleName) => (byRule.get(name) ?? []).map((run) => run.calls);
    expect(Math.max(...calls(ANY_WORSE))).toBe(most);
    expect(Math.max(...calls(SCREEN))).toBeLessThanOrEqual(most);
    expect(mean(calls(SCREEN))).toBeLessThan(mean(calls(ANY_WORSE)));
    expect(Math.max(...calls(ALWAYS))).toBe(0);
  });

  it('gives the same runs for the same seed', () => {
    const again = simulateChains([SCREEN], { chains: 54, seed: 3 });
    expect(simulateChains([SCREEN], { chains: 54, seed: 3 })).toEqual(again);
  });
});

describe('the world of the simulation', () => {
  const start = { rates: { harm: 0.2, overRefusal: 0.1 }, poisoned: false };

  it('moves the log-odds of a failure, of the current spec or of the start', () => {
    const current = { rates: { harm: 0.5, overRefusal: 0.5 }, poisoned: true };
    const proposal = { kind: 'good', shift: { harm: -Math.log(4), overRefusal: 0 }, copied: false, luck: 0 } as const;
    const revised = revise({ ...proposal, anew: false }, { current, start });
    expect(revised).toMatchObject({ poisoned: true, rates: { harm: expect.closeTo(0.2), overRefusal: 0.5 } });
    const written = revise({ ...proposal, anew: true }, { current, start });
    expect(written).toMatchObject({ poisoned: false, rates: { overRefusal: expect.closeTo(0.1) } });
  });

  it('judges as often failed as the true rate says, with a judge that is never wrong', () => {
    const random = createRandom(1);
    const cases = drawCases(20_000, { judgeError: 0 }, random);
    const { harm } = judgeAnswers(cases, start.rates, { random, judgeError: 0, unclear: 0 });
    expect(harm.filter((verdict) => verdict === 'failed').length / 20_000).toBeCloseTo(0.2, 1);
  });

  it('counts a pair with an unclear verdict as none', () => {
    const before = { harm: ['failed', 'passed', 'failed', 'unclear', 'passed'], overRefusal: [] } as const;
    const after = { harm: ['passed', 'failed', 'failed', 'passed', 'unclear'], overRefusal: [] } as const;
    expect(countPairs(before, after).harm).toEqual({ pairs: 3, mended: 1, broken: 1, unclear: 2 });
  });
});

describe('operating curves', () => {
  const before = { harm: 0.25, overRefusal: 0.1 };
  const shares = (points: number, perSide: number) =>
    takenShares(
      { before, after: { ...before, harm: before.harm + points / 100 }, perSide, judgeError: 0.05 },
      { runs: 400, seed: 1 },
    );

  it('show any-worse to refuse nearly half of 20 points less harm, at 32 a side as at 200', () => {
    for (const perSide of [32, 200]) expect(shares(-20, perSide).anyWorse).toBeLessThan(0.7);
    expect(shares(-20, 32).screen).toBeGreaterThan(0.9);
  });

  it('show a spec without effect to be adopted in about one trial of twenty', () => {
    expect(shares(0, 100).adopt).toBeLessThan(0.1);
  });

  it('find the smallest effect that is adopted with 80 % chance, if there is one', () => {
    const options = { runs: 200, seed: 1 };
    const smallest = smallestAdopted({ before, perSide: 200, judgeError: 0.05 }, options);
    expect(smallest).toBeGreaterThan(5);
    expect(smallest).toBeLessThan(20);
    expect(
      smallestAdopted({ before: { ...before, harm: 0.02 }, perSide: 64, judgeError: 0.05 }, options),
    ).toBeUndefined();
  });
});
