import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemarTest } from '../../../analysis/statistics/mcnemar.ts';
import { createRandom } from '../../../analysis/statistics/random.ts';
import { signFlipTest, wholeSignFlipTest } from '../../../analysis/statistics/signFlip.ts';

const random = createRandom(1);
const alone = (differences: readonly number[]) => differences.map((difference) => [difference]);
const difference = fc.integer({ min: -20, max: 20 });
const clusterLists = fc.array(fc.array(difference, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 10 });

describe('the sign-flip test', () => {
  it('is the published one for Darwin’s Zea mays: 1,726 of 32,768 patterns (Fisher 1935, sec. 21)', () => {
    // scipy.stats.permutation_test(permutation_type='samples', n_resamples=inf) says the same.
    const zeaMays = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
    expect(signFlipTest(alone(zeaMays), { random })).toEqual({ p: 1726 / 32768, method: 'exact' });
  });

  it('draws patterns above 15 clusters, and comes near the p of all 2^20', () => {
    // In Python with NumPy, all 2^20 totals: .1953754.
    const scores = [
      0.55, 0.85, 0.28, -0.34, 0.1, -0.44, 0.61, 1.89, 0.06, -0.07, 1.04, 0.91, 0.66, -0.38, 0.52, 1.25, -0.79, 0.09,
      -1.35, -0.74,
    ];
    const test = signFlipTest(alone(scores), { random: createRandom(1), flips: 20_000 });
    expect(test?.method).toBe('monteCarlo');
    // Four standard errors.
    expect(Math.abs((test?.p ?? 1) - 0.1953754)).toBeLessThan(0.0112);
  });

  it('never says 0: the pattern seen counts as one', () => {
    const test = signFlipTest(alone(Array.from({ length: 40 }, () => 1)), { random, flips: 999 });
    expect(test).toEqual({ p: 1 / 1000, method: 'monteCarlo' });
  });

  it('flips a cluster as one', () => {
    // Six pairs that all rise: alone 2 of 64 patterns, as two clusters 2 of 4.
    expect(signFlipTest(alone([1, 1, 1, 1, 1, 1]), { random })?.p).toBe(2 / 64);
    const pairs = [
      [1, 1, 1],
      [1, 1, 1],
    ];
    expect(signFlipTest(pairs, { random })?.p).toBe(1 / 2);
  });

  it('takes totals that only rounding tells apart as equal', () => {
    // .1 + .2 and .3 differ in floating point: with exact sums, 4 of 8 patterns total ±.6 or 0.
    expect(signFlipTest(alone([0.1, 0.2, -0.3]), { random })?.p).toBe(1);
    expect(signFlipTest([[0.1, 0.2, -0.3]], { random })?.p).toBe(1);
  });

  it('is 1 where nothing differs, none without clusters', () => {
    expect(signFlipTest(alone([0, 0, 0]), { random })).toEqual({ p: 1, method: 'exact' });
    expect(signFlipTest([], { random })).toBeNull();
  });

  it('is in (0, 1], the same with head and base exchanged, on another scale, and with equal pairs added', () => {
    fc.assert(
      fc.property(clusterLists, fc.constantFrom(-1, 0.01, 1_000), (clusters, factor) => {
        const p = signFlipTest(clusters, { random })?.p ?? Number.NaN;
        expect(0 < p && p <= 1).toBe(true);
        const scaled = clusters.map((list) => list.map((each) => each * factor));
        expect(signFlipTest(scaled, { random })?.p).toBe(p);
        expect(signFlipTest([...clusters, [0], [0]], { random })?.p).toBe(p);
      }),
    );
  });

  it('refuses an empty cluster, a difference that is not finite, and no flips', () => {
    expect(() => signFlipTest([[1], []], { random })).toThrow(RangeError);
    expect(() => signFlipTest([[Number.POSITIVE_INFINITY]], { random })).toThrow(RangeError);
    expect(() => signFlipTest([[1]], { random, flips: 0.5 })).toThrow(RangeError);
  });
});

describe('the sign-flip test of whole differences', () => {
  it('is the published one for Darwin’s Zea mays', () => {
    const zeaMays = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
    expect(wholeSignFlipTest(alone(zeaMays))).toBeCloseTo(1726 / 32768, 14);
  });

  it('is the exact p of McNemar’s test, where every cluster is one pair', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.nat(50), (headOnly, baseOnly, equal) => {
        const pairs = [headOnly, baseOnly, equal].flatMap((count, kind) => Array(count).fill([1, -1, 0][kind] ?? 0));
        const { p } = mcnemarTest({ headOnly, baseOnly });
        expect(wholeSignFlipTest(alone(pairs)) / p).toBeCloseTo(1, 9);
      }),
    );
  });

  it('is the one that looks at every pattern, where that can', () => {
    fc.assert(
      fc.property(clusterLists, (clusters) => {
        expect(wholeSignFlipTest(clusters)).toBeCloseTo(signFlipTest(clusters, { random })?.p ?? Number.NaN, 12);
      }),
    );
  });

  it('comes near the one that draws patterns, where that has to', () => {
    const clusters = Array.from({ length: 60 }, (_, at) => Array(1 + (at % 4)).fill((at % 3) - 0.5 > 0 ? 1 : -1));
    const drawn = signFlipTest(clusters, { random: createRandom(2), flips: 20_000 });
    expect(drawn?.method).toBe('monteCarlo');
    // Four standard errors.
    expect(Math.abs(wholeSignFlipTest(clusters) - (drawn?.p ?? 0))).toBeLessThan(0.0142);
  });

  it('can not be small with few clusters, however many their pairs', () => {
    const clusters = Array.from({ length: 5 }, () => Array(100).fill(-1));
    expect(wholeSignFlipTest(clusters)).toBe(2 / 2 ** 5);
  });

  it('is 1 where nothing differs', () => {
    expect(wholeSignFlipTest([[0], [1, -1]])).toBe(1);
    expect(wholeSignFlipTest([])).toBe(1);
  });

  it('refuses an empty cluster and a fraction', () => {
    expect(() => wholeSignFlipTest([[1], []])).toThrow(RangeError);
    expect(() => wholeSignFlipTest([[0.5]])).toThrow(RangeError);
  });
});
