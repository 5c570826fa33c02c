import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelPermutationTest } from '../../../analysis/statistics/labelPermutation.ts';
import { mcnemarTest } from '../../../analysis/statistics/mcnemar.ts';
import { type RunValues, runDifference, runPermutationTest } from '../../../analysis/statistics/runPermutation.ts';
import { signFlipTest } from '../../../analysis/statistics/signFlip.ts';

const bit = fc.constantFrom(0, 1);
const runs = (count: number) => fc.array(bit, { minLength: count, maxLength: count });
const casesOf = (head: number, base: number, most: number) =>
  fc.array(fc.record({ head: runs(head), base: runs(base) }), { minLength: 1, maxLength: most });
const toPasses = (values: readonly number[]) => ({ passed: values.reduce((a, b) => a + b, 0), of: values.length });

/** All ways to choose so many of the indexes. */
function choices(count: number, chosen: number, from = 0): readonly (readonly number[])[] {
  if (chosen === 0) return [[]];
  return Array.from({ length: Math.max(0, count - from) }, (_, index) => from + index).flatMap((first) =>
    choices(count, chosen - 1, first + 1).map((rest) => [first, ...rest]),
  );
}

/** The test by going through all deals. */
function enumerated(clusters: readonly (readonly RunValues[])[]): { p: number; midP: number } {
  const differences = (values: readonly (readonly (number | undefined)[])[], ours: readonly number[]) => {
    const mean = (all: readonly number[]) => all.reduce((a, b) => a + b, 0) / all.length;
    return values.reduce((total, ofCase) => {
      const [head, base] = [true, false].map((isOurs) =>
        mean(ofCase.map((value) => value ?? 0).filter((_, index) => ours.includes(index) === isOurs)),
      );
      return total + (head ?? 0) - (base ?? 0);
    }, 0);
  };
  let totals: readonly number[] = [0];
  let seen = 0;
  for (const cases of clusters) {
    const values = cases.map(({ head, base }) => [...head, ...base]);
    const ours = cases[0]?.head.length ?? 0;
    seen += differences(
      values,
      Array.from({ length: ours }, (_, index) => index),
    );
    const all = choices(values[0]?.length ?? 0, ours).map((chosen) => differences(values, chosen));
    totals = totals.flatMap((total) => all.map((one) => total + one));
  }
  const share = (isIn: (total: number) => boolean) => totals.filter(isIn).length / totals.length;
  const tail = Math.min(
    share((total) => total <= seen + 1e-9),
    share((total) => total >= seen - 1e-9),
  );
  return { p: Math.min(1, 2 * tail), midP: Math.min(1, 2 * tail - share((total) => Math.abs(total - seen) < 1e-9)) };
}

describe('the permutation of runs', () => {
  it('is a count of all deals', () => {
    const property = fc.property(
      fc
        .constantFrom([1, 1], [1, 3], [2, 2], [2, 1])
        .chain(([head = 1, base = 1]) => fc.array(casesOf(head, base, 2), { minLength: 1, maxLength: 4 })),
      (clusters) => {
        const [found, expected] = [runPermutationTest(clusters), enumerated(clusters)];
        expect(found.p).toBeCloseTo(expected.p, 10);
        expect(found.midP).toBeCloseTo(expected.midP, 10);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it("is McNemar's exact test for one run a side", () => {
    const property = fc.property(casesOf(1, 1, 30), (cases) => {
      const headOnly = cases.filter(({ head, base }) => (head[0] ?? 0) > (base[0] ?? 0)).length;
      const baseOnly = cases.filter(({ head, base }) => (head[0] ?? 0) < (base[0] ?? 0)).length;
      expect(runPermutationTest(cases.map((one) => [one])).p).toBeCloseTo(mcnemarTest({ headOnly, baseOnly }), 10);
    });
    fc.assert(property);
  });

  it('is the permutation of rows where each case stands alone, and sign flips where clusters have one run a side', () => {
    fc.assert(
      fc.property(casesOf(2, 5, 20), (cases) => {
        const pairs = cases.map(({ head, base }) => ({ head: toPasses(head), base: toPasses(base) }));
        expect(runPermutationTest(cases.map((one) => [one])).p).toBeCloseTo(labelPermutationTest(pairs), 10);
      }),
    );
    fc.assert(
      fc.property(fc.array(casesOf(1, 1, 4), { minLength: 1, maxLength: 12 }), (clusters) => {
        const differences = clusters.map((cases) => cases.map(runDifference));
        expect(runPermutationTest(clusters).p).toBeCloseTo(signFlipTest(differences), 10);
      }),
    );
  });

  it('takes cases that pass in every earlier run for what they are', () => {
    // Ten of a hundred cases fail now and then, all by themselves; five others fail for the first time.
    const steady = Array.from({ length: 85 }, () => [{ head: [1], base: Array<number>(10).fill(1) }]);
    const moody = Array.from({ length: 10 }, (_, index) => [
      { head: [index % 2], base: Array.from({ length: 10 }, (__, run) => (run + index) % 2) },
    ]);
    const broken = Array.from({ length: 5 }, () => [{ head: [0], base: Array<number>(10).fill(1) }]);
    const p = runPermutationTest([...steady, ...moody, ...broken]).p;
    expect(p).toBeLessThan(0.05);
    // The last of those runs alone says nothing.
    const alone = [...steady, ...moody, ...broken].map((cases) =>
      cases.map(({ head, base }) => ({ head, base: base.slice(-1) })),
    );
    expect(runPermutationTest(alone).p).toBeGreaterThan(0.05);
  });

  it('does without the runs that have no score of a case', () => {
    const whole = [[{ head: [0], base: [1, 1, 0] }], [{ head: [0], base: [1, 1] }]];
    const gaps = [[{ head: [0], base: [1, 1, 0] }], [{ head: [0], base: [1, undefined, 1] }]];
    expect(runPermutationTest(gaps)).toEqual(runPermutationTest(whole));
    expect(runDifference({ head: [undefined, 0.5], base: [1, undefined] })).toBe(-0.5);
    const inGoal = [
      [
        { head: [0], base: [1, undefined, 1] },
        { head: [1], base: [1, 1, 0] },
      ],
    ];
    const asMean = [
      [
        { head: [0], base: [1, 1, 1] },
        { head: [1], base: [1, 1, 0] },
      ],
    ];
    expect(runPermutationTest(inGoal)).toEqual(runPermutationTest(asMean));
  });

  it('is 1 where nothing differs, and refuses a case without a value', () => {
    expect(runPermutationTest([])).toEqual({ p: 1, midP: 1, differing: 0 });
    expect(runPermutationTest([[{ head: [1], base: [1, 1] }]])).toEqual({ p: 1, midP: 1, differing: 0 });
    expect(() =>
      runPermutationTest([
        [
          { head: [undefined], base: [1] },
          { head: [1], base: [1] },
        ],
      ]),
    ).toThrow(RangeError);
  });

  it('takes graded scores', () => {
    const cases = [0.2, 0.4, 0.3, 0.1, 0.5, 0.3].map((drop) => [{ head: [0.9 - drop], base: [0.9, 0.9] }]);
    // All six are the lowest of their three runs: 2 × 3⁻⁶.
    expect(runPermutationTest(cases).p).toBeCloseTo(2 / 3 ** 6, 10);
  });
});
