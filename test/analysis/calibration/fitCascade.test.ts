import { describe, expect, it } from 'vitest';
import { fitCascade, replayCascade, type TwiceJudged } from '../../../analysis/calibration/fitCascade.ts';
import type { Judge, Verdict } from '../../../assertions/judges/judge.ts';
import { createRandom } from '../../../foundation/random.ts';

const judgeOf = (name: string): Judge => ({
  name,
  hash: name.padEnd(16, '0'),
  judge: () => Promise.reject(new Error('asked')),
});
const scored = (score: number): Verdict => ({ outcome: 'scored', score, reason: 'replayed' });
const unscored: Verdict = { outcome: 'unscored', reason: 'down' };
const OPTIONS = {
  judges: { first: judgeOf('cheap'), then: judgeOf('dear') },
  classes: ['pass', 'fail'],
  classOf: (verdict: Verdict) => (verdict.outcome === 'unscored' ? 'unscored' : verdict.score >= 0.5 ? 'pass' : 'fail'),
};

/** Rows whose first judge knows how sure it can be, and whose second judge errs in 2 of 100. */
function simulate(rows: number): readonly TwiceJudged[] {
  const random = createRandom(7);
  return Array.from({ length: rows }, (_, index) => {
    const isGood = random() < 0.5;
    const isHard = random() < 0.2;
    const certainty = isHard ? 0.3 + 0.4 * random() : isGood ? 0.99 : 0.01;
    return {
      early: scored(certainty),
      late: scored(random() < 0.02 === isGood ? 0 : 1),
      label: isGood ? 'pass' : 'fail',
      group: `${index}`,
    };
  });
}

describe('a fitted cascade', () => {
  it('needs a third of the calls and loses no agreement, where the first judge knows what it knows', async () => {
    const { judge, verdicts, figures } = await fitCascade(simulate(1500), {
      ...OPTIONS,
      error: 0.02,
      isGrouped: false,
    });
    const { saved, errors, fit } = figures;
    expect(verdicts).toHaveLength(1500);
    expect(saved?.value).toBeGreaterThan(2 / 3);
    for (const error of [errors.below, errors.above]) expect(error?.value).toBeLessThan(0.02);
    expect(fit).toMatchObject({ error: 0.02, folds: 5, isGrouped: false, thenAlone: { scored: 1500 } });
    expect(fit.difference?.high).toBeGreaterThan(0);
    expect(fit.firstAlone.accuracy?.value).toBeLessThan(0.95);
    expect(judge.name).toBe('cascade(cheap, then dear)');
    expect(figures).toMatchObject({ first: { name: 'cheap' }, then: { name: 'dear' } });
  });

  it('counts an unscored second verdict as no verdict, and leaves rows without a majority out of every agreement', async () => {
    const rows: readonly TwiceJudged[] = [
      { early: scored(0.5), late: unscored, label: 'pass', group: 'a' },
      { early: scored(0.99), late: unscored, label: 'pass', group: 'b' },
      { early: scored(0.99), late: scored(1), label: 'no majority', group: 'c' },
      { early: scored(0.01), late: scored(0), label: 'pass', group: 'd' },
    ];
    const whenOf = () => ({ below: 0.1, above: 0.9 });
    const { verdicts, saved, errors, firstAlone, thenAlone } = await replayCascade(rows, { ...OPTIONS, whenOf });
    expect(verdicts.map(({ outcome, details }) => [outcome, details?.decidedBy])).toEqual([
      ['unscored', 'then'],
      ['scored', 'first'],
      ['scored', 'first'],
      ['scored', 'first'],
    ]);
    expect(saved).toMatchObject({ count: 3, of: 4 });
    expect(errors).toMatchObject({ below: { count: 1, of: 1 }, above: { count: 0, of: 1 } });
    expect([firstAlone.scored, thenAlone.scored]).toEqual([3, 1]);
  });
});
