import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cohensKappa } from '../../../analysis/statistics/kappa.ts';

describe("Cohen's κ", () => {
  it('is the published one for the diagnoses of Fleiss, Levin & Paik 2003, table 18.1 (κ .68)', () => {
    const kappa = cohensKappa([
      [75, 1, 4],
      [5, 4, 1],
      [0, 0, 10],
    ]);
    expect(kappa?.value).toBeCloseTo(0.6765, 3);
    // By the formula, in exact fractions.
    expect(kappa?.standardError).toBeCloseTo(0.0877, 4);
  });

  it('is the published one, with its interval, for SkinCondition of the SAS/STAT guide, PROC FREQ', () => {
    const kappa = cohensKappa([
      [10, 4, 1, 0],
      [5, 10, 12, 2],
      [2, 4, 12, 5],
      [0, 2, 6, 13],
    ]);
    expect(kappa?.value).toBeCloseTo(0.3449, 4);
    expect(kappa?.low).toBeCloseTo(0.203, 4);
    expect(kappa?.high).toBeCloseTo(0.4868, 4);
  });

  it('is the published one for SexualFun of the R package vcd (κ .1293, ASE .0686)', () => {
    const kappa = cohensKappa([
      [7, 7, 2, 3],
      [2, 8, 3, 7],
      [1, 5, 4, 9],
      [2, 8, 9, 14],
    ]);
    expect(kappa?.value).toBeCloseTo(0.1293, 4);
    expect(kappa?.standardError).toBeCloseTo(0.0686, 4);
  });

  it('is .4 for 20 and 15 agreements of 50 with margins 25:25 and 30:20, by hand: (.7 − .5) ÷ (1 − .5)', () => {
    const counts = [
      [20, 5],
      [10, 15],
    ];
    expect(cohensKappa(counts)?.value).toBeCloseTo(0.4, 12);
  });

  it('is 1 for raters who always agree and use two classes, −1 for those who never do', () => {
    expect(
      cohensKappa([
        [5, 0],
        [0, 5],
      ]),
    ).toEqual({ value: 1, low: 1, high: 1, standardError: 0 });
    expect(
      cohensKappa([
        [0, 5],
        [5, 0],
      ]),
    ).toMatchObject({ value: -1, low: -1 });
  });

  it('is null where chance explains all, or there are no ratings', () => {
    expect(
      cohensKappa([
        [9, 0],
        [0, 0],
      ]),
    ).toBeNull();
    expect(
      cohensKappa([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull();
    expect(cohensKappa([])).toBeNull();
  });

  it('is 0, not none, where one rater uses one class and the other two', () => {
    expect(
      cohensKappa([
        [8, 0],
        [2, 0],
      ])?.value,
    ).toBeCloseTo(0, 12);
  });

  it('is the same with raters exchanged, and within its interval', () => {
    const tables = fc.integer({ min: 2, max: 4 }).chain((size) => {
      const row = fc.array(fc.nat(50), { minLength: size, maxLength: size });
      return fc.array(row, { minLength: size, maxLength: size });
    });
    fc.assert(
      fc.property(tables, (counts) => {
        const kappa = cohensKappa(counts);
        const exchanged = cohensKappa(counts.map((_, column) => counts.map((row) => row[column] ?? 0)));
        if (kappa === null) return expect(exchanged).toBeNull();
        expect(exchanged?.value).toBeCloseTo(kappa.value, 10);
        expect(exchanged?.standardError).toBeCloseTo(kappa.standardError, 6);
        expect(-1 <= kappa.low && kappa.low <= kappa.value && kappa.value <= kappa.high && kappa.high <= 1).toBe(true);
      }),
    );
  });

  it('refuses a table that is not square', () => {
    expect(() =>
      cohensKappa([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toThrow(RangeError);
  });
});
