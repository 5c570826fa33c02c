import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumTails, toSteps } from '../../../analysis/statistics/sumTails.ts';

const coins = (count: number) =>
  Array.from({ length: count }, () => [
    { value: 0, chance: 0.5 },
    { value: 1, chance: 0.5 },
  ]);

describe('the tails of a sum of chance numbers', () => {
  it('are binomial for coins', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 80 }), fc.integer({ min: -3, max: 90 }), (count, total) => {
        const { atMost, atLeast } = sumTails(coins(count), total);
        expect(atMost).toBeCloseTo(total < 0 ? 0 : binomialCdf(total, count, 0.5), 12);
        expect(atLeast).toBeCloseTo(total <= 0 ? 1 : 1 - binomialCdf(total - 1, count, 0.5), 12);
      }),
    );
  });

  it('share the total itself', () => {
    const dice = [1, 2].map(() => Array.from({ length: 6 }, (_, at) => ({ value: at - 2, chance: 1 / 6 })));
    const { atMost, atLeast } = sumTails(dice, -3);
    expect(atMost).toBeCloseTo(3 / 36, 12);
    expect(atLeast).toBeCloseTo(35 / 36, 12);
  });

  it('are normal where there are too many to add up', () => {
    const exact = binomialCdf(19_700, 40_000, 0.5);
    const { atMost, atLeast } = sumTails(coins(40_000), 19_700);
    expect(atMost / exact).toBeCloseTo(1, 2);
    expect(atLeast).toBeCloseTo(1 - binomialCdf(19_699, 40_000, 0.5), 4);
  });
});

describe('steps', () => {
  it('are the coarsest that hold all the values', () => {
    expect([1, -1, 0].map(toSteps([1, -1, 0]))).toEqual([1, -1, 0]);
    expect([1 / 3, -1 / 2].map(toSteps([1 / 3, -1 / 2]))).toEqual([2, -3]);
  });

  it('round what fits none equally to both sides', () => {
    const values = [1 / 7, -1 / 7, 1 / 11, -1 / 11, 1 / 120, -1 / 120];
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = values.map(toSteps(values));
    expect([a + b, c + d, e + f]).toEqual([0, 0, 0]);
    expect(a).toBe(Math.round(60 / 7));
  });
});
