import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedDifference } from '../../../analysis/statistics/pairedDifference.ts';
import { wilsonProportion } from '../../../analysis/statistics/wilson.ts';

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

describe("Newcombe's interval of a paired difference (method 10)", () => {
  // Newcombe 1998, Stat. Med. 17:2635–2650, table III, method 10. In the row 1, 97, 1, 1 the table says .8736 for method 10
  // and .8737 for method 8, which are equal there (a d < b c); the exact bound is .87367.
  it.each([
    [36, 12, 2, 0, 0.0569, 0.3404],
    [20, 12, 2, 16, 0.0562, 0.3292],
    [18, 12, 2, 18, 0.0562, 0.329],
    [36, 14, 0, 0, 0.1528, 0.4167],
    [35, 14, 0, 1, 0.1461, 0.4175],
    [18, 14, 0, 18, 0.1441, 0.3963],
    [2, 97, 1, 0, 0.8721, 0.9854],
    [1, 97, 1, 1, 0.8737, 0.985],
    [0, 29, 1, 0, 0.6666, 0.9882],
    [2, 98, 0, 0, 0.9178, 0.9945],
    [1, 98, 0, 1, 0.9171, 0.9916],
    [0, 30, 0, 0, 0.8395, 1],
    [54, 0, 0, 0, -0.0664, 0.0664],
    [53, 0, 0, 1, -0.0729, 0.0729],
    [30, 0, 0, 24, -0.0358, 0.0358],
    [29, 0, 0, 25, -0.0354, 0.0354],
    [28, 0, 0, 26, -0.0352, 0.0352],
    [27, 0, 0, 27, -0.0351, 0.0351],
  ])('of %i, %i, %i, %i is the published one', (both, headOnly, baseOnly, neither, low, high) => {
    const difference = pairedDifference(table(both, headOnly, baseOnly, neither));
    expect(difference?.value).toBeCloseTo((headOnly - baseOnly) / (both + headOnly + baseOnly + neither), 12);
    expect(difference?.low).toBeCloseTo(low, 4);
    expect(difference?.high).toBeCloseTo(high, 4);
  });

  it('is the one that the R package contingencytables prints for Cavo et al. 2012: −.1186 to −.0046', () => {
    const difference = pairedDifference(table(59, 6, 16, 80));
    expect(difference?.low).toBeCloseTo(-0.1186, 4);
    expect(difference?.high).toBeCloseTo(-0.0046, 4);
  });

  it('is that of a second program written from the formulas, in Python, where φ is lessened or none', () => {
    // Altman et al. 2000, Statistics with Confidence, table 6.2.
    expect(pairedDifference(table(14, 5, 0, 22))?.low).toBeCloseTo(0.01148324138303325, 12);
    expect(pairedDifference(table(14, 5, 0, 22))?.high).toBeCloseTo(0.2264926843512112, 12);
    // a d − b c = 5 is below n ÷ 2.
    expect(pairedDifference(table(1, 1, 7, 12))?.low).toBeCloseTo(-0.506920226686141, 12);
    expect(pairedDifference(table(1, 1, 7, 12))?.high).toBeCloseTo(-0.02555912416485978, 12);
  });

  it('is none without cases', () => {
    expect(pairedDifference(table(0, 0, 0, 0))).toBeNull();
  });

  it('where all cases pass on both sides, reaches as far as Wilson’s interval of one side', () => {
    expect(pairedDifference(table(12, 0, 0, 0))?.low).toBeCloseTo(-(1 - (wilsonProportion(12, 12)?.low ?? 0)), 12);
  });

  it('holds its value, lies in [−1, 1] and has a width', () => {
    fc.assert(
      fc.property(counts, (pairs) => {
        const { value, low, high } = pairedDifference(pairs) ?? { value: 9, low: 9, high: 9 };
        expect(-1 <= low && low <= value && value <= high && high <= 1 && low < high).toBe(true);
      }),
    );
  });

  it('is mirrored with head and base exchanged, and so with passes and failures', () => {
    fc.assert(
      fc.property(counts, ({ both, headOnly, baseOnly, neither }) => {
        const difference = pairedDifference(table(both, headOnly, baseOnly, neither));
        const mirrored = [table(both, baseOnly, headOnly, neither), table(neither, baseOnly, headOnly, both)];
        for (const other of mirrored.map((pairs) => pairedDifference(pairs))) {
          expect(other?.value).toBeCloseTo(-(difference?.value ?? 9), 12);
          expect(other?.low).toBeCloseTo(-(difference?.high ?? 9), 7);
          expect(other?.high).toBeCloseTo(-(difference?.low ?? 9), 7);
        }
      }),
    );
  });

  it('widens with the confidence level', () => {
    const [usual, wide] = [table(20, 5, 3, 10), table(20, 5, 3, 10)].map((pairs, index) =>
      pairedDifference(pairs, index === 0 ? undefined : 2.5758293035489),
    );
    expect(wide?.low).toBeLessThan(usual?.low ?? -1);
    expect(wide?.high).toBeGreaterThan(usual?.high ?? 1);
  });

  it.each([
    [-1, 1, 1, 1],
    [1, 0.5, 1, 1],
    [1, 1, Number.NaN, 1],
  ])('refuses %d, %d, %d, %d', (both, headOnly, baseOnly, neither) => {
    expect(() => pairedDifference(table(both, headOnly, baseOnly, neither))).toThrow(RangeError);
  });
});
