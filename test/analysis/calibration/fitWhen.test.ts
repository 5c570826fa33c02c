import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossFit, type FitRow, fitBands } from '../../../analysis/calibration/fitWhen.ts';
import { isWithin } from '../../../assertions/judges/cascade.ts';

/** `count` rows of a certainty, the first `wrong` of them wrong. */
const rowsAt = (certainty: number | undefined, count: number, wrong = 0): FitRow[] =>
  Array.from({ length: count }, (_, index) => ({ certainty, isWrong: index < wrong, group: `${certainty} ${index}` }));

describe('the bands of a cascade', () => {
  it('take in what is shown to be right, and no more', () => {
    const rows = [...rowsAt(0.01, 300), ...rowsAt(0.3, 100, 40), ...rowsAt(0.7, 100, 40), ...rowsAt(0.99, 300)];
    const { below, above } = fitBands(rows, 0.05);
    expect(below).toBeGreaterThan(0.01);
    expect(below).toBeLessThanOrEqual(0.3);
    expect(above).toBeLessThan(0.99);
    expect(above).toBeGreaterThanOrEqual(0.7);
  });

  it('take in a whole side that is right, up to the middle', () => {
    expect(fitBands([...rowsAt(0.2, 300), ...rowsAt(0.5, 300)], 0.05)).toEqual({ below: 0.201, above: 0.499 });
  });

  it('end at the last row that was measured, however far the next one is', () => {
    const rows = [...rowsAt(0.0123, 300), ...rowsAt(0.3, 100, 40), ...rowsAt(0.99, 300), ...rowsAt(0.9899, 100, 40)];
    expect(fitBands(rows, 0.05)).toEqual({ below: 0.013, above: 0.9899 });
    expect(fitBands([...rowsAt(0, 100), ...rowsAt(1, 100)], 0.05)).toEqual({ below: 0.001, above: 0.999 });
  });

  it('never overlap', () => {
    const { below, above } = fitBands([...rowsAt(0.4999, 300), ...rowsAt(0.5, 300)], 0.05);
    expect(below).toBeLessThanOrEqual(above);
  });

  it('are empty where too few rows show anything: the bound counts, not the share', () => {
    const few = [...rowsAt(0.01, 50), ...rowsAt(0.99, 50)];
    expect(fitBands(few, 0.05)).toEqual({ below: 0, above: 1 });
    // Equal certainties leave one cut, so the whole 5 % are for it: 0 of 59 is shown to lie below .05, 0 of 58 isn't.
    expect(fitBands(rowsAt(0.99, 58), 0.05).above).toBe(1);
    expect(fitBands(rowsAt(0.99, 59), 0.05).above).toBeLessThan(0.99);
  });

  it('never divide equal certainties, and pay for the number of cuts', () => {
    const rows = [...rowsAt(0.99, 59), ...rowsAt(0.6, 59, 30)];
    expect(fitBands(rows, 0.05).above).toBe(1);
    expect(fitBands([...rowsAt(0.99, 80), ...rowsAt(0.6, 59, 30)], 0.05).above).toBeGreaterThanOrEqual(0.6);
  });

  it('leave out rows without certainty and rows without a label', () => {
    const rows = [...rowsAt(undefined, 300, 300), ...rowsAt(0.99, 100)];
    const unlabelled = rowsAt(0.98, 300).map((row) => ({ ...row, isWrong: undefined }));
    expect(fitBands([...rows, ...unlabelled], 0.05)).toEqual(fitBands(rowsAt(0.99, 100), 0.05));
  });

  it('hold the wanted error in the sample, whatever the rows', () => {
    const row = fc.record({
      certainty: fc.double({ min: 0, max: 1, noNaN: true }),
      isWrong: fc.integer({ min: 0, max: 19 }).map((draw) => draw === 0),
      group: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 60, maxLength: 400 }), (rows) => {
        const when = fitBands(rows, 0.15);
        expect(when.below).toBeLessThanOrEqual(when.above + 1e-5);
        const decided = rows.filter(({ certainty }) => isWithin(certainty, when));
        expect(decided.filter(({ isWrong }) => isWrong).length).toBeLessThanOrEqual(0.15 * decided.length);
      }),
    );
  });
});

describe('a cross-fit', () => {
  const noisy = [...rowsAt(0.02, 400, 4), ...rowsAt(0.98, 400, 4), ...rowsAt(0.6, 200, 90)];

  it('gives each row bands fitted without its group, and all rows of a group the same', () => {
    const rows = noisy.map((row, index) => ({ ...row, group: `request ${index % 50}` }));
    const { unseen, folds } = crossFit(rows, 0.05);
    expect(folds).toBe(5);
    const byGroup = Map.groupBy(rows.keys(), (index) => rows[index]?.group);
    for (const members of byGroup.values()) {
      expect(new Set([...members].map((index) => unseen[index])).size).toBe(1);
    }
    expect(new Set(unseen).size).toBe(5);
  });

  it('is not moved by the row that it is for', () => {
    const only: FitRow = { certainty: 0.98, isWrong: true, group: 'only' };
    const [first, second] = [only, { ...only, isWrong: false }].map((row) => crossFit([row, ...noisy], 0.05).unseen[0]);
    expect(first).toEqual(second);
  });

  it('has as many folds as groups where they are few, and the same ones each time', () => {
    const rows = noisy.map((row, index) => ({ ...row, group: `${index % 3}` }));
    expect(crossFit(rows, 0.05)).toMatchObject({ folds: 3 });
    expect(crossFit(rows, 0.05)).toEqual(crossFit(rows, 0.05));
    expect(() => crossFit(rowsAt(0.9, 1), 0.05)).toThrow(/at least two groups, got 1/);
  });
});
