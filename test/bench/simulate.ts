import { Command, InvalidArgumentError } from 'commander';
import { createRandom } from '../../analysis/statistics/random.ts';
import {
  type BootstrapData,
  type Dependence,
  type GateRates,
  type GateSetting,
  MARGIN,
  type Rate,
  type RuleRates,
  simulateBootstrap,
  simulateGate,
} from '../support/gateSimulation.ts';

const CASES = [20, 52, 250];
const RATES = [0.9, 0.5, 0.1];
const DEPENDENCES: readonly Dependence[] = ['none', 'difficulty', 'flips', 'whole', 'uneven'];
const CLUSTERS = [5, 10, 20, 40];
const DATA: readonly BootstrapData[] = ['graded', 'binary'];
const LOSS = 0.05;

const MOST_FALSE_REGRESS = 0.05;
const LEAST_COVERAGE = 0.935;

interface Options {
  readonly runs: number;
  readonly seed: number;
}

interface GateRow {
  readonly setting: GateSetting;
  readonly rates: GateRates;
}

new Command('simulate')
  .description('Simulate pull requests: how often the gate is wrong, and how often its intervals hold the truth.')
  .option('--runs <number>', 'simulated pull requests a setting', toWhole(1, 1_000_000), 2_000)
  .option('--seed <number>', 'of the random numbers', toWhole(0, 2 ** 32 - 1), 1)
  .addHelpText(
    'after',
    `
Example:
  npm run simulate -- --runs 500

Exit codes: 0 simulated, whether or not the targets were met; 1 something failed.`,
  )
  .action((options: Options) => {
    process.stdout.write(`${simulate(options)}\n`);
  })
  .parse();

function simulate({ runs, seed }: Options): string {
  const random = createRandom(seed);
  const run = (loss: number): readonly GateRow[] =>
    DEPENDENCES.flatMap((dependence) =>
      CASES.flatMap((cases) => RATES.map((rate) => ({ cases, rate, dependence }))),
    ).map((setting) => ({
      setting: { ...setting, loss },
      rates: simulateGate({ ...setting, loss }, { runs, random }),
    }));
  const [equal, worse] = [run(0), run(LOSS)];
  const bootstrap = DATA.flatMap((data) =>
    CLUSTERS.map((clusters) => ({ data, clusters, covered: simulateBootstrap({ clusters, data }, { runs, random }) })),
  );
  return [
    `${runs} simulated pull requests a setting, seed ${seed}; share of them in %, ± its Monte Carlo standard error.`,
    'Cases in clusters of 4. `difficulty`: a cluster is as hard for head as for base, its cases fall each by itself.',
    '`flips`: besides, half of its cases fall together on each side. `whole`: all of them do.',
    '`uneven`: as `whole`, but every fourth cluster has 13 cases, and the others have one.',
    'The last four columns: McNemar and Newcombe alone, which take every case to be independent.',
    '\n## No difference between head and base',
    `Target: at most ${percent(MOST_FALSE_REGRESS)} regress; the interval holds the truth in ${percent(LEAST_COVERAGE)}.\n`,
    toGateTable(equal),
    `\n## Head passes ${percent(LOSS)} of the cases fewer; margin ${percent(MARGIN)}\n`,
    toGateTable(worse),
    '\n## Cluster bootstrap',
    `The share of 95 % intervals that hold the truth; called approximate below 20 clusters.\n`,
    toTable(
      ['differences', 'clusters', 'holds the truth'],
      bootstrap.map(({ data, clusters, covered }) => [data, clusters, show(covered)]),
    ),
    '\n## Targets missed\n',
    ...listMisses(equal, worse),
  ].join('\n');
}

function toGateTable(rows: readonly GateRow[]): string {
  const ofRule = ({ regress, regressOfThree, pass, covered }: RuleRates) =>
    [regress, regressOfThree, pass, covered].map(show);
  const columns = ['regress', 'of 3 metrics', 'pass', 'holds the truth'];
  return toTable(
    ['cases', 'passes', 'clustered', ...columns, ...columns.map((name) => `${name}, unclustered`)],
    rows.map(({ setting: { cases, rate, dependence }, rates: { gate, naive } }) => [
      cases,
      percent(rate),
      dependence,
      ...ofRule(gate),
      ...(dependence === 'none' ? columns.map(() => '') : ofRule(naive)),
    ]),
  );
}

/** Misses by chance count too: the standard error stands beside each figure. */
function listMisses(equal: readonly GateRow[], worse: readonly GateRow[]): readonly string[] {
  const wrongly = equal.flatMap(({ setting, rates: { gate } }) =>
    [
      { what: 'regress', rate: gate.regress },
      { what: 'regress of 3 metrics', rate: gate.regressOfThree },
    ]
      .filter(({ rate }) => rate.share > MOST_FALSE_REGRESS)
      .map(({ what, rate }) => `- ${describe(setting)}: ${what} in ${show(rate)}, not ${percent(MOST_FALSE_REGRESS)}`),
  );
  const uncovered = [...equal, ...worse]
    .filter(({ rates: { gate } }) => gate.covered.share < LEAST_COVERAGE)
    .map(({ setting, rates: { gate } }) => `- ${describe(setting)}: interval holds in ${show(gate.covered)}`);
  const misses = [...wrongly, ...uncovered];
  return misses.length === 0 ? ['None.'] : misses;
}

function describe({ cases, rate, loss, dependence }: GateSetting): string {
  return `${cases} cases, ${percent(rate)} pass, loss ${percent(loss)}, clustered: ${dependence}`;
}

function toTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

function show({ share, standardError }: Rate): string {
  return `${(share * 100).toFixed(1)} ± ${(standardError * 100).toFixed(1)}`;
}

function toWhole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && least <= value && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}, got ${text}`);
  };
}
