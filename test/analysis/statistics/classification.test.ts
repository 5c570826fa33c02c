import { describe, expect, it } from 'vitest';
import {
  accuracyOf,
  type ConfusionMatrix,
  countConfusion,
  figuresOfClass,
  mergeClasses,
} from '../../../analysis/statistics/classification.ts';

// By hand: 100 cases, 30 of them positive.
const binary: ConfusionMatrix = {
  classes: ['positive', 'negative'],
  counts: [
    [24, 6],
    [8, 62],
  ],
};

describe('figures of a class', () => {
  it('are those worked out by hand', () => {
    const { support, precision, recall, f1, falsePositiveRate, falseNegativeRate } = figuresOfClass(binary, 'positive');
    expect(support).toBe(30);
    expect(precision).toMatchObject({ value: 24 / 32, count: 24, of: 32 });
    expect(recall).toMatchObject({ value: 24 / 30, count: 24, of: 30 });
    expect(f1?.value).toBeCloseTo(48 / (48 + 8 + 6), 12);
    expect(falsePositiveRate).toMatchObject({ value: 8 / 70, count: 8, of: 70 });
    expect(falseNegativeRate).toMatchObject({ value: 6 / 30, count: 6, of: 30 });
  });

  it("are those of scikit-learn's documented example (classification_report, three classes)", () => {
    const truth = [0, 1, 2, 2, 2];
    const judged = [0, 0, 2, 2, 1];
    const cases = truth.map((label, index) => ({ label: String(label), verdict: String(judged[index]) }));
    const matrix = countConfusion(cases, ['0', '1', '2']);
    const rows = matrix.classes.map((name) => {
      const { precision, recall, f1, support } = figuresOfClass(matrix, name);
      return [precision, recall, f1].map((figure) => figure?.value.toFixed(2)).concat(String(support));
    });
    expect(rows).toEqual([
      ['0.50', '1.00', '0.67', '1'],
      ['0.00', '0.00', '0.00', '1'],
      ['1.00', '0.67', '0.80', '3'],
    ]);
    expect(accuracyOf(matrix)).toMatchObject({ count: 3, of: 5 });
  });

  it('put F1 inside its interval, which rises with F1', () => {
    const { f1 } = figuresOfClass(binary, 'positive');
    expect(f1?.low).toBeLessThan(f1?.value ?? 0);
    expect(f1?.high).toBeGreaterThan(f1?.value ?? 1);
    // Wilson of 24 in 38 is [.4728, .7663]; through 2J ÷ (1 + J).
    expect(f1?.low).toBeCloseTo(0.6421, 3);
    expect(f1?.high).toBeCloseTo(0.8677, 3);
  });

  it('are none, neither 0 nor NaN, where there is nothing to divide by', () => {
    const matrix = countConfusion([{ label: 'b', verdict: 'b' }], ['a', 'b']);
    expect(figuresOfClass(matrix, 'a')).toMatchObject({
      support: 0,
      precision: null,
      recall: null,
      f1: null,
      falsePositiveRate: { value: 0, of: 1 },
      falseNegativeRate: null,
    });
    expect(figuresOfClass(matrix, 'b').falsePositiveRate).toBeNull();
    expect(accuracyOf(countConfusion([], ['a', 'b']))).toBeNull();
  });
});

describe('merging classes', () => {
  it('adds up what lies within each side', () => {
    const matrix: ConfusionMatrix = {
      classes: ['full', 'partial', 'compliance'],
      counts: [
        [10, 2, 1],
        [3, 4, 5],
        [6, 7, 50],
      ],
    };
    expect(mergeClasses(matrix, ['full', 'partial'])).toEqual({
      classes: ['positive', 'negative'],
      counts: [
        [19, 6],
        [13, 50],
      ],
    });
    expect(() => mergeClasses(matrix, ['refused'])).toThrow(/expected one of full, partial, compliance, got refused/);
  });
});

describe('counting', () => {
  it('refuses a class that is none of the given', () => {
    expect(() => countConfusion([{ label: 'a', verdict: 'x' }], ['a'])).toThrow(RangeError);
  });
});
