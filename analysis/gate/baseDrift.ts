import { sum } from '../statistics/arithmetic.ts';
import { holmAdjust } from '../statistics/holm.ts';
import { type RunValues, runDifference, runPermutationTest } from '../statistics/runPermutation.ts';
import { exactPoints, showMargin, showP } from '../words.ts';
import type { CaseTally } from './caseTally.ts';

/** A run of base that differs from the other runs of base. */
export interface DriftFinding {
  /** Whether it differs by more than the margin, so that no run can stand for base. */
  readonly isBeyond: boolean;
  /** A sentence without its full stop. */
  readonly because: string;
}

/** The level at which a run counts as another than the rest, Holm-adjusted over the runs. */
const DRIFT_ALPHA = 0.01;

/**
 * Is each run of base like the others? Pooling takes for granted that they are: the test is the one by which head is compared,
 * with the run in head's place.
 */
export function findBaseDrift(cases: readonly CaseTally[], margin: number): readonly DriftFinding[] {
  const runs = cases.find(({ runs: values }) => values !== undefined)?.runs?.base.length ?? 1;
  if (runs < 2) return [];
  const found = Array.from({ length: runs }, (_, run) => compareRun(cases, run));
  // Of two runs each differs from the other.
  const compared = runs === 2 ? found.slice(1) : found;
  const adjusted = holmAdjust(compared.map(({ p }) => p));
  return compared.flatMap(({ run, value }, index) => {
    const p = adjusted[index] ?? 1;
    if (p > DRIFT_ALPHA) return [];
    const isBeyond = Math.abs(value) > margin;
    const beyond = isBeyond ? `, beyond the margin of ${showMargin(margin)}` : '';
    return [
      {
        isBeyond,
        because: `run ${run + 1} of base differs from the other runs by ${exactPoints(value)} points, p ${showP(p)}${beyond}`,
      },
    ];
  });
}

function compareRun(cases: readonly CaseTally[], run: number) {
  const clusters = [...Map.groupBy(cases, ({ cluster }) => cluster).values()]
    .map((ofCluster) => ofCluster.flatMap(({ runs }) => toRunAgainstRest(runs, run)))
    .filter(({ length }) => length > 0);
  const differences = clusters.flat().map(runDifference);
  return {
    run,
    p: runPermutationTest(clusters).p,
    value: sum(differences) / Math.max(1, differences.length),
  };
}

function toRunAgainstRest(runs: RunValues | undefined, run: number): readonly RunValues[] {
  const own = runs?.base[run];
  const others = runs?.base.filter((_, index) => index !== run) ?? [];
  return own === undefined || others.every((value) => value === undefined) ? [] : [{ head: [own], base: others }];
}
