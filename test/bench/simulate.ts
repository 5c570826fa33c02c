import { Command, Option } from 'commander';
import { mcnemarPower } from '../../analysis/statistics/power.ts';
import { createRandom } from '../../foundation/random.ts';
import { type ExactRates, exactRates } from '../support/exactRates.ts';
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
  simulateRunIntervals,
} from '../support/gateSimulation.ts';
import { acceptanceCommand } from './simulateAcceptance.ts';
import { percent, toLines, toWhole } from './simulationText.ts';

const CASES = [20, 52, 250];
const RATES = [0.9, 0.5, 0.1];
const DEPENDENCES: readonly Dependence[] = ['none', 'difficulty', 'flips', 'whole', 'uneven'];
const WITH_ROWS: readonly Dependence[] = ['more', 'moreFlips', 'fewerFlips', 'mixedFlips'];
const CLUSTERS = [5, 10, 20, 40];
const DATA: readonly BootstrapData[] = ['graded', 'binary'];
const POWER_CASES = [52, 120, 250, 500, 1_000];
const POWER_LOSSES = [0.025, 0.05, 0.075, 0.1, 0.15];
const RUN_CASES = [52, 120, 250];
const RUN_RATES = [0.9, 0.8, 0.5];
/** Runs of head and of base. */
const RUNS = [
  { head: 1, base: 1 },
  { head: 1, base: 3 },
  { head: 1, base: 10 },
  { head: 3, base: 10 },
];
const RUN_LOSSES = [0, MARGIN, 2 * MARGIN];
const RUN_SETTINGS = (['none', 'flips'] as const).flatMap((dependence) =>
  RUN_LOSSES.flatMap((loss) =>
    RUN_CASES.flatMap((cases) =>
      RUNS.flatMap((runs) => RUN_RATES.map((rate) => ({ cases, rate, loss, dependence, runs }))),
    ),
  ),
);

const RUN_TITLES = [
  'no loss: significant loss',
  'regress',
  'pass',
  'holds the truth',
  `loss ${whole(MARGIN)} %: pass`,
  'holds the truth',
  `loss ${whole(2 * MARGIN)} %: regress`,
  'holds the truth',
];

/** Share of the cases that flip besides, half of them either way. */
const OTHER_FLIPS = 0.04;
/** Cases with several rows take longer: fewer runs. */
const FEWER = 4;

const MOST_FALSE_REGRESS = 0.05;
const MOST_FALSE_PASS = 0.05;
const LEAST_COVERAGE = 0.935;

const TITLES: Readonly<Record<keyof RuleRates, string>> = {
  loss: 'significant loss',
  regress: 'regress',
  regressOfThree: 'of 3 metrics',
  pass: 'pass',
  covered: 'holds the truth',
};

interface Options {
  readonly runs: number;
  readonly seed: number;
}

interface GateRow {
  readonly setting: GateSetting;
  readonly rates: GateRates;
}

/** Tables that can be asked for alone. */
const TABLES = {
  runs: (options: Options) => toRunTable(simulateRuns(options)),
  intervals: toIntervalTable,
  midP: toMidPTable,
};

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
  .addOption(new Option('--only <table>', 'one table alone').choices(Object.keys(TABLES)))
  .action(({ only, ...options }: Options & { readonly only?: keyof typeof TABLES }) => {
    process.stdout.write(`${only === undefined ? simulate(options) : TABLES[only](options)}\n`);
  })
  .enablePositionalOptions()
  .addCommand(acceptanceCommand)
  .parse();

function simulate({ runs, seed }: Options): string {
  const random = createRandom(seed);
  const run = (dependences: readonly Dependence[], loss: number, count: number): readonly GateRow[] =>
    dependences
      .flatMap((dependence) => CASES.flatMap((cases) => RATES.map((rate) => ({ cases, rate, dependence, loss }))))
      // Where base passes a tenth of the cases, a tenth fewer leaves none.
      .filter(({ rate }) => rate > loss)
      .map((setting) => ({ setting, rates: simulateGate(setting, { runs: count, random }) }));
  const severalRuns = simulateRuns({ runs, seed });
  const few = Math.ceil(runs / FEWER);
  const [equal, equalRows] = [run(DEPENDENCES, 0, runs), run(WITH_ROWS, 0, few)];
  const [worse, worseRows] = [run(DEPENDENCES, MARGIN, runs), run(WITH_ROWS, MARGIN, few)];
  const much = run(DEPENDENCES, 2 * MARGIN, runs);
  const bootstrap = CLUSTERS.map((clusters) =>
    [`${clusters}`].concat(DATA.map((data) => percent(simulateBootstrap({ clusters, data }, { runs, random }).share))),
  );
  return [
    `Seed ${seed}, ${runs} runs a setting, ${few} where cases have several rows; in %, over base rates of ${RATES.map(whole).join(', ')} %.`,
    '\n### No difference between head and base\n',
    toTable(equal, { gate: ['loss', 'regress', 'regressOfThree', 'covered', 'pass'], naive: ['loss', 'covered'] }),
    '',
    toTable(equalRows, { gate: ['loss', 'regress', 'regressOfThree', 'covered', 'pass'], naive: [] }),
    `\n### Head passes ${whole(MARGIN)} % of the cases fewer, as much as the margin\n`,
    toTable(worse, { gate: ['loss', 'regress', 'pass', 'covered'], naive: ['loss', 'pass', 'covered'] }),
    '',
    toTable(worseRows, { gate: ['loss', 'regress', 'pass', 'covered'], naive: [] }),
    `\n### Head passes ${whole(2 * MARGIN)} % of the cases fewer, twice the margin\n`,
    toTable(much, { gate: ['loss', 'regress', 'pass', 'covered'], naive: [] }),
    '\n### Several runs\n',
    toRunTable(severalRuns),
    '\n### Mid-p, one run a side\n',
    toMidPTable(),
    '\n### What the margin costs in power\n',
    toLines(['cases', ...POWER_LOSSES.map((loss) => `loss ${whole(loss)} %`)], POWER_CASES.map(toPowerLine)),
    '\n### Cluster bootstrap\n',
    toLines(['clusters', 'graded scores', 'passed or failed'], bootstrap),
    '\n### Targets missed\n',
    ...listMisses({
      equal: [...equal, ...equalRows, ...severalRuns.filter(({ setting }) => setting.loss === 0)],
      worse: [...worse, ...worseRows, ...severalRuns.filter(({ setting }) => setting.loss === MARGIN)],
    }),
  ].join('\n');
}

/** What several runs a side are worth, on data of their own. */
function simulateRuns({ runs, seed }: Pick<Options, 'runs' | 'seed'>) {
  const random = createRandom(seed);
  const severalRuns = RUN_SETTINGS.map((setting) => ({
    setting,
    rates: simulateGate(setting, { runs, random, metrics: 1 }),
  }));
  return severalRuns;
}

interface Shown {
  readonly gate: readonly (keyof RuleRates)[];
  readonly naive: readonly (keyof RuleRates)[];
}

/** Exact, not simulated: the chance of a significant loss, and of `regress`. */
function toPowerLine(cases: number): readonly string[] {
  const powers = POWER_LOSSES.map((loss) => {
    const plan = { cases, loss, discordance: loss + OTHER_FLIPS };
    return [0, MARGIN].map((beyond) => percent(mcnemarPower({ ...plan, beyond }))).join(' → ');
  });
  return [`${cases}`, ...powers];
}

/** One line for each kind of cases and their number: the range over the base rates. */
function toTable(rows: readonly GateRow[], { gate, naive }: Shown): string {
  const lines = [...Map.groupBy(rows, ({ setting: { cases, dependence } }) => `${cases} ${dependence}`).values()];
  return toLines(
    ['cases', 'clustered', ...gate.map((name) => TITLES[name]), ...naive.map((name) => `${TITLES[name]}, unclustered`)],
    lines.map((own) => [
      `${own[0]?.setting.cases}`,
      `${own[0]?.setting.dependence}`,
      ...gate.map((name) => toRange(own.map(({ rates }) => rates.gate[name].share))),
      ...naive.map((name) =>
        own[0]?.setting.dependence === 'none'
          ? ''
          : toRange(own.flatMap(({ rates }) => rates.naive?.[name].share ?? [])),
      ),
    ]),
  );
}

/** Exact, not simulated: the range over the base rates of one run a side, independent cases. */
function toMidPTable(): string {
  const lines = RUN_CASES.flatMap((cases) =>
    (['exact', 'midP'] as const).map((test) => {
      const byLoss = RUN_LOSSES.map((loss) => RUN_RATES.map((rate) => exactRates({ cases, rate, loss }, test)));
      const rangeOf = (loss: number, name: keyof ExactRates) =>
        toRange((byLoss[RUN_LOSSES.indexOf(loss)] ?? []).map((rates) => rates[name]));
      return [
        `${cases}`,
        test,
        ...(['loss', 'regress', 'pass', 'covered'] as const).map((name) => rangeOf(0, name)),
        ...(['pass', 'covered'] as const).map((name) => rangeOf(MARGIN, name)),
        ...(['regress', 'covered'] as const).map((name) => rangeOf(2 * MARGIN, name)),
      ];
    }),
  );
  return toLines(['cases', 'test', ...RUN_TITLES], lines);
}

/** One line for each kind of cases and number of runs: the range over numbers of cases, losses and base rates. */
function toIntervalTable({ runs, seed }: Options): string {
  const random = createRandom(seed);
  const found = RUN_SETTINGS.map((setting) => ({ setting, ...simulateRunIntervals(setting, { runs, random }) }));
  const groups = [
    ...Map.groupBy(found, ({ setting }) => `${setting.dependence}|${setting.runs.head}|${setting.runs.base}`).values(),
  ];
  return toLines(
    ['clustered', 'runs of head, base', 't interval', 'permutation, inverted'],
    groups.map((own) => [
      own[0]?.setting.dependence ?? '',
      `${own[0]?.setting.runs.head}, ${own[0]?.setting.runs.base}`,
      toRange(own.map(({ t }) => t.share)),
      toRange(own.map(({ inverted }) => inverted.share)),
    ]),
  );
}

/** One line for each number of cases and of runs: by the true loss, the range over the base rates. */
function toRunTable(rows: readonly GateRow[]): string {
  const groups = [
    ...Map.groupBy(
      rows,
      ({ setting: { cases, dependence, runs } }) => `${cases}|${dependence}|${runs?.head}|${runs?.base}`,
    ).values(),
  ];
  const rangeOf = (own: readonly GateRow[], loss: number, name: keyof RuleRates) =>
    toRange(own.filter(({ setting }) => setting.loss === loss).map(({ rates }) => rates.gate[name].share));
  return toLines(
    ['cases', 'clustered', 'runs of head, base', ...RUN_TITLES],
    groups.map((own) => {
      const [first] = own;
      const { cases, dependence, runs = { head: 1, base: 1 } } = first?.setting ?? { cases: 0, dependence: 'none' };
      return [
        `${cases}`,
        dependence,
        `${runs.head}, ${runs.base}`,
        ...(['loss', 'regress', 'pass', 'covered'] as const).map((name) => rangeOf(own, 0, name)),
        ...(['pass', 'covered'] as const).map((name) => rangeOf(own, MARGIN, name)),
        ...(['regress', 'covered'] as const).map((name) => rangeOf(own, 2 * MARGIN, name)),
      ];
    }),
  );
}

function toRange(shares: readonly number[]): string {
  const [low, high] = [percent(Math.min(...shares)), percent(Math.max(...shares))];
  return low === high ? low : `${low}–${high}`;
}

/** Misses by chance count too: the standard error stands beside each figure. */
function listMisses({ equal, worse }: Readonly<Record<'equal' | 'worse', readonly GateRow[]>>): readonly string[] {
  const over = (rows: readonly GateRow[], names: readonly (keyof RuleRates)[], most: number) =>
    rows.flatMap(({ setting, rates: { gate } }) =>
      names
        .filter((name) => gate[name].share > most)
        .map((name) => `- ${describe(setting)}: ${TITLES[name]} in ${show(gate[name])}, not ${whole(most)} %`),
    );
  const misses = [
    ...over(equal, ['loss', 'regress', 'regressOfThree'], MOST_FALSE_REGRESS),
    ...over(worse, ['pass'], MOST_FALSE_PASS),
    ...[...equal, ...worse]
      .filter(({ rates: { gate } }) => gate.covered.share < LEAST_COVERAGE)
      .map(({ setting, rates: { gate } }) => `- ${describe(setting)}: interval holds in ${show(gate.covered)}`),
  ];
  return misses.length === 0 ? ['None.'] : misses;
}

function describe({ cases, rate, loss, dependence }: GateSetting): string {
  return `${cases} cases, ${whole(rate)} % pass, loss ${whole(loss)} %, clustered: ${dependence}`;
}

function whole(share: number): string {
  return `${Number(percent(share))}`;
}

function show({ share, standardError }: Rate): string {
  return `${percent(share)} ± ${percent(standardError)}`;
}
