import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemarTest } from '../../../analysis/statistics/mcnemar.ts';

describe("McNemar's test", () => {
  it('is the published one for complete response before and after therapy (Cavo et al. 2012): .052479, mid-p .034690', () => {
    // An example of Fagerland, Lydersen & Laake 2013; six digits as their R package contingencytables prints them.
    const test = mcnemarTest({ headOnly: 6, baseOnly: 16 });
    expect(test.p).toBeCloseTo(0.052479, 6);
    expect(test.midP).toBeCloseTo(0.03469, 6);
  });

  // scipy 1.17: binomtest(b, b + c, .5).pvalue; less binom.pmf(b, b + c, .5) for mid-p.
  it.each([
    [1, 7, 0.0703125, 0.0390625],
    [6, 0, 0.03125, 0.015625],
    [5, 0, 0.0625, 0.03125],
    [40, 20, 0.01348929373119186, 0.009853448195259268],
    [101, 59, 0.0011229051962340462, 0.0008761261354923709],
    [3, 3, 1, 0.84375],
  ])('of %i against %i is the one of SciPy', (headOnly, baseOnly, p, midP) => {
    const test = mcnemarTest({ headOnly, baseOnly });
    expect(test.p).toBeCloseTo(p, 12);
    expect(test.midP).toBeCloseTo(midP, 12);
  });

  it('is 1, both ways, where no case is discordant', () => {
    expect(mcnemarTest({ headOnly: 0, baseOnly: 0 })).toEqual({ p: 1, midP: 1 });
  });

  it('is the same with the sides exchanged, in (0, 1], and mid-p the smaller', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), (headOnly, baseOnly) => {
        const { p, midP } = mcnemarTest({ headOnly, baseOnly });
        expect(mcnemarTest({ headOnly: baseOnly, baseOnly: headOnly })).toEqual({ p, midP });
        expect(0 < midP && midP <= p && p <= 1).toBe(true);
      }),
    );
  });

  it('falls as the split gets more uneven', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(200), (fewer, more) => {
        fc.pre(fewer <= more);
        const { p } = mcnemarTest({ headOnly: fewer, baseOnly: more });
        expect(mcnemarTest({ headOnly: fewer - 1, baseOnly: more + 1 }).p).toBeLessThanOrEqual(p);
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
