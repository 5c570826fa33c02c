import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemarMidP, mcnemarTest } from '../../../analysis/statistics/mcnemar.ts';

describe("McNemar's test", () => {
  it('is the published one for complete response before and after therapy (Cavo et al. 2012): .052479', () => {
    // An example of Fagerland, Lydersen & Laake 2013; six digits as their R package contingencytables prints them.
    expect(mcnemarTest({ headOnly: 6, baseOnly: 16 })).toBeCloseTo(0.052479, 6);
  });

  it('has the published mid-p of the same example: .034690', () => {
    expect(mcnemarMidP({ headOnly: 6, baseOnly: 16 })).toBeCloseTo(0.03469, 6);
  });

  // scipy 1.17: binomtest(b, b + c, .5).pvalue.
  it.each([
    [1, 7, 0.0703125],
    [6, 0, 0.03125],
    [5, 0, 0.0625],
    [40, 20, 0.01348929373119186],
    [101, 59, 0.0011229051962340462],
    [3, 3, 1],
  ])('of %i against %i is the one of SciPy', (headOnly, baseOnly, p) => {
    expect(mcnemarTest({ headOnly, baseOnly })).toBeCloseTo(p, 12);
  });

  it('is 1 where no case is discordant', () => {
    expect(mcnemarTest({ headOnly: 0, baseOnly: 0 })).toBe(1);
  });

  it('is the same with the sides exchanged, and in (0, 1]', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), (headOnly, baseOnly) => {
        const p = mcnemarTest({ headOnly, baseOnly });
        expect(mcnemarTest({ headOnly: baseOnly, baseOnly: headOnly })).toBe(p);
        expect(0 < p && p <= 1).toBe(true);
      }),
    );
  });

  it('falls as the split gets more uneven', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(200), (fewer, more) => {
        fc.pre(fewer <= more);
        const p = mcnemarTest({ headOnly: fewer, baseOnly: more });
        expect(mcnemarTest({ headOnly: fewer - 1, baseOnly: more + 1 })).toBeLessThanOrEqual(p);
      }),
    );
  });

  it.each([
    [-1, 2],
    [0.5, 2],
    [1, Number.NaN],
  ])('refuses %d against %d', (headOnly, baseOnly) => {
    expect(() => mcnemarTest({ headOnly, baseOnly })).toThrow(RangeError);
  });
});
