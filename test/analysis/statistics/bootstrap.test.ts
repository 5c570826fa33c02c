import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapMeanDifference } from '../../../analysis/statistics/bootstrap.ts';
import type { Clusters } from '../../../analysis/statistics/clusters.ts';
import { createRandom, type Random } from '../../../foundation/random.ts';

/** Draws every sample of `size` out of `size` once: the bootstrap distribution itself, without chance. */
function everyResample(size: number): Random {
  let draw = 0;
  return () => {
    const [resample, position] = [Math.floor(draw / size), draw % size];
    draw += 1;
    return ((Math.floor(resample / size ** position) % size) + 0.5) / size;
  };
}

const difference = fc.integer({ min: -10, max: 10 });
const clusterLists = fc.array(fc.array(difference, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 8 });
// Darwin's 15 pairs of Zea mays: crossed less self-fertilised, in eighths of an inch (Fisher 1935, sec. 17).
const ZEA_MAYS = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

describe('the cluster bootstrap of a mean difference', () => {
  // In Python: all resamples by itertools.product, scipy.stats.norm for the levels, numpy.quantile for the ends.
  it.each([
    { clusters: [[1, 0], [0], [-1, 0, 0], [1, 1]], value: 0.25, low: -0.28140147, high: 0.78509598 },
    { clusters: [[0, 0.1], [0.2], [3], [1, 0, 1]], value: 0.7571428571, low: 0.14, high: 2.3 },
    { clusters: [[0.4], [0.1], [2.5], [0.3], [-0.2]], value: 0.62, low: 0.06, high: 1.98780807 },
  ])('of $clusters over all resamples is that of a second program, in Python', ({ clusters, value, low, high }) => {
    const resamples = clusters.length ** clusters.length;
    const estimate = bootstrapMeanDifference(clusters, { random: everyResample(clusters.length), resamples });
    expect(estimate).toMatchObject({ method: 'bca', clusters: clusters.length, isApproximate: true });
    expect(estimate?.value).toBeCloseTo(value, 9);
    expect(estimate?.low).toBeCloseTo(low, 8);
    expect(estimate?.high).toBeCloseTo(high, 8);
  });

  it('of single pairs is that of scipy.stats.bootstrap (BCa, 200,000 resamples), but for chance', () => {
    const pairs = ZEA_MAYS.map((value) => [value]);
    const estimate = bootstrapMeanDifference(pairs, { random: createRandom(1), resamples: 20_000 });
    expect(estimate?.value).toBeCloseTo(314 / 15, 12);
    expect(Math.abs((estimate?.low ?? 0) - -1.667)).toBeLessThan(0.6);
    expect(Math.abs((estimate?.high ?? 0) - 36.267)).toBeLessThan(0.6);
  });

  it('is wider than one that assumes independent pairs in a cluster', () => {
    const clusters = Array.from({ length: 20 }, (_, index) => Array.from({ length: 5 }, () => (index % 3) - 1));
    const width = (list: Clusters) => {
      const { low, high } = bootstrapMeanDifference(list, { random: createRandom(3) }) ?? { low: 0, high: 0 };
      return high - low;
    };
    expect(width(clusters)).toBeGreaterThan(2 * width(clusters.flat().map((value) => [value])));
  });

  it('is called approximate below 20 clusters', () => {
    const estimateOf = (clusters: number) =>
      bootstrapMeanDifference(
        Array.from({ length: clusters }, (_, index) => [index % 2]),
        { random: createRandom(1) },
      );
    expect(estimateOf(19)).toMatchObject({ clusters: 19, isApproximate: true });
    expect(estimateOf(20)).toMatchObject({ clusters: 20, isApproximate: false });
  });

  it('falls back on percentiles, without a width, where all clusters have the same mean', () => {
    const estimate = bootstrapMeanDifference([[0.1, 0.3], [0.2], [0.3, 0.1]], { random: createRandom(1) });
    expect(estimate?.method).toBe('percentile');
    expect(estimate?.value).toBeCloseTo(0.2, 12);
    expect(estimate?.low).toBeCloseTo(0.2, 12);
    expect(estimate?.high).toBeCloseTo(0.2, 12);
  });

  it('falls back on percentiles where all resamples lie on one side', () => {
    expect(bootstrapMeanDifference([[0], [1]], { random: () => 0.9, resamples: 50 })).toEqual({
      value: 0.5,
      low: 1,
      high: 1,
      clusters: 2,
      isApproximate: true,
      method: 'percentile',
    });
  });

  it('is none below two clusters', () => {
    expect(bootstrapMeanDifference([], { random: createRandom(1) })).toBeNull();
    expect(bootstrapMeanDifference([[1, 2, 3]], { random: createRandom(1) })).toBeNull();
  });

  it('is the same for a seed, within the means of clusters, and negated with head and base exchanged', () => {
    fc.assert(
      fc.property(clusterLists, fc.nat(1_000), (clusters, seed) => {
        const estimateOf = (list: Clusters) =>
          bootstrapMeanDifference(list, { random: createRandom(seed), resamples: 200 });
        const estimate = estimateOf(clusters);
        expect(estimateOf(clusters)).toEqual(estimate);
        const { value = 9, low = 9, high = 9 } = estimate ?? {};
        const means = clusters.map((list) => list.reduce((sum, each) => sum + each, 0) / list.length);
        expect(Math.min(...means) <= low + 1e-12 && low <= high && high <= Math.max(...means) + 1e-12).toBe(true);
        const exchanged = estimateOf(clusters.map((list) => list.map((each) => -each)));
        expect(exchanged?.value).toBeCloseTo(-value, 9);
        expect(exchanged?.low).toBeCloseTo(-high, 6);
        expect(exchanged?.high).toBeCloseTo(-low, 6);
      }),
    );
  });

  it('refuses an empty cluster, a difference that is not finite, and no resamples', () => {
    const random = createRandom(1);
    expect(() => bootstrapMeanDifference([[1], []], { random })).toThrow(RangeError);
    expect(() => bootstrapMeanDifference([[1], [Number.NaN]], { random })).toThrow(RangeError);
    expect(() => bootstrapMeanDifference([[1], [2]], { random, resamples: 0 })).toThrow(RangeError);
  });
});
