import { crossTable, differenceOf, isSingle, type Passes, passShare } from '../statistics/casePairs.ts';
import type { PairedCounts } from '../statistics/pairedDifference.ts';
import { type Estimate, type Proportion, wilsonInterval } from '../statistics/wilson.ts';
import type { CaseTally } from './caseTally.ts';
import type { Standing } from './metricTable.ts';

/** The tests of a metric by their result on one side; each test is in one of the counts. */
export type StandingCounts = Readonly<Record<Standing['kind'], number>>;

export interface MetricCounts {
  /** Cases that have the metric on at least one side. */
  readonly cases: number;
  /** Tests, those that head lacks among the missing ones. */
  readonly head: StandingCounts;
  /** Tests; a test that base lacks is new. */
  readonly base: StandingCounts;
  /** New cases: base has no row of them. */
  readonly onlyInHead: number;
  /** Cases that head has no row of. */
  readonly onlyInBase: number;
  /** Cases scored on both sides. */
  readonly compared: number;
  /** The same by their results: whole where each has one row a side, else shares. */
  readonly pairs: PairedCounts;
  /** Those that pass less in head, and those that pass more. */
  readonly broken: number;
  readonly mended: number;
  /** What correlated rows of pairs share; null where no two share anything. */
  readonly clusteredBy: 'goal' | 'case' | null;
  /** Passes of a side's scored cases, each by the share of its rows that pass, with Wilson's 95 % interval; null without any. */
  readonly headRate: Proportion | null;
  readonly baseRate: Proportion | null;
  /** Head's if every test without a score had failed; absent where there is none. */
  readonly headRateIfFailed?: Estimate;
}

export function countCases(cases: readonly CaseTally[]): MetricCounts {
  const pairs = cases.filter(isPair);
  const differences = pairs.map(differenceOf);
  const headRateIfFailed = cases.some(({ head }) => head.gaps > 0)
    ? rateOf(cases.map(({ head }) => ({ passed: head.passed, of: head.of + head.gaps })))
    : null;
  return {
    cases: cases.length,
    head: countStandings(cases, 'head'),
    base: countStandings(cases, 'base'),
    onlyInHead: cases.filter(({ tests }) => tests.every(({ cell }) => cell.base.length === 0)).length,
    onlyInBase: cases.filter(({ tests }) => tests.every(({ cell }) => cell.head.length === 0)).length,
    compared: pairs.length,
    pairs: crossTable(pairs),
    broken: differences.filter((difference) => difference < 0).length,
    mended: differences.filter((difference) => difference > 0).length,
    clusteredBy: clusteredBy(pairs),
    headRate: rateOf(cases.map(({ head }) => head)),
    baseRate: rateOf(cases.map(({ base }) => base)),
    ...(headRateIfFailed === null ? {} : { headRateIfFailed }),
  };
}

/** `goal` if a goal has several of these cases, else `case` if a case has several rows on a side; null if each stands alone. */
function clusteredBy(pairs: readonly CaseTally[]): MetricCounts['clusteredBy'] {
  if (sharesGoal(pairs)) return 'goal';
  return pairs.every(isSingle) ? null : 'case';
}

/** Whether several of the cases have the same goal. The bare goal, without a wrapper, is one of its cases. */
export function sharesGoal(cases: readonly CaseTally[]): boolean {
  return new Set(cases.map(({ cluster }) => cluster)).size < cases.length;
}

/** Whether a case is scored on both sides. */
export function isPair({ head, base }: CaseTally): boolean {
  return head.of > 0 && base.of > 0;
}

function countStandings(cases: readonly CaseTally[], side: 'head' | 'base'): StandingCounts {
  const absent = side === 'head' ? cases.reduce((sum, { head }) => sum + head.absent, 0) : 0;
  const counts = { scored: 0, unscored: 0, errored: 0, missing: absent, contradictory: 0, faulty: 0 };
  for (const test of cases.flatMap(({ tests }) => tests)) {
    if (test.cell[side].length > 0) counts[test[side].kind] += 1;
  }
  return counts;
}

/** As many observations as cases: rows of one case may be as good as one. */
function rateOf(sides: readonly Passes[]): Proportion | null {
  const shares = sides.filter((passes) => passes.of > 0).map(passShare);
  if (shares.length === 0) return null;
  const count = shares.reduce((sum, share) => sum + share, 0);
  return { ...wilsonInterval(Math.min(1, count / shares.length), shares.length), count, of: shares.length };
}
