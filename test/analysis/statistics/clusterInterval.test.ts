import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterTInterval } from '../../../analysis/statistics/clusterInterval.ts';

const equalClusters = (count: number, size: number) => Array.from({ length: count }, () => Array<number>(size).fill(0));
const widthOf = (clusters: readonly (readonly number[])[]) => {
  const { low, high } = clusterTInterval(clusters) ?? { low: 0, high: 0 };
  return high - low;
};

const difference = fc.constantFrom(-1, 0, 1);
const clusterLists = fc.array(fc.array(difference, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 20 });

describe('the t interval over clusters', () => {
  // In Python: the halves as rows with weight ½; t quantiles as in the tables.
  it.each([
    {
      clusters: [...Array(3).fill([-1, -1, 0, 0]), ...Array(9).fill([0, 0, 0, 0])],
      value: -0.125,
      low: -0.3128182854,
      high: 0.0985325711,
    },
    { clusters: [[-1, -1], [0, 0], [1, 0, 0], [-1]], value: -0.25, low: -1, high: 0.7709642765 },
    { clusters: [[0, 0], [0, 0, 0], [0]], value: 0, low: -1, high: 1 },
  ])('of $clusters is that of a second program, cut at −1 and 1', ({ clusters, value, low, high }) => {
    const interval = clusterTInterval(clusters);
    expect(interval?.value).toBe(value);
    expect(interval?.low).toBeCloseTo(low, 9);
    expect(interval?.high).toBeCloseTo(high, 9);
  });

  it('has a width where no cluster differs, by their number and not by that of their pairs', () => {
    expect(clusterTInterval(equalClusters(38, 50))?.low).toBeLessThan(-0.05);
    expect(clusterTInterval(equalClusters(39, 50))?.low).toBeGreaterThan(-0.05);
    expect(clusterTInterval(equalClusters(39, 2))?.low).toBeGreaterThan(-0.05);
  });

  it('does not take a large cluster and many small ones for many', () => {
    const uneven = [...equalClusters(1, 60), ...equalClusters(60, 1)];
    expect(widthOf(uneven)).toBeGreaterThan(5 * widthOf(equalClusters(61, 2)));
  });

  it("is wider where the pairs of a cluster agree than where they don't", () => {
    const together = Array.from({ length: 40 }, (_, at) => Array<number>(4).fill(at % 4 === 0 ? -1 : 0));
    const apart = Array.from({ length: 40 }, () => [-1, 0, 0, 0]);
    expect(widthOf(together)).toBeGreaterThan(2 * widthOf(apart));
  });

  it('is none below two clusters', () => {
    expect(clusterTInterval([])).toBeNull();
    expect(clusterTInterval([[1, 1, 0]])).toBeNull();
  });

  it('lies in [−1, 1] and turns with head and base exchanged', () => {
    fc.assert(
      fc.property(clusterLists, (clusters) => {
        const { low, high } = clusterTInterval(clusters) ?? { low: Number.NaN, high: Number.NaN };
        expect(-1 <= low && low < high && high <= 1).toBe(true);
        const turned = clusterTInterval(clusters.map((list) => list.map((each) => -each)));
        expect(turned?.low).toBeCloseTo(-high, 12);
        expect(turned?.high).toBeCloseTo(-low, 12);
      }),
    );
  });

  it('holds the difference seen, at any confidence', () => {
    // 100 clusters that only lose, at 50 %: without the clamp from −.992 to −.969.
    expect(
      clusterTInterval(
        equalClusters(100, 1).map(() => [-1]),
        0.5,
      ),
    ).toMatchObject({ value: -1, low: -1 });
    fc.assert(
      fc.property(clusterLists, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (clusters, confidence) => {
        const { value, low, high } = clusterTInterval(clusters, confidence) ?? { value: 0, low: 1, high: -1 };
        expect(low <= value && value <= high).toBe(true);
      }),
    );
  });

  it('refuses an empty cluster and a difference out of range', () => {
    expect(() => clusterTInterval([[1], []])).toThrow(RangeError);
    expect(() => clusterTInterval([[1], [2]])).toThrow(RangeError);
    expect(() => clusterTInterval([[1], [Number.NaN]])).toThrow(RangeError);
  });
});
