import { decideBinary } from '../../analysis/gate/binaryRule.ts';
import { bootstrapMeanDifference } from '../../analysis/statistics/bootstrap.ts';
import type { Clusters } from '../../analysis/statistics/clusters.ts';
import { holmAdjust } from '../../analysis/statistics/holm.ts';
import { mcnemarTest } from '../../analysis/statistics/mcnemar.ts';
import type { PairedCounts } from '../../analysis/statistics/pairedDifference.ts';
import type { Random } from '../../analysis/statistics/random.ts';
import { signFlipTest } from '../../analysis/statistics/signFlip.ts';
import type { Interval } from '../../analysis/statistics/wilson.ts';

export const MARGIN = 0.05;
const ALPHA = 0.05;
const GATED_METRICS = 3;
const CASES_PER_CLUSTER = 4;
/** Share of the goals that both sides always pass or always fail; so head and base correlate by as much. */
const SETTLED = 0.5;
/** Share of a cluster's cases that go the way of the cluster, on one side. */
const SWEPT_ALONG = 0.5;
const FLIPS = 999;

/**
 * How the cases of a cluster hang together. `none`: each case is its own cluster. `difficulty`: they are equally hard, and
 * each falls by itself. `flips`: besides, on each side half of them fall together, as the answers to one goal do at
 * temperature 0; so head and base differ by whole clusters.
 */
export type Dependence = 'none' | 'difficulty' | 'flips';

export interface GateSetting {
  readonly cases: number;
  /** Base's chance of passing a case, over all cases. */
  readonly rate: number;
  /** Head's chance is so much less. */
  readonly loss: number;
  readonly dependence: Dependence;
}

export interface SimulationOptions {
  /** Simulated pull requests. */
  readonly runs: number;
  readonly random: Random;
}

/** A share of the runs, with its Monte Carlo standard error. */
export interface Rate {
  readonly share: number;
  readonly standardError: number;
}

export interface GateRates {
  /** The gate says `regress`, one metric gated. */
  readonly regress: Rate;
  /** The gate says `regress` of any of three independent metrics, Holm-adjusted. */
  readonly regressOfThree: Rate;
  /** A sign-flip test over the clusters' sums says that head is worse. */
  readonly regressBySignFlip: Rate;
  readonly pass: Rate;
  /** Newcombe's interval holds the true difference. */
  readonly covered: Rate;
}

interface Pair {
  readonly head: boolean;
  readonly base: boolean;
}

/** What the gate says of pull requests whose true loss is known. */
export function simulateGate(setting: GateSetting, { runs, random }: SimulationOptions): GateRates {
  const outcomes = Array.from({ length: runs }, () => {
    const metrics = Array.from({ length: GATED_METRICS }, () => drawClusters(setting, random));
    const tables = metrics.map(countPairs);
    const ps = holmAdjust(tables.map((table) => mcnemarTest(table).p));
    const [first = [], [table]] = [metrics[0], tables];
    const single = decideBinary(table ?? countPairs([]), { alpha: ALPHA, margin: MARGIN });
    return {
      regress: single.verdict === 'regress',
      regressOfThree: tables.some(
        (counts, index) =>
          decideBinary(counts, { alpha: ALPHA, margin: MARGIN, adjustedP: ps[index] ?? 1 }).verdict === 'regress',
      ),
      regressBySignFlip: isWorseBySignFlip(toDifferences(first), random),
      pass: single.verdict === 'pass',
      covered: single.difference !== null && holds(single.difference, -setting.loss),
    };
  });
  const rateOf = (name: keyof GateRates) => toRate(outcomes.filter((outcome) => outcome[name]).length, runs);
  return {
    regress: rateOf('regress'),
    regressOfThree: rateOf('regressOfThree'),
    regressBySignFlip: rateOf('regressBySignFlip'),
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

function drawClusters({ cases, rate, loss, dependence }: GateSetting, random: Random): readonly (readonly Pair[])[] {
  const size = dependence === 'none' ? 1 : CASES_PER_CLUSTER;
  const headOfBase = 1 - loss / rate;
  return Array.from({ length: Math.ceil(cases / size) }, (_, index) => {
    const base = random() < SETTLED ? Number(random() < rate) : rate;
    const chance = { head: base * headOfBase, base };
    const swept = { head: random() < chance.head, base: random() < chance.base };
    const draw = (side: keyof Pair) =>
      dependence === 'flips' && random() < SWEPT_ALONG ? swept[side] : random() < chance[side];
    return Array.from({ length: Math.min(size, cases - index * size) }, () => ({
      head: draw('head'),
      base: draw('base'),
    }));
  });
}

function drawGraded(clusters: number, loss: number, random: Random): Clusters {
  const within = (reach: number) => (2 * random() - 1) * reach;
  return Array.from({ length: clusters }, () => {
    const shift = within(0.2) - loss;
    return Array.from({ length: CASES_PER_CLUSTER }, () => shift + within(0.3));
  });
}

function countPairs(clusters: readonly (readonly Pair[])[]): PairedCounts {
  const counts = { both: 0, headOnly: 0, baseOnly: 0, neither: 0 };
  for (const { head, base } of clusters.flat()) {
    counts[head ? (base ? 'both' : 'headOnly') : base ? 'baseOnly' : 'neither'] += 1;
  }
  return counts;
}

function toDifferences(clusters: readonly (readonly Pair[])[]): Clusters {
  return clusters.map((pairs) => pairs.map(({ head, base }) => Number(head) - Number(base)));
}

function isWorseBySignFlip(clusters: Clusters, random: Random): boolean {
  const total = clusters.flat().reduce((sum, difference) => sum + difference, 0);
  return total < 0 && (signFlipTest(clusters, { random, flips: FLIPS })?.p ?? 1) <= ALPHA;
}

/** A bound that only rounding puts past the value holds it. */
const holds = ({ low, high }: Interval, value: number) => low - 1e-12 <= value && value <= high + 1e-12;

function toRate(count: number, runs: number): Rate {
  const share = count / runs;
  return { share, standardError: Math.sqrt((share * (1 - share)) / runs) };
}
