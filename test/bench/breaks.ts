/*
 * Breaks runs of metasc eval off after a random number of calls, in random ways, and resumes them until they are complete:
 *
 *   npm run build && node test/bench/breaks.ts [--breaks 60] [--seed 1]
 *
 * Each row: a set-up, its breaks, and whether the evaluation that remains equals the unbroken one, with no recorded call
 * made again.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../../analysis/statistics/random.ts';
import { toTextTable } from '../../foundation/textTable.ts';
import { essenceOf, prepareRun, RESULTS, type SetUp, startModelAndJudge } from '../support/brokenRun.ts';

const { values } = parseArgs({
  options: { breaks: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
});
const random = createRandom(Number(values.seed));
const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;

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
    columns: [BASELINE, metasc(4, { acceptance: 'structural', trial: { cases: 'trial.csv', judge: 'JUDGE' } })],
    cases: 10,
    args: [],
  },
];

/** Ends the process group: at once, as Ctrl-C does, or as a job's time limit does. */
const SIGNALS = ['SIGKILL', 'SIGINT', 'SIGTERM'] as const;

async function breakOff(setUp: SetUp, breaks: number) {
  const { server: started, requests } = await startModelAndJudge();
  await using server = started;
  const unbroken = prepareRun(setUp, server);
  await unbroken.run(['eval']);
  const expected = essenceOf(unbroken.folder.join(RESULTS));
  const calls = requests.length;

  let [broken, equal, repeated, resumes] = [0, 0, 0, 0];
  while (broken < breaks) {
    const trial = prepareRun(setUp, server);
    const before = requests.length;
    const inTrial = 1 + Math.floor(random() * 3);
    let command: readonly string[] = ['eval'];
    for (let index = 0; index < inTrial && broken < breaks; index += 1) {
      const moment = requests.length + Math.floor(random() * (calls - (requests.length - before)));
      await trial.run(command, { until: () => requests.length >= moment, signal: pick(SIGNALS) });
      if (existsSync(trial.folder.join(RESULTS))) break;
      broken += 1;
      command = ['resume'];
      rmSync(join(trial.folder.path, '.promptfoo'), { recursive: true, force: true });
    }
    if (!existsSync(trial.folder.join(RESULTS))) {
      resumes += 1;
      const said = await trial.run(existsSync(trial.folder.join('.metasc', 'runs')) ? ['resume'] : ['eval']);
      if (!existsSync(trial.folder.join(RESULTS))) process.stderr.write(said);
    }
    if (existsSync(trial.folder.join(RESULTS)) && essenceOf(trial.folder.join(RESULTS)) === expected) equal += 1;
    else process.stderr.write(`not equal: ${setUp.name}\n`);
    // Calls under way when the run broke off have no record.
    repeated += Math.max(0, requests.length - before - calls);
    trial.folder[Symbol.dispose]();
  }
  unbroken.folder[Symbol.dispose]();
  return { setUp: setUp.name, calls, breaks: broken, trials: resumes, equal, 'calls under way, made again': repeated };
}

const each = Math.ceil(Number(values.breaks) / SET_UPS.length);
const table: (readonly string[])[] = [];
for (const setUp of SET_UPS) {
  const { setUp: name, ...counts } = await breakOff(setUp, each);
  if (table.length === 0) table.push(['set-up', ...Object.keys(counts)]);
  table.push([name, ...Object.values(counts).map(String)]);
}
process.stdout.write(`${toTextTable(table).join('\n')}\n`);
