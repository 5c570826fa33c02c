import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemarTest } from '../../../analysis/statistics/mcnemar.ts';
import { pairedDifference } from '../../../analysis/statistics/pairedDifference.ts';
import {
  casesToFindLoss,
  identicalCasesToClear,
  mcnemarPower,
  minimumDetectableLoss,
} from '../../../analysis/statistics/power.ts';
import { createRandom } from '../../../foundation/random.ts';

describe('power of the exact McNemar test', () => {
  it('is the one of G*Power’s example (O’Brien 2002: odds ratio .25, discordance .4, 50 cases, one-sided .05)', () => {
    // The manual says .839343, the R package pwrss .839356985; one-sided .05 is our side of a two-sided .1.
    const power = mcnemarPower({ cases: 50, discordance: 0.4, loss: 0.24, alpha: 0.1 });
    expect(power).toBeCloseTo(0.839357, 6);
    expect(Math.abs(power - 0.839343)).toBeLessThan(2e-5);
  });

  // In Python: the sum over all numbers of discordant cases, with scipy.stats.binom.
  it.each([
    { cases: 50, discordance: 0.4, loss: 0.24, power: 0.740152639496956 },
    { cases: 52, discordance: 0.2, loss: 0.1, power: 0.25448272500517294 },
    { cases: 250, discordance: 0.1, loss: 0.05, power: 0.6529724611946011 },
    { cases: 250, discordance: 0.1, loss: 0.06, power: 0.834291880358812 },
  ])('of $cases cases, $discordance discordant, loss $loss is that of a second program', ({ power, ...plan }) => {
    expect(mcnemarPower(plan)).toBeCloseTo(power, 10);
  });

  it('is what simulated runs find', () => {
    const [plan, runs, random] = [{ cases: 120, discordance: 0.2, loss: 0.12 }, 4_000, createRandom(5)];
    let found = 0;
    for (let run = 0; run < runs; run += 1) {
      const counts = { headOnly: 0, baseOnly: 0 };
      for (let index = 0; index < plan.cases; index += 1) {
        const draw = random();
        if (draw < (plan.discordance - plan.loss) / 2) counts.headOnly += 1;
        else if (draw < plan.discordance) counts.baseOnly += 1;
      }
      if (counts.baseOnly > counts.headOnly && mcnemarTest(counts) <= 0.05) found += 1;
    }
    const power = mcnemarPower(plan);
    const standardError = Math.sqrt((power * (1 - power)) / runs);
    expect(Math.abs(found / runs - power)).toBeLessThan(3 * standardError);
  });

  it('falls where the loss seen must also be beyond a margin: what simulated runs find', () => {
    const [plan, runs, random] = [{ cases: 120, discordance: 0.2, loss: 0.12, beyond: 0.1 }, 4_000, createRandom(6)];
    let found = 0;
    for (let run = 0; run < runs; run += 1) {
      const counts = { headOnly: 0, baseOnly: 0 };
      for (let index = 0; index < plan.cases; index += 1) {
        const draw = random();
        if (draw < (plan.discordance - plan.loss) / 2) counts.headOnly += 1;
        else if (draw < plan.discordance) counts.baseOnly += 1;
      }
      if (counts.baseOnly - counts.headOnly > 12 && mcnemarTest(counts) <= 0.05) found += 1;
    }
    const power = mcnemarPower(plan);
    expect(power).toBeLessThan(mcnemarPower({ ...plan, beyond: 0 }));
    expect(Math.abs(found / runs - power)).toBeLessThan(3 * Math.sqrt((power * (1 - power)) / runs));
  });

  it('of a loss as large as the margin stays below a half, with any number of cases', () => {
    for (const cases of [100, 1_000, 20_000]) {
      expect(mcnemarPower({ cases, discordance: 0.1, loss: 0.05, beyond: 0.05 })).toBeLessThan(0.5);
    }
    // 5 of 100 is no more than the margin, whatever 100 × .05 is in binary.
    expect(mcnemarPower({ cases: 100, discordance: 1, loss: 1, beyond: 0.99 })).toBe(1);
    expect(mcnemarPower({ cases: 20, discordance: 1, loss: 0.9, beyond: 0.9 })).toBeCloseTo(0.95 ** 20, 9);
  });

  it('without a loss is at most half the level: one side of two', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (cases, discordance) => {
          const power = mcnemarPower({ cases, discordance, loss: 0 });
          expect(0 <= power && power <= 0.025).toBe(true);
        },
      ),
    );
  });

  it('rises with the loss', () => {
    const powers = [0, 0.02, 0.05, 0.1, 0.2].map((loss) => mcnemarPower({ cases: 100, discordance: 0.2, loss }));
    expect(powers).toEqual(powers.toSorted((a, b) => a - b));
  });

  it.each([
    { cases: 0, discordance: 0.2, loss: 0.1 },
    { cases: 10, discordance: 0, loss: 0 },
    { cases: 10, discordance: 0.2, loss: 0.3 },
    { cases: 10, discordance: 0.2, loss: -0.1 },
    { cases: 10, discordance: 0.2, loss: 0.1, alpha: 1 },
    { cases: 10, discordance: 0.2, loss: 0.1, beyond: 1 },
  ])('refuses %o', (plan) => {
    expect(() => mcnemarPower(plan)).toThrow(RangeError);
  });
});

describe('the minimum detectable loss', () => {
  // In Python, by bisection of the same sum.
  it.each([
    { cases: 250, discordance: 0.1, loss: 0.057818357832729816 },
    { cases: 52, discordance: 0.2, loss: 0.17267466727644204 },
  ])('of $cases cases, $discordance discordant is $loss', ({ loss, ...plan }) => {
    expect(minimumDetectableLoss(plan)).toBeCloseTo(loss, 5);
  });

  it('is found with the wanted power, and a little less is not', () => {
    const plan = { cases: 150, discordance: 0.3 };
    const loss = minimumDetectableLoss({ ...plan, power: 0.9 }) ?? 0;
    expect(mcnemarPower({ ...plan, loss })).toBeGreaterThanOrEqual(0.9);
    expect(mcnemarPower({ ...plan, loss: loss - 1e-5 })).toBeLessThan(0.9);
  });

  it('is none where the discordant cases are too few to show anything', () => {
    expect(minimumDetectableLoss({ cases: 20, discordance: 0.1 })).toBeNull();
  });

  it('refuses a power of 1', () => {
    expect(() => minimumDetectableLoss({ cases: 20, discordance: 0.1, power: 1 })).toThrow(RangeError);
  });
});

describe('the cases that find a loss', () => {
  // In Python, the first number of cases whose power is .8 or more.
  it.each([
    { discordance: 0.2, loss: 0.1, cases: 168 },
    { discordance: 0.4, loss: 0.24, cases: 58 },
  ])('of $loss with $discordance discordant are $cases', ({ cases, ...plan }) => {
    expect(casesToFindLoss(plan)).toBe(cases);
  });

  it('are none where more than a million would be needed', () => {
    expect(casesToFindLoss({ discordance: 0.2, loss: 0.0002 })).toBeNull();
  });

  it('refuse no loss', () => {
    expect(() => casesToFindLoss({ discordance: 0.2, loss: 0 })).toThrow(RangeError);
  });
});

describe('the identical cases that clear a margin', () => {
  const isCleared = (cases: number, margin: number, failures: number) =>
    (pairedDifference({ both: cases - failures, headOnly: 0, baseOnly: 0, neither: failures })?.low ?? -1) > -margin;

  // In Python, trying every number of failures up to 400 cases.
  it.each([
    [0.05, 82],
    [0.1, 38],
    [0.15, 24],
    [0.2, 17],
    [0.3, 9],
    [0.02, 211],
  ])('of %d are %i', (margin, cases) => {
    expect(identicalCasesToClear(margin)).toBe(cases);
  });

  it('clear it whatever share of them passes, which one fewer does not', () => {
    for (const margin of [0.03, 0.05, 0.08, 0.25, 0.5]) {
      const cases = identicalCasesToClear(margin) ?? 0;
      const clears = (n: number) => Array.from({ length: n + 1 }, (_, failures) => isCleared(n, margin, failures));
      expect(clears(cases).every(Boolean)).toBe(true);
      expect(clears(cases - 1).every(Boolean)).toBe(false);
    }
  });

  it('are none for a margin that would need more than a million', () => {
    expect(identicalCasesToClear(1e-7)).toBeNull();
  });

  it.each([0, 1, -0.1, Number.NaN])('refuse the margin %d', (margin) => {
    expect(() => identicalCasesToClear(margin)).toThrow(RangeError);
  });
});
