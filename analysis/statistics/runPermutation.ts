import { sum } from './arithmetic.ts';
import { type ChanceNumber, sumTails, toSteps } from './sumTails.ts';

/**
 * One case's value in each run of a side, in [0, 1]: the share of its rows that pass, or their mean score. The runs stand in
 * the same order in every case of a cluster; undefined where a run has no score of the case. Each side has at least one value.
 */
export interface RunValues {
  readonly head: readonly (number | undefined)[];
  readonly base: readonly (number | undefined)[];
}

export interface RunPermutation {
  /** Two-sided, in (0, 1]; 1 where nothing differs. */
  readonly p: number;
  /** The same with the outcome seen counted by half, in (0, 1]. */
  readonly midP: number;
  /** Clusters whose runs are not all equal. */
  readonly differing: number;
}

/** Mean over the runs of head less that over the runs of base; in [-1, 1]. */
export const runDifference = ({ head, base }: RunValues): number => meanOf(head) - meanOf(base);

/**
 * Is head like any run of base? If so, each cluster's runs could be dealt out to the sides in any other way: p is twice the
 * chance that dealing them out anew, cluster by cluster, gives a mean difference at least as far in the direction seen. All
 * cases of a cluster are dealt out together, so they may be correlated in any way within a run. Runs must be exchangeable if
 * nothing has changed: separate runs, each with as many rows of a case as the others.
 *
 * Exact, up to the grid of `toSteps`. With one run a side it is the sign-flip test over the clusters, and McNemar's exact test
 * if each cluster is one case that passes or fails. Several runs of base show which cases vary by themselves, so that the
 * others count for more. In a cluster of several cases, a value that is missing is taken as the mean of its case's others on
 * that side.
 *
 * *Source:* permutation within strata, Fisher 1935, The Design of Experiments; mid-p: Lancaster 1961, J. Am. Stat. Assoc.
 * 56:223–234.
 *
 * @throws RangeError for a case without a value on a side
 */
export function runPermutationTest(clusters: readonly (readonly RunValues[])[]): RunPermutation {
  const mixed = clusters.map(toDeal).filter(({ values }) => values.some((value) => value !== values[0]));
  const heaviest = Math.max(...mixed.map(({ weight }) => weight));
  const scaled = mixed.map(({ values, ours, weight }) => ({
    ours,
    values: values.map((value) => value * (weight / heaviest)),
  }));
  const inSteps = toSteps(scaled.flatMap(({ values }) => values));
  const deals = scaled.map(({ values, ours }) => ({ ours, steps: values.map(inSteps) }));
  const seen = sum(deals.flatMap(({ steps, ours }) => steps.slice(0, ours)));
  const { atMost, atLeast } = sumTails(
    deals.map(({ steps, ours }) => sumsOfDeals(steps, ours)),
    seen,
  );
  const tail = Math.min(atMost, atLeast);
  const asSeen = Math.max(0, atMost + atLeast - 1);
  return {
    p: Math.min(1, 2 * tail),
    midP: Math.min(1, Math.max(Number.MIN_VALUE, 2 * tail - asSeen)),
    differing: mixed.length,
  };
}

/** The runs of a cluster, head's first. */
interface Deal {
  readonly values: readonly number[];
  readonly ours: number;
  /** What a unit of the sum of head's values adds to the difference of the means. */
  readonly weight: number;
}

function toDeal(cases: readonly RunValues[]): Deal {
  const [only] = cases;
  const [head, base] = (['head', 'base'] as const).map((side) =>
    cases.length === 1 && only !== undefined ? present(only[side]) : addUp(cases.map((one) => filled(one[side]))),
  ) as [readonly number[], readonly number[]];
  return { values: [...head, ...base], ours: head.length, weight: 1 / head.length + 1 / base.length };
}

const addUp = (cases: readonly (readonly number[])[]): readonly number[] =>
  (cases[0] ?? []).map((_, run) => sum(cases.map((values) => values[run] ?? 0)));

function filled(values: RunValues['head']): readonly number[] {
  const mean = meanOf(values);
  return values.map((value) => value ?? mean);
}

function meanOf(values: RunValues['head']): number {
  const found = present(values);
  if (found.length === 0) throw new RangeError('runs: expected a value of every case on either side, got none');
  return sum(found) / found.length;
}

const present = (values: RunValues['head']): readonly number[] => values.filter((value) => value !== undefined);

/** The sums that so many of the values can have, each with its chance if all choices are equally likely. */
function sumsOfDeals(values: readonly number[], chosen: number): ChanceNumber {
  // By the number of values chosen: the chance of each sum, for values that come in order.
  let byCount: readonly ReadonlyMap<number, number>[] = [new Map([[0, 1]])];
  for (const value of values) {
    const next = byCount
      .slice(0, chosen)
      .map((sums) => new Map([...sums].map(([total, ways]) => [total + value, ways])));
    byCount = Array.from({ length: Math.min(chosen, byCount.length) + 1 }, (_, count) =>
      merged(byCount[count], next[count - 1]),
    );
  }
  const sums = [...(byCount[chosen] ?? [])];
  const all = sum(sums.map(([, ways]) => ways));
  return sums.map(([value, ways]) => ({ value, chance: ways / all }));
}

function merged(
  left: ReadonlyMap<number, number> = new Map(),
  right: ReadonlyMap<number, number> = new Map(),
): ReadonlyMap<number, number> {
  const all = new Map(left);
  for (const [total, ways] of right) all.set(total, (all.get(total) ?? 0) + ways);
  return all;
}
