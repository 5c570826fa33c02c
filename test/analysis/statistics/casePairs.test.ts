import { describe, expect, it } from 'vitest';
import { differenceOf, toPairedCounts } from '../../../analysis/statistics/casePairs.ts';

const pairOf = (head: readonly [number, number], base: readonly [number, number]) => ({
  head: { passed: head[0], of: head[1] },
  base: { passed: base[0], of: base[1] },
});

describe('cases with one row on either side', () => {
  it('are counted whole', () => {
    const pairs = [pairOf([1, 1], [1, 1]), pairOf([1, 1], [0, 1]), pairOf([0, 1], [1, 1]), pairOf([0, 1], [1, 1])];
    expect(toPairedCounts(pairs)).toEqual({ both: 1, headOnly: 1, baseOnly: 2, neither: 0 });
    expect(pairs.map(differenceOf)).toEqual([0, 1, -1, -1]);
  });
});

describe('cases with several rows', () => {
  const total = (pairs: Parameters<typeof toPairedCounts>[0]) =>
    Object.values(toPairedCounts(pairs)).reduce((sum, count) => sum + count, 0);

  it('are worth as many pairs as they have rows, where the sides have equally many', () => {
    expect(total(Array.from({ length: 60 }, () => pairOf([2, 2], [2, 2])))).toBeCloseTo(120, 9);
  });

  it('are worth little more than one where a side has a single row', () => {
    expect(total([pairOf([9, 9], [1, 1])])).toBeCloseTo(1.8, 9);
  });

  it('don’t make up for cases with a single row', () => {
    const one = pairOf([1, 1], [1, 1]);
    expect(total([...Array.from({ length: 59 }, () => one), pairOf([500, 500], [500, 500])])).toBeLessThan(61.02);
  });

  it('split by the shares that pass', () => {
    const { both, headOnly, baseOnly, neither } = toPairedCounts([pairOf([1, 2], [1, 2])]);
    expect([both, headOnly, baseOnly, neither]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it('are none where there are none', () => {
    expect(toPairedCounts([])).toEqual({ both: 0, headOnly: 0, baseOnly: 0, neither: 0 });
  });
});
