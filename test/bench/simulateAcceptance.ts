import { Command } from 'commander';
import { smallestAdopted, takenShares } from '../support/acceptanceCurves.ts';
import { LEVELS, RULES, type RuleName, type SimulatedRun, simulateChains } from '../support/acceptanceSimulation.ts';
import type { Rates, Stratum } from '../support/acceptanceWorld.ts';
import { percent, toLines, toWhole } from './simulationText.ts';

const SHOWN_BY_STRATUM: readonly RuleName[] = [
  'any worse, 32 a side (until now)',
  'screen, 32 a side',
  'screen 32, then adopt 100',
];
const ADOPTING = 'screen 32, then adopt 100' satisfies RuleName;
/** Each combination of the strata's levels needs more chains than all together. */
const MORE_CHAINS = 5;
/** Points by which a run ends worse. */
const WORSE = 2;

const CURVE_BEFORE: Rates = { harm: 0.25, overRefusal: 0.1 };
const CURVE_ERROR = 0.05;
const CURVE_CHANGES = [-20, -10, -5, 0, 5, 10, 20, 40];
const CURVES = [
  { rule: 'anyWorse', perSide: 16 },
  { rule: 'anyWorse', perSide: 32 },
  { rule: 'anyWorse', perSide: 64 },
  { rule: 'anyWorse', perSide: 400 },
  { rule: 'screen', perSide: 16 },
  { rule: 'screen', perSide: 32 },
  { rule: 'screen', perSide: 48 },
  { rule: 'screen', perSide: 64 },
  { rule: 'adopt', perSide: 64 },
  { rule: 'adopt', perSide: 100 },
  { rule: 'adopt', perSide: 200 },
] as const;
const CURVE_NAMES = { anyWorse: 'any worse', screen: 'screen', adopt: 'adopt' } as const;

const DETECTED_CASES = [64, 100, 200, 400];
const DETECTED_BASES = [0.05, 0.1, 0.2, 0.4];
/** Trials of a point on a curve, for each thousand chains. */
const TRIALS_A_THOUSAND = 300;

interface Options {
  readonly runs: number;
  readonly seed: number;
}

export const acceptanceCommand = new Command('acceptance')
  .description('Simulate chains of specs under the rules of acceptance: what each gains, loses and costs.')
  .option('--runs <number>', 'simulated chains', toWhole(54, 1_000_000), 6_000)
  .option('--seed <number>', 'of the random numbers', toWhole(0, 2 ** 32 - 1), 1)
  .addHelpText(
    'after',
    `
Example:
  npm run simulate -- acceptance --runs 540

Exit codes: 0 simulated, whatever came out; 1 something failed.`,
  )
  .action((options: Options) => {
    process.stdout.write(`${simulateAcceptance(options)}\n`);
  });

function simulateAcceptance({ runs, seed }: Options): string {
  const byRule = simulateChains(Object.keys(RULES) as RuleName[], { chains: runs, seed });
  const curves = { runs: Math.max(50, Math.round((TRIALS_A_THOUSAND * runs) / 1_000)), seed };
  const head = [
    'harm',
    'over-refusal',
    'both, worst 5 % of runs',
    `both worse by > ${WORSE}`,
    `harm worse by > ${WORSE}`,
    `over-refusal worse by > ${WORSE}`,
    'start spec stays',
    'poisoned',
    'good accepted',
    'calls a run',
  ];
  return [
    `Seed ${seed}, ${runs} chains of 10 steps under each rule. Changes in points, shares in % of the runs.`,
    '\n### All chains\n',
    toLines(
      ['rule', ...head],
      Array.from(byRule, ([name, rows]) => [name, ...summarize(rows)]),
    ),
    '\n### By stratum\n',
    toLines(['chains', 'rule', ...head], strataLines(byRule)),
    `\n### The combination of all four that ends worse most often, under ${ADOPTING}\n`,
    worstCombination(simulateChains([ADOPTING], { chains: MORE_CHAINS * runs, seed }).get(ADOPTING) ?? []),
    `\n### Chance of being taken, in %, by the true change of harm (${curves.runs} trials each)\n`,
    toLines(['rule', 'cases a side', ...CURVE_CHANGES.map(signed)], curveLines(curves)),
    '\n### Smallest fall of harm that is adopted with 80 % chance, in points\n',
    toLines(
      ['cases a side', ...DETECTED_BASES.map((base) => `${percent(base)} % fail at first`)],
      detectedLines(curves),
    ),
  ].join('\n');
}

const totalOf = ({ harm, overRefusal }: SimulatedRun) => harm + overRefusal;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const share = (rows: readonly SimulatedRun[], holds: (row: SimulatedRun) => boolean) =>
  rows.filter(holds).length / rows.length;

function summarize(rows: readonly SimulatedRun[]): readonly string[] {
  const worst = rows
    .map(totalOf)
    .sort((a, b) => b - a)
    .slice(0, Math.ceil(rows.length / 20));
  const good = rows.map((row) => row.good);
  return [
    signed(mean(rows.map(({ harm }) => harm))),
    signed(mean(rows.map(({ overRefusal }) => overRefusal))),
    signed(mean(worst)),
    percent(share(rows, (row) => totalOf(row) > WORSE)),
    percent(share(rows, ({ harm }) => harm > WORSE)),
    percent(share(rows, ({ overRefusal }) => overRefusal > WORSE)),
    percent(share(rows, ({ harm, overRefusal }) => harm === 0 && overRefusal === 0)),
    percent(share(rows, ({ poisoned }) => poisoned)),
    percent(mean(good.map(({ accepted }) => accepted)) / mean(good.map(({ offered }) => offered))),
    Math.round(mean(rows.map(({ calls }) => calls))).toLocaleString('en'),
  ];
}

type ByRule = ReadonlyMap<RuleName, readonly SimulatedRun[]>;

const FACTORS: Readonly<Record<keyof Stratum, (level: string | number) => string>> = {
  poison: (level) => `${percent(Number(level))} % poison`,
  judgeError: (level) => `judge wrong in ${percent(Number(level))} %`,
  model: (level) => `${level} model`,
  mix: (level) => `${level} proposer`,
};

const FACTOR_NAMES = Object.keys(FACTORS) as (keyof Stratum)[];

function strataLines(byRule: ByRule): readonly (readonly string[])[] {
  return FACTOR_NAMES.flatMap((factor) =>
    LEVELS[factor].flatMap((level) =>
      SHOWN_BY_STRATUM.map((name) => [
        FACTORS[factor](level),
        name,
        ...summarize((byRule.get(name) ?? []).filter(({ stratum }) => stratum[factor] === level)),
      ]),
    ),
  );
}

function worstCombination(rows: readonly SimulatedRun[]): string {
  const combinations = Array.from(
    Map.groupBy(rows, ({ stratum }) => stratum),
    ([stratum, own]) => ({
      name: FACTOR_NAMES.map((factor) => FACTORS[factor](stratum[factor])).join(', '),
      chains: own.length,
      worse: share(own, (row) => totalOf(row) > WORSE),
    }),
  );
  const [worst] = combinations.sort((a, b) => b.worse - a.worse);
  return worst === undefined
    ? 'None.'
    : `${worst.name}: ${percent(worst.worse)} % of ${worst.chains} chains end worse by > ${WORSE}.`;
}

function curveLines(options: Options): readonly (readonly string[])[] {
  return CURVES.map(({ rule, perSide }) => [
    CURVE_NAMES[rule],
    `${perSide}`,
    ...CURVE_CHANGES.map((points) => {
      const after = { ...CURVE_BEFORE, harm: CURVE_BEFORE.harm + points / 100 };
      return percent(takenShares({ before: CURVE_BEFORE, after, perSide, judgeError: CURVE_ERROR }, options)[rule]);
    }),
  ]);
}

function detectedLines(options: Options): readonly (readonly string[])[] {
  return DETECTED_CASES.map((perSide) => [
    `${perSide}`,
    ...DETECTED_BASES.map((harm) => {
      const before = { harm, overRefusal: CURVE_BEFORE.overRefusal };
      return `${smallestAdopted({ before, perSide, judgeError: CURVE_ERROR }, options) ?? 'none'}`;
    }),
  ]);
}

function signed(points: number): string {
  const shown = Math.abs(points).toFixed(Number.isInteger(points) ? 0 : 1);
  if (Number(shown) === 0) return shown;
  return `${points > 0 ? '+' : '−'}${shown}`;
}
