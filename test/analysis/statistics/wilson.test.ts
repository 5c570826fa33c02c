import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonProportion } from '../../../analysis/statistics/wilson.ts';

describe('a Wilson score interval', () => {
  // Newcombe 1998, Stat. Med. 17:857–872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is the published one', (count, of, low, high) => {
    const interval = wilsonProportion(count, of);
    expect(interval).toMatchObject({ value: count / of, count, of });
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  it('is none where there was nothing to count', () => {
    expect(wilsonProportion(0, 0)).toBeNull();
  });

  it('holds its value, lies in [0, 1], has a width, and is mirrored for the opposite count', () => {
    const counts = fc
      .integer({ min: 1, max: 100_000 })
      .chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));
    fc.assert(
      fc.property(counts, ([count, of]) => {
        const { value = Number.NaN, low = Number.NaN, high = Number.NaN } = wilsonProportion(count, of) ?? {};
        expect(0 <= low && low <= value && value <= high && high <= 1 && low < high).toBe(true);
        expect(wilsonProportion(of - count, of)?.high).toBeCloseTo(1 - low, 10);
      }),
    );
  });

  it('widens with the confidence level', () => {
    const [usual, wide] = [wilsonProportion(5, 20), wilsonProportion(5, 20, 2.5758293035489)];
    expect((wide?.high ?? 0) - (wide?.low ?? 0)).toBeGreaterThan((usual?.high ?? 0) - (usual?.low ?? 0));
  });

  it.each([
    [3, 2],
    [-1, 2],
    [0.5, 2],
    [Number.NaN, 2],
  ])('refuses %d of %d', (count, of) => {
    expect(() => wilsonProportion(count, of)).toThrow(RangeError);
  });
});
