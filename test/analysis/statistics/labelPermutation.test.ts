import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CasePair } from '../../../analysis/statistics/casePairs.ts';
import { labelPermutationTest } from '../../../analysis/statistics/labelPermutation.ts';
import { mcnemarTest } from '../../../analysis/statistics/mcnemar.ts';

const pairOf = (head: readonly [number, number], base: readonly [number, number]): CasePair => ({
  head: { passed: head[0], of: head[1] },
  base: { passed: base[0], of: base[1] },
});
const several = (count: number, pair: CasePair) => Array.from({ length: count }, () => pair);

/** Every way to deal the rows of all cases to the sides, tried one by one. */
function byHand(pairs: readonly CasePair[]): number {
  const dealsOf = ({ head, base }: CasePair) => {
    const rows = Array.from({ length: head.of + base.of }, (_, at) => at < head.passed + base.passed);
    const deals: number[] = [];
    for (let mask = 0; mask < 2 ** rows.length; mask += 1) {
      const ours = rows.filter((_, at) => (mask >> at) & 1);
      if (ours.length !== head.of) continue;
      const passed = ours.filter(Boolean).length;
      deals.push(passed / head.of - (head.passed + base.passed - passed) / base.of);
    }
    return deals;
  };
  const totals = pairs.map(dealsOf).reduce((sums, deals) => sums.flatMap((sum) => deals.map((one) => sum + one)), [0]);
  const seen = pairs.reduce((sum, { head, base }) => sum + head.passed / head.of - base.passed / base.of, 0);
  if (Math.abs(seen) < 1e-9) return 1;
  const asFar = totals.filter((total) => (seen < 0 ? total <= seen + 1e-9 : total >= seen - 1e-9));
  return Math.min(1, (2 * asFar.length) / totals.length);
}

const passes = fc.integer({ min: 1, max: 3 }).chain((of) => fc.tuple(fc.nat(of), fc.constant(of)));
const pair = fc.tuple(passes, passes).map(([head, base]) => pairOf(head, base));

describe('the permutation of rows within cases', () => {
  it('is McNemar’s exact test where each side has one row', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.nat(30), (headOnly, baseOnly, both) => {
        const pairs = [
          ...several(headOnly, pairOf([1, 1], [0, 1])),
          ...several(baseOnly, pairOf([0, 1], [1, 1])),
          ...several(both, pairOf([1, 1], [1, 1])),
        ];
        expect(labelPermutationTest(pairs)).toBeCloseTo(mcnemarTest({ headOnly, baseOnly }), 12);
      }),
    );
  });

  it('is what trying every deal gives', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 4 }), (pairs) => {
        expect(labelPermutationTest(pairs)).toBeCloseTo(byHand(pairs), 9);
      }),
    );
  });

  it('is Fisher’s exact test, its smaller tail doubled, in a single case', () => {
    // 1 of 10 against 11 of 14: (C(12, 0) C(12, 10) + C(12, 1) C(12, 9)) ÷ C(24, 10) on the one side.
    expect(labelPermutationTest([pairOf([1, 10], [11, 14])])).toBeCloseTo(2 * 0.001379728092, 10);
  });

  it('is 1 where nothing differs, or there is nothing', () => {
    expect(labelPermutationTest([])).toBe(1);
    expect(labelPermutationTest([pairOf([3, 3], [1, 1]), pairOf([0, 2], [0, 1])])).toBe(1);
  });

  it('takes any numbers of rows, in bounded time', () => {
    const odd = Array.from({ length: 2_000 }, (_, at) => pairOf([at % 7, 7 + (at % 6)], [3 + (at % 8), 11 + (at % 5)]));
    const p = labelPermutationTest(odd);
    expect(p > 0 && p <= 1).toBe(true);
  });
});
