import type { PairedCounts } from '../statistics/pairedDifference.ts';
import { type Proportion, wilsonProportion } from '../statistics/wilson.ts';
import type { MetricCase, Standing } from './metricTable.ts';
import { countPairs, type PairClusters } from './pairEvidence.ts';

/** The tests of a metric by their result on one side; each test is in one of the counts. */
export type StandingCounts = Readonly<Record<Standing['kind'], number>>;

export interface MetricCounts {
  /** Tests that have the metric on at least one side. */
  readonly cases: number;
  readonly head: StandingCounts;
  readonly base: StandingCounts;
  /** New tests: base has no row of them. */
  readonly onlyInHead: number;
  /** Tests that head has no row of; they count among its missing ones. */
  readonly onlyInBase: number;
  /** Tests scored on both sides. */
  readonly pairs: PairedCounts;
  /** What correlated pairs share; null where no two pairs share anything. */
  readonly clusteredBy: 'goal' | 'case' | null;
  /** Passes of all scored rows of a side, with Wilson's 95 % interval; null where none was scored. */
  readonly headRate: Proportion | null;
  readonly baseRate: Proportion | null;
}

export function countCases(cases: readonly MetricCase[]): MetricCounts {
  const [heads, bases] = [cases.map(({ head }) => head), cases.map(({ base }) => base)];
  return {
    cases: cases.length,
    head: countStandings(heads),
    base: countStandings(bases),
    onlyInHead: cases.filter(({ cell }) => cell.base.length === 0).length,
    onlyInBase: cases.filter(({ cell }) => cell.head.length === 0).length,
    pairs: countPairs(clusterPairs(cases).flat()),
    clusteredBy: clusteredBy(cases.filter(isPair)),
    headRate: rateOf(heads),
    baseRate: rateOf(bases),
  };
}

/** The tests scored on both sides, grouped by goal or case. */
export function clusterPairs(cases: readonly MetricCase[]): PairClusters {
  const byCluster = Map.groupBy(cases.filter(isPair), ({ cell }) => cell.cluster);
  return [...byCluster.values()].map((pairs) =>
    pairs.map(({ head, base }) => ({ head: head.passes, base: base.passes })),
  );
}

/**
 * `goal` if a goal has several of these tests, else `case` if a case has; null if each stands alone. The bare goal, without
 * a wrapper, is one of its tests.
 */
export function clusteredBy(cases: readonly Pick<MetricCase, 'cell'>[]): MetricCounts['clusteredBy'] {
  const several = [...Map.groupBy(cases, ({ cell }) => cell.cluster).values()].filter(({ length }) => length > 1);
  if (several.length === 0) return null;
  return several.flat().some(({ cell }) => cell.cluster !== cell.caseId) ? 'goal' : 'case';
}

/** How many tests are scored on both sides. */
export function pairCount({ both, headOnly, baseOnly, neither }: PairedCounts): number {
  return both + headOnly + baseOnly + neither;
}

type Scored = Extract<Standing, { kind: 'scored' }>;

function isPair(one: MetricCase): one is MetricCase & { readonly head: Scored; readonly base: Scored } {
  return one.head.kind === 'scored' && one.base.kind === 'scored';
}

function countStandings(standings: readonly Standing[]): StandingCounts {
  const counts = { scored: 0, unscored: 0, errored: 0, missing: 0, contradictory: 0 };
  for (const { kind } of standings) counts[kind] += 1;
  return counts;
}

function rateOf(standings: readonly Standing[]): Proportion | null {
  const scored = standings.filter((standing) => standing.kind === 'scored');
  return wilsonProportion(scored.filter(({ passes }) => passes).length, scored.length);
}
