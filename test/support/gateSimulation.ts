import { decideBinary } from '../../analysis/gate/binaryRule.ts';
import {
  type CaseClusters,
  type ComparedCase,
  type PairEvidence,
  weighClusters,
  weighCounts,
} from '../../analysis/gate/pairEvidence.ts';
import { sum } from '../../analysis/statistics/arithmetic.ts';
import { bootstrapMeanDifference } from '../../analysis/statistics/bootstrap.ts';
import { differenceOf, toPairedCounts } from '../../analysis/statistics/casePairs.ts';
import { clusterTInterval } from '../../analysis/statistics/clusterInterval.ts';
import type { Clusters } from '../../analysis/statistics/clusters.ts';
import { holmAdjust } from '../../analysis/statistics/holm.ts';
import { type RunValues, runDifference } from '../../analysis/statistics/runPermutation.ts';
import { type Interval, Z_95 } from '../../analysis/statistics/wilson.ts';
import type { Random } from '../../foundation/random.ts';

export const MARGIN = 0.05;
const ALPHA = 0.05;
const GATED_METRICS = 3;
const CASES_PER_CLUSTER = 4;
/** Share of the goals that both sides always pass or always fail; so head and base correlate by as much. */
export const SETTLED = 0.5;
/** Share of the correlated rows that go the way of the others, on one side. */
const SWEPT_ALONG: Readonly<Record<Dependence, number>> = {
  none: 0,
  difficulty: 0,
  flips: 0.5,
  whole: 1,
  uneven: 1,
  more: 0,
  moreFlips: 0.5,
  moreWhole: 1,
  fewer: 0,
  fewerFlips: 0.5,
  fewerWhole: 1,
  mixed: 0,
  mixedFlips: 0.5,
};

/**
 * How the cases of a cluster hang together. `none`: each case is its own cluster. `difficulty`: they are equally hard, and
 * each falls by itself. `flips`: besides, on each side half of them fall together, as the answers to one goal may.
 * `whole`: all of them do, as repeats at temperature 0; head and base then differ by whole clusters only. `uneven`: so do
 * clusters of which every fourth has 13 cases and the others have one.
 *
 * In the others each case is its own cluster, but has several rows: three in head and one in base (`more`), the other way
 * round (`fewer`), or one to four in head and one to three in base (`mixed`). Of the rows of a side, each falls by itself,
 * half fall together (`Flips`) or all do (`Whole`).
 */
export type Dependence =
  | 'none'
  | 'difficulty'
  | 'flips'
  | 'whole'
  | 'uneven'
  | 'more'
  | 'moreFlips'
  | 'moreWhole'
  | 'fewer'
  | 'fewerFlips'
  | 'fewerWhole'
  | 'mixed'
  | 'mixedFlips';

export interface GateSetting {
  readonly cases: number;
  /** Base's chance of passing a case, over all cases. */
  readonly rate: number;
  /** Head's chance is so much less. */
  readonly loss: number;
  readonly dependence: Dependence;
  /** Runs of each side, independent of each other; of dependence `none` or `flips`. @default one run, by its rows */
  readonly runs?: { readonly head: number; readonly base: number };
  /** @default 'exact' */
  readonly test?: 'exact' | 'midP';
}

export interface SimulationOptions {
  /** Simulated pull requests. */
  readonly runs: number;
  readonly random: Random;
  /** Gated metrics; with one, `regressOfThree` is of one. @default 3 */
  readonly metrics?: number;
}

/** A share of the runs, with its Monte Carlo standard error. */
export interface Rate {
  readonly share: number;
  readonly standardError: number;
}

/** What a rule says, and how right its interval is. */
export interface RuleRates {
  /** A significant loss, within the margin or beyond it, one metric gated. */
  readonly loss: Rate;
  /** `regress`, one metric gated. */
  readonly regress: Rate;
  /** `regress` of any of three independent metrics, Holm-adjusted. */
  readonly regressOfThree: Rate;
  readonly pass: Rate;
  /** The interval holds the true difference. */
  readonly covered: Rate;
}

export interface GateRates {
  /** The gate's, which knows the clusters. */
  readonly gate: RuleRates;
  /** McNemar and Newcombe alone, which take all cases to be independent; undefined where cases have several rows. */
  readonly naive: RuleRates | undefined;
}

/** What the gate says of pull requests whose true loss is known. */
export function simulateGate(
  setting: GateSetting,
  { runs, random, metrics = GATED_METRICS }: SimulationOptions,
): GateRates {
  const drawn = Array.from({ length: runs }, () =>
    Array.from({ length: metrics }, () => drawClusters(setting, random)),
  );
  return {
    gate: rateRule(drawn, setting, (clusters) => weighClusters(clusters, { test: setting.test ?? 'exact' })),
    naive:
      hasSeveralRows(setting) || setting.runs !== undefined || setting.test !== undefined
        ? undefined
        : rateRule(drawn, setting, (clusters) => weighCounts(toPairedCounts(clusters.flat()))),
  };
}

/** How often intervals of several runs hold the true difference. */
export interface RunIntervalRates {
  /** The gate's t interval. */
  readonly t: Rate;
  /** The permutation test of runs, inverted under the same shift of every case, its distribution taken as normal. */
  readonly inverted: Rate;
}

/** @param setting with `runs` */
export function simulateRunIntervals(setting: GateSetting, { runs, random }: SimulationOptions): RunIntervalRates {
  const held = { t: 0, inverted: 0 };
  for (let run = 0; run < runs; run += 1) {
    const clusters = drawClusters(setting, random).map((cases) => cases.flatMap(({ runs: values }) => values ?? []));
    const interval = clusterTInterval(clusters.map((cases) => cases.map(runDifference)));
    held.t += Number(interval !== null && holds(interval, -setting.loss));
    held.inverted += Number(isKeptByPermutation(clusters, -setting.loss));
  }
  return { t: toRate(held.t, runs), inverted: toRate(held.inverted, runs) };
}

/** Whether the permutation of runs, with head's values less the difference, finds none at 5 %. */
function isKeptByPermutation(clusters: readonly (readonly RunValues[])[], difference: number): boolean {
  let [total, variance] = [0, 0];
  for (const cases of clusters) {
    const [head, base] = (['head', 'base'] as const).map((side) =>
      (cases[0]?.[side] ?? []).map((_, run) => sum(cases.map((one) => one[side][run] ?? 0))),
    ) as [number[], number[]];
    const shifted = head.map((value) => value - difference * cases.length);
    const all = [...shifted, ...base];
    const mean = sum(all) / all.length;
    const spread = sum(all.map((value) => (value - mean) ** 2)) / (all.length - 1);
    total += sum(shifted) / head.length - sum(base) / base.length;
    variance += spread * (1 / head.length + 1 / base.length);
  }
  return Math.abs(total) <= Z_95 * Math.sqrt(variance) + 1e-12;
}

function rateRule(
  drawn: readonly (readonly CaseClusters[])[],
  { loss }: GateSetting,
  weigh: (clusters: CaseClusters) => PairEvidence,
): RuleRates {
  const policy = { alpha: ALPHA, margin: MARGIN };
  const outcomes = drawn.map((metrics) => {
    const evidence = metrics.map(weigh);
    const ps = holmAdjust(evidence.map(({ p }) => p));
    const [first = weighCounts(toPairedCounts([]))] = evidence;
    const { verdict, difference, change } = decideBinary(first, policy);
    return {
      loss: change === 'loss',
      regress: verdict === 'regress',
      regressOfThree: evidence.some(
        (one, index) => decideBinary(one, { ...policy, adjustedP: ps[index] ?? 1 }).verdict === 'regress',
      ),
      pass: verdict === 'pass',
      covered: difference !== null && holds(difference, -loss),
    };
  });
  const rateOf = (name: keyof RuleRates) => toRate(outcomes.filter((outcome) => outcome[name]).length, drawn.length);
  return {
    loss: rateOf('loss'),
    regress: rateOf('regress'),
    regressOfThree: rateOf('regressOfThree'),
    pass: rateOf('pass'),
    covered: rateOf('covered'),
  };
}

/** `graded`: scores whose difference varies evenly by ± .2 with the cluster, and by ± .3 with the case. */
export type BootstrapData = 'graded' | 'binary';

/** How often the cluster bootstrap's interval holds the true difference. */
export function simulateBootstrap(
  { clusters, data }: { readonly clusters: number; readonly data: BootstrapData },
  { runs, random }: SimulationOptions,
): Rate {
  const loss = 0.05;
  const setting = { cases: clusters * CASES_PER_CLUSTER, rate: 0.8, loss, dependence: 'flips' } as const;
  let covered = 0;
  for (let run = 0; run < runs; run += 1) {
    const differences =
      data === 'graded' ? drawGraded(clusters, loss, random) : toDifferences(drawClusters(setting, random));
    const estimate = bootstrapMeanDifference(differences, { random });
    if (estimate !== null && holds(estimate, -loss)) covered += 1;
  }
  return toRate(covered, runs);
}

const hasSeveralRows = ({ dependence }: GateSetting) => /^(more|fewer|mixed)/.test(dependence);

function drawClusters(setting: GateSetting, random: Random): CaseClusters {
  const { cases, rate, loss, dependence } = setting;
  const headOfBase = 1 - loss / rate;
  const share = SWEPT_ALONG[dependence];
  return toSizes(cases, dependence).map((size, cluster) => {
    const base = random() < SETTLED ? Number(random() < rate) : rate;
    const chance = { head: base * headOfBase, base };
    if (setting.runs !== undefined) return drawRuns(size, setting.runs, { chance, share, random });
    const swept = { head: random() < chance.head, base: random() < chance.base };
    const draw = (side: 'head' | 'base', rows: number) => {
      let passed = 0;
      for (let row = 0; row < rows; row += 1) {
        passed += Number(random() < share ? swept[side] : random() < chance[side]);
      }
      return { passed, of: rows };
    };
    const rows = rowsOf(cluster, dependence);
    return Array.from({ length: size }, (): ComparedCase => {
      return { head: { ...draw('head', rows.head), lost: 0 }, base: draw('base', rows.base) };
    });
  });
}

interface Chances {
  readonly chance: Readonly<Record<'head' | 'base', number>>;
  /** Share of the cases of a run that go the way of the others. */
  readonly share: number;
  readonly random: Random;
}

/** The cases of a cluster in several runs, each with its own answers. */
function drawRuns(
  size: number,
  runs: NonNullable<GateSetting['runs']>,
  { chance, share, random }: Chances,
): readonly ComparedCase[] {
  const drawSide = (side: 'head' | 'base') =>
    Array.from({ length: runs[side] }, () => {
      const swept = random() < chance[side];
      return Array.from({ length: size }, () => Number(random() < share ? swept : random() < chance[side]));
    });
  const [head, base] = [drawSide('head'), drawSide('base')];
  return Array.from({ length: size }, (_, index) => {
    const values = { head: head.map((run) => run[index] ?? 0), base: base.map((run) => run[index] ?? 0) };
    const passes = (side: readonly number[]) => ({ passed: side.reduce((sum, one) => sum + one, 0), of: side.length });
    return { head: { ...passes(values.head), lost: 0 }, base: passes(values.base), runs: values };
  });
}

/** Rows of a case on either side. */
function rowsOf(index: number, dependence: Dependence): { readonly head: number; readonly base: number } {
  if (dependence.startsWith('more')) return { head: 3, base: 1 };
  if (dependence.startsWith('fewer')) return { head: 1, base: 3 };
  if (dependence.startsWith('mixed')) return { head: 1 + (index % 4), base: 1 + (index % 3) };
  return { head: 1, base: 1 };
}

/** Cases of each cluster, as many as there are together. */
function toSizes(cases: number, dependence: Dependence): readonly number[] {
  const sizes: number[] = [];
  for (let left = cases; left > 0; left -= sizes.at(-1) ?? left) {
    sizes.push(Math.min(left, sizeOf(sizes.length, dependence)));
  }
  return sizes;
}

function sizeOf(index: number, dependence: Dependence): number {
  switch (dependence) {
    case 'uneven':
      return index % 4 === 3 ? 13 : 1;
    case 'difficulty':
    case 'flips':
    case 'whole':
      return CASES_PER_CLUSTER;
    default:
      return 1;
  }
}

function drawGraded(clusters: number, loss: number, random: Random): Clusters {
  const within = (reach: number) => (2 * random() - 1) * reach;
  return Array.from({ length: clusters }, () => {
    const shift = within(0.2) - loss;
    return Array.from({ length: CASES_PER_CLUSTER }, () => shift + within(0.3));
  });
}

function toDifferences(clusters: CaseClusters): Clusters {
  return clusters.map((cases) => cases.map(differenceOf));
}

/** A bound that only rounding puts past the value holds it. */
export const holds = ({ low, high }: Interval, value: number) => low - 1e-12 <= value && value <= high + 1e-12;

function toRate(count: number, runs: number): Rate {
  const share = count / runs;
  return { share, standardError: Math.sqrt((share * (1 - share)) / runs) };
}
