import { type CasePair, differenceOf } from './casePairs.ts';
import { type ChanceNumber, sumTails, toSteps } from './sumTails.ts';

/**
 * Do head and base pass equally often, case by case? If so, any of a case's rows could equally be head's: p is twice the
 * chance that dealing them out anew to the sides gives a mean difference at least as far in the direction seen. Rows of a
 * case must be independent of each other. Exact, up to the grid of `toSteps`; in (0, 1], 1 where nothing differs.
 *
 * With one row a side it is the exact p of McNemar's test.
 *
 * *Source:* permutation within strata, Fisher 1935, The Design of Experiments; the number of head's passes in a case is
 * hypergeometric.
 */
export function labelPermutationTest(pairs: readonly CasePair[]): number {
  const mixed = pairs.filter(({ head, base }) => {
    const passed = head.passed + base.passed;
    return 0 < passed && passed < head.of + base.of;
  });
  const deals = mixed.map((pair) => ({ seen: differenceOf(pair), outcomes: dealsOf(pair) }));
  const inSteps = toSteps(deals.flatMap(({ outcomes }) => outcomes.map(({ value }) => value)));
  const seen = deals.reduce((sum, deal) => sum + inSteps(deal.seen), 0);
  if (seen === 0) return 1;
  const { atMost, atLeast } = sumTails(
    deals.map(({ outcomes }) => outcomes.map(({ value, chance }) => ({ value: inSteps(value), chance }))),
    seen,
  );
  return Math.min(1, 2 * (seen < 0 ? atMost : atLeast));
}

/** The differences that a case can have if its passes are dealt out by chance. */
function dealsOf({ head, base }: CasePair): ChanceNumber {
  const passed = head.passed + base.passed;
  const [least, most] = [Math.max(0, passed - base.of), Math.min(passed, head.of)];
  const weights = [1];
  for (let ours = least; ours < most; ours += 1) {
    const ratio = ((passed - ours) * (head.of - ours)) / ((ours + 1) * (base.of - passed + ours + 1));
    weights.push((weights.at(-1) ?? 0) * ratio);
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, index) => ({
    value: (least + index) / head.of - (passed - least - index) / base.of,
    chance: weight / total,
  }));
}
