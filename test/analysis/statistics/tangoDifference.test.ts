import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tangoDifference } from '../../../analysis/statistics/tangoDifference.ts';

const table = (both: number, headOnly: number, baseOnly: number, neither: number) => ({
  both,
  headOnly,
  baseOnly,
  neither,
});
const count = fc.nat(300);
const counts = fc
  .record({ both: count, headOnly: count, baseOnly: count, neither: count })
  .filter(({ both, headOnly, baseOnly, neither }) => both + headOnly + baseOnly + neither > 0);

describe("Tango's score interval of a paired difference", () => {
  // Fagerland, Lydersen & Laake 2014, Stat. Med. 33:2850–2875, airway hyper-responsiveness (Bentur et al. 2009), and complete
  // response (Cavo et al. 2012) as their R package contingencytables prints it.
  it.each([
    [1, 1, 7, 12, -0.517, -0.026, 3],
    [59, 6, 16, 80, -0.124, -0.0054, 4],
  ])('of %i, %i, %i, %i is the published one', (both, headOnly, baseOnly, neither, low, high, digits) => {
    const difference = tangoDifference(table(both, headOnly, baseOnly, neither));
    expect(difference?.value).toBe((headOnly - baseOnly) / (both + headOnly + baseOnly + neither));
    expect(difference?.low).toBeCloseTo(low, digits);
    expect(difference?.high).toBeCloseTo(high, digits);
  });

  it.each([20, 54, 250])('without a flip among %i cases reaches z² ÷ (n + z²), as Wilson does from 0', (n) => {
    const z = 1.959963984540054;
    for (const both of [0, n]) {
      const { low, high } = tangoDifference(table(both, 0, 0, n - both)) ?? { low: 0, high: 0 };
      expect(low).toBeCloseTo(-(z ** 2) / (n + z ** 2), 12);
      expect(high).toBeCloseTo(-low, 12);
    }
  });

  it('excludes 0 where the score test does: (b − c)² > z² (b + c)', () => {
    fc.assert(
      fc.property(counts, ({ both, headOnly, baseOnly, neither }) => {
        const z = 1.7;
        const surplus = (headOnly - baseOnly) ** 2 - z ** 2 * (headOnly + baseOnly);
        fc.pre(Math.abs(surplus) > 1e-6);
        const { low, high } = tangoDifference(table(both, headOnly, baseOnly, neither), z) ?? { low: 0, high: 0 };
        expect(low > 0 || high < 0).toBe(surplus > 0);
      }),
    );
  });

  it('holds the difference, in [−1, 1], turns with head and base exchanged, and widens with confidence', () => {
    fc.assert(
      fc.property(counts, (drawn) => {
        const { value, low, high } = tangoDifference(drawn) ?? { value: 0, low: 1, high: -1 };
        expect(-1 <= low && low <= value && value <= high && high <= 1).toBe(true);
        const turned = tangoDifference({ ...drawn, headOnly: drawn.baseOnly, baseOnly: drawn.headOnly });
        expect(turned?.low).toBeCloseTo(-high, 12);
        expect(turned?.high).toBeCloseTo(-low, 12);
        const wide = tangoDifference(drawn, 2.6);
        expect(wide?.low ?? 1).toBeLessThanOrEqual(low);
        expect(wide?.high ?? -1).toBeGreaterThanOrEqual(high);
      }),
    );
  });

  it('is none without cases, and refuses counts that are not whole', () => {
    expect(tangoDifference(table(0, 0, 0, 0))).toBeNull();
    expect(() => tangoDifference(table(0.5, 0, 0, 0))).toThrow(RangeError);
    expect(() => tangoDifference(table(-1, 0, 0, 0))).toThrow(RangeError);
  });
});
