/*
 * Breaks runs of metasc eval off after a random number of calls, in random ways, and resumes them until they are complete:
 *
 *   npm run build && npx node test/bench/breaks.ts [--breaks 60] [--seed 1] [--only trial]
 *
 * `--only` takes the set-ups that have this in their name, for all the breaks.
 *
 * A break is a signal to all processes (kill, Ctrl-C, a job's end), one to `metasc` alone (a time limit), or a disk that is
 * full after some lines, which are written by half. After it, promptfoo's database, the results, or the ends of ledger and
 * journals may be lost.
 *
 * Equal are rows, specs, steps, the columns' figures, and the tokens of all columns together. Not compared: which of two
 * columns that need the same call at once counts it as its own, because that depends on timing, and answers from the ledger
 * come faster than those of a model.
 *
 * Each row: a set-up, its breaks, and how many of the evaluations that remain equal the unbroken one. The last two columns:
 * calls without a record after a break, because they were under way or the ledger lost its end; and recorded calls that were
 * made again.
 */
import { rmSync } from 'node:fs';
import { availableParallelism, type } from 'node:os';
import { parseArgs } from 'node:util';
import { createRandom } from '../../foundation/random.ts';
import { toTextTable } from '../../foundation/textTable.ts';
import {
  countRecorded,
  essenceOf,
  type Prepared,
  prepareRun,
  RESULTS,
  type RunCall,
  type SetUp,
  startModelAndJudge,
  tear,
} from '../support/brokenRun.ts';

const { values } = parseArgs({
  options: {
    breaks: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});

const STATIC = { label: 'static', config: { variant: 'static-critique' } };
const BASELINE = { label: 'baseline', config: { variant: 'baseline' } };
const metasc = (steps: number | 'all', more: object = {}) => ({
  label: `metasc-${steps}`,
  config: { adapt: { steps, acceptance: 'always', ...more } },
});

const SET_UPS: readonly SetUp[] = [
  { name: '1 column', columns: [metasc('all')], cases: 24, args: [] },
  { name: '2 columns', columns: [STATIC, metasc(8)], cases: 24, args: [] },
  { name: '4 columns', columns: [BASELINE, STATIC, metasc(4), metasc('all')], cases: 16, args: [] },
  {
    name: '3 columns, batches of 3',
    columns: [BASELINE, STATIC, metasc('all', { batchSize: 3 })],
    cases: 18,
    args: [],
  },
  { name: '2 columns, 3 repeats', columns: [BASELINE, metasc(5)], cases: 8, args: ['--repeat', '3'] },
  {
    name: '2 columns, 3 chains each',
    columns: [
      STATIC,
      { label: 'chains', config: { chain: '{{ task }}', adapt: { steps: 'all', acceptance: 'always' } } },
    ],
    cases: 24,
    args: [],
  },
  {
    name: '2 columns, a trial of proposals',
    columns: [BASELINE, metasc(4, { acceptance: 'evidence', trial: { cases: 'trial.csv', judge: 'JUDGE' } })],
    cases: 10,
    args: [],
  },
  {
    name: '6 defences',
    columns: [
      BASELINE,
      ...['response-check', 'backtranslation', 'smooth', 'best-of-n'].map((variant) => ({
        label: variant,
        config: { variant, defence: { copies: 3 } },
      })),
      { label: 'cascade', config: { variant: 'cascade', adapt: { steps: 4, acceptance: 'always' } } },
    ],
    cases: 8,
    args: [],
  },
];

const WAYS = ['SIGKILL', 'SIGINT', 'SIGTERM', 'time limit', 'full disk'] as const;
const LOSSES = ['nothing', 'database', 'results and database', 'ends of files'] as const;

interface Chance {
  /** An integer from 0 to `below` − 1. */
  readonly upTo: (below: number) => number;
  readonly pick: <T>(choices: readonly T[]) => T;
}

/** Set-ups run side by side, so that each has chances of its own. */
function createChance(seed: number): Chance {
  const random = createRandom(seed);
  const upTo = (below: number) => Math.floor(random() * below);
  return { upTo, pick: (choices) => choices[upTo(choices.length)] as (typeof choices)[number] };
}

type Way = (typeof WAYS)[number];

interface Figures {
  readonly setUp: string;
  readonly calls: number;
  readonly ways: readonly Way[];
  readonly trials: number;
  readonly equal: number;
  readonly underWay: number;
  readonly madeAgain: number;
}

async function breakOff(setUp: SetUp, breaks: number, { upTo, pick }: Chance): Promise<Figures> {
  await using model = await startModelAndJudge();
  const { server, requests } = model;
  const unbroken = prepareRun(setUp, server);
  await unbroken.run(['eval']);
  const expected = essenceOf(unbroken.folder.join(RESULTS));
  const calls = requests.length;

  const ways: Way[] = [];
  const firstWay = upTo(WAYS.length);
  let [trials, equal, underWay, madeAgain] = [0, 0, 0, 0];
  while (ways.length < breaks) {
    const trial = prepareRun(setUp, server);
    const before = requests.length;
    const inTrial = Math.min(1 + upTo(3), breaks - ways.length);
    let command = 'eval';
    let recorded = 0;
    for (let index = 0; index < inTrial; index += 1) {
      // Each in turn, so that every set-up meets all of them.
      const way = WAYS[(firstWay + ways.length) % WAYS.length] ?? 'SIGKILL';
      const { exitCode, printed } = await trial.run([command], breakAt(way, upTo(calls - recorded), requests));
      if (exitCode === 0 && !/To ask again for/.test(printed)) break;
      ways.push(way);
      lose(trial, pick(LOSSES), 1 + upTo(200));
      recorded = countRecorded(trial.folder);
      command = /resume run-/.test(printed) || recorded > 0 ? 'resume' : 'eval';
    }
    const atLast = requests.length;
    const { printed } = await trial.run([command]);
    const isEqual = essenceOf(trial.folder.join(RESULTS)) === expected;
    trials += 1;
    equal += Number(isEqual);
    underWay += atLast - before - recorded;
    madeAgain += requests.length - atLast - (calls - recorded);
    if (isEqual) trial.folder[Symbol.dispose]();
    else process.stderr.write(`not equal: ${setUp.name}, ${ways.slice(-inTrial)}: ${trial.folder.path}\n${printed}\n`);
  }
  unbroken.folder[Symbol.dispose]();
  process.stderr.write(`${setUp.name}: ${equal} of ${trials} equal\n`);
  return { setUp: setUp.name, calls, ways, trials, equal, underWay, madeAgain };
}

function breakAt(way: Way, moment: number, requests: readonly string[]): RunCall {
  if (way === 'full disk') return { roomLines: moment };
  const last = requests.length + moment;
  const until = () => requests.length >= last;
  return { end: way === 'time limit' ? { until, signal: 'SIGTERM', to: 'command' } : { until, signal: way } };
}

function lose({ folder }: Prepared, loss: (typeof LOSSES)[number], bytes: number): void {
  const remove = (name: string) => rmSync(folder.join(name), { recursive: true, force: true });
  if (loss === 'ends of files') tear(folder, bytes);
  if (loss !== 'nothing') remove('.promptfoo');
  if (loss === 'results and database') remove('results');
}

/** One process per core at work. */
const LANES = 2;

async function inLanes<T>(tasks: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const results: T[] = [];
  const open = tasks.entries();
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (const [index, task] of open) results[index] = await task();
    }),
  );
  return results;
}

const start = performance.now();
const chosen = SET_UPS.filter(({ name }) => name.includes(values.only));
/** So that all shares together are the whole. */
const shareOf = (index: number) => Math.floor((Number(values.breaks) + index) / chosen.length);
const figures = await inLanes(
  chosen.map((setUp, index) => () => breakOff(setUp, shareOf(index), createChance(Number(values.seed) + index))),
);
const table = [
  ['set-up', 'calls', 'breaks', ...WAYS, 'trials', 'equal', 'calls under way', 'made again'],
  ...figures.map(({ setUp, calls, ways, trials, equal, underWay, madeAgain }) =>
    [
      setUp,
      calls,
      ways.length,
      ...WAYS.map((way) => ways.filter((one) => one === way).length),
      trials,
      equal,
      underWay,
      madeAgain,
    ].map(String),
  ),
];
process.stdout.write(
  `${toTextTable(table).join('\n')}\n${Math.round((performance.now() - start) / 1000)} s on ${availableParallelism()} cores, ${type()}\n`,
);
