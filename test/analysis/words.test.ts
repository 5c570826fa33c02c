import { describe, expect, it } from 'vitest';
import { amount, count, dollars, percent, percentInterval, plural, points } from '../../analysis/words.ts';

describe('numbers for people', () => {
  it('never round to none or all what is neither', () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(percent)).toEqual([
      '0\u00a0%',
      '0.1\u00a0%',
      '50\u00a0%',
      '99.9\u00a0%',
      '100\u00a0%',
    ]);
  });

  it('have the sign of a difference, and none for nothing', () => {
    expect([0.12, -0.034, 0.001, -0.001].map(points)).toEqual(['+12', '−3', '0', '0']);
    expect(percentInterval({ low: -0.111, high: 0.5 })).toBe('[−11, 50]');
  });

  it('have three digits, and no exponent', () => {
    expect([1234.5, 21, 0.00123, 0].map(amount)).toEqual(['1\u202f235', '21.0', '0.00123', '0']);
    expect(dollars(-0.5)).toBe('−$0.500');
  });

  it('have thin spaces between thousands', () => {
    expect([999, 1000, 1_234_567, -1000].map(count)).toEqual([
      '999',
      '1\u202f000',
      '1\u202f234\u202f567',
      '−1\u202f000',
    ]);
    expect([plural(1, 'case'), plural(2, 'case')]).toEqual(['1 case', '2 cases']);
  });
});
