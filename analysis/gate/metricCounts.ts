import type { PairedCounts } from '../statistics/pairedDifference.ts';
import { type Proportion, wilsonProportion } from '../statistics/wilson.ts';
import type { MetricCase, Standing } from './metricTable.ts';

/** What one side has to say on the tests of a metric; every test is in one of the counts. */
export type StandingCounts = Readonly<Record<Standing['kind'], number>>;

export interface MetricCounts {
  /** Tests that have the metric on at least one side. */
  readonly cases: number;
  readonly head: StandingCounts;
  readonly base: StandingCounts;
  /** Tests that base has no row of: new ones. */
  readonly onlyInHead: number;
  /** Tests that head has no row of; among head's missing ones. */
  readonly onlyInBase: number;
  /** Tests scored on both sides. */
  readonly pairs: PairedCounts;
  /** Passes of all scored rows of a side, with Wilson's 95 % interval; null where none was scored. */
  readonly headRate: Proportion | null;
  readonly baseRate: Proportion | null;
}

export function countCases(cases: readonly MetricCase[]): MetricCounts {
  const pairs = { both: 0, headOnly: 0, baseOnly: 0, neither: 0 };
  for (const { head, base } of cases) {
    if (head.kind !== 'scored' || base.kind !== 'scored') continue;
    pairs[head.passes ? (base.passes ? 'both' : 'headOnly') : base.passes ? 'baseOnly' : 'neither'] += 1;
  }
  const [heads, bases] = [cases.map(({ head }) => head), cases.map(({ base }) => base)];
  return {
    cases: cases.length,
    head: countStandings(heads),
    base: countStandings(bases),
    onlyInHead: cases.filter(({ cell }) => cell.base.length === 0).length,
    onlyInBase: cases.filter(({ cell }) => cell.head.length === 0).length,
    pairs,
    headRate: rateOf(heads),
    baseRate: rateOf(bases),
  };
}

/** How many tests are scored on both sides. */
export function pairCount({ both, headOnly, baseOnly, neither }: PairedCounts): number {
  return both + headOnly + baseOnly + neither;
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
