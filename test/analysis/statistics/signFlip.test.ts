import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemarTest } from '../../../analysis/statistics/mcnemar.ts';
import { signFlipTest } from '../../../analysis/statistics/signFlip.ts';

const alone = (differences: readonly number[]) => differences.map((difference) => [difference]);
const difference = fc.integer({ min: -20, max: 20 });
const clusterLists = fc.array(fc.array(difference, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 10 });

/** The definition: looks at every pattern of signs. */
function shareOfPatterns(clusters: readonly (readonly number[])[]): number {
  const sums = clusters.map((list) => list.reduce((total, each) => total + each, 0));
  const seen = Math.abs(sums.reduce((total, sum) => total + sum, 0));
  const totals = sums.reduce<number[]>((all, sum) => all.flatMap((total) => [total + sum, total - sum]), [0]);
  return totals.filter((total) => Math.abs(total) >= seen).length / totals.length;
}

describe('the sign-flip test', () => {
  it('is the published one for Darwin’s Zea mays: 1,726 of 32,768 patterns (Fisher 1935, sec. 21)', () => {
    // scipy.stats.permutation_test(permutation_type='samples', n_resamples=inf) says the same.
    const zeaMays = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
    expect(shareOfPatterns(alone(zeaMays))).toBe(1726 / 32768);
    expect(signFlipTest(alone(zeaMays))).toBeCloseTo(1726 / 32768, 14);
  });

  it('is the exact p of McNemar’s test, where every cluster is one pair', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.nat(50), (headOnly, baseOnly, equal) => {
        const pairs = [headOnly, baseOnly, equal].flatMap((count, kind) => Array(count).fill([1, -1, 0][kind] ?? 0));
        const p = mcnemarTest({ headOnly, baseOnly });
        expect(signFlipTest(alone(pairs)) / p).toBeCloseTo(1, 9);
      }),
    );
  });

  it('is the share of patterns as far from 0, the same with head and base exchanged, and with equal pairs added', () => {
    fc.assert(
      fc.property(clusterLists, (clusters) => {
        const p = signFlipTest(clusters);
        expect(0 < p && p <= 1).toBe(true);
        expect(p).toBeCloseTo(shareOfPatterns(clusters), 12);
        expect(signFlipTest(clusters.map((list) => list.map((each) => -each)))).toBe(p);
        expect(signFlipTest([...clusters, [0], [0]])).toBe(p);
      }),
    );
  });

  it('agrees with all 2^20 patterns of twenty clusters', () => {
    const clusters = Array.from({ length: 20 }, (_, at) => Array(1 + (at % 4)).fill((at % 3) - 0.5 > 0 ? 1 : -1));
    expect(signFlipTest(clusters)).toBeCloseTo(shareOfPatterns(clusters), 12);
  });

  it('flips a cluster as one', () => {
    // Six pairs that all rise: alone 2 of 64 patterns, as two clusters 2 of 4.
    expect(signFlipTest(alone([1, 1, 1, 1, 1, 1]))).toBe(2 / 64);
    const pairs = [
      [1, 1, 1],
      [1, 1, 1],
    ];
    expect(signFlipTest(pairs)).toBe(1 / 2);
  });

  it('can not be small with few clusters, however many their pairs', () => {
    const clusters = Array.from({ length: 5 }, () => Array(100).fill(-1));
    expect(signFlipTest(clusters)).toBe(2 / 2 ** 5);
  });

  it('is 1 where nothing differs', () => {
    expect(signFlipTest([[0], [1, -1]])).toBe(1);
    expect(signFlipTest([])).toBe(1);
  });

  it('refuses an empty cluster and a fraction', () => {
    expect(() => signFlipTest([[1], []])).toThrow(RangeError);
    expect(() => signFlipTest([[0.5]])).toThrow(RangeError);
    expect(() => signFlipTest([[Number.POSITIVE_INFINITY]])).toThrow(RangeError);
  });
});
