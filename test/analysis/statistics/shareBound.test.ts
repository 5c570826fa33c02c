import { describe, expect, it } from 'vitest';
import { isAtMost } from '../../../analysis/statistics/shareBound.ts';

describe('the bound of a share', () => {
  // Clopper-Pearson, one-sided 95 %: 0 of 59 has the upper bound 1 - .05^(1/59) = .0495, 0 of 58 .0503; 2 of 100 has .0616.
  it.each<[number, number, number, boolean]>([
    [0, 59, 0.05, true],
    [0, 58, 0.05, false],
    [2, 100, 0.062, true],
    [2, 100, 0.061, false],
    [0, 0, 0.99, false],
    [5, 5, 0.99, false],
  ])('of %i in %i lies at or below %f: %s', (count, of, limit, expected) => {
    expect(isAtMost(count, of, { limit, alpha: 0.05 })).toBe(expected);
  });
});
