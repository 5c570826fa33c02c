/*
 * Breaks runs of metasc eval off after a random number of calls, in random ways, and resumes them until they are complete:
 *
 *   npm run build && node test/bench/breaks.ts [--breaks 60] [--seed 1]
 *
 * Each row: a set-up, its breaks, and whether the evaluation that remains equals the unbroken one, with no recorded call
 * made again.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { OutputFile } from 'promptfoo';
import { createRandom } from '../../analysis/statistics/random.ts';
import { toTextTable } from '../../foundation/textTable.ts';
import { readCaseRecord } from '../../providers/case/caseRecord.ts';
import { deterministicAnswer, deterministicNumber } from '../support/deterministicModel.ts';
import { builtEntry, PROVIDER } from '../support/evalProject.ts';
import { type LoopbackServer, startLoopbackServer } from '../support/loopbackServer.ts';
import { BUILT_METASC } from '../support/metasc.ts';
import { promptfooEnvironment } from '../support/promptfooCli.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

const { values } = parseArgs({
  options: { breaks: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
});
const random = createRandom(Number(values.seed));
const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;

interface SetUp {
  readonly name: string;
  readonly columns: readonly object[];
  readonly cases: number;
  readonly args: readonly string[];
}

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

interface Prepared {
  readonly folder: TemporaryFolder;
  /** @param until resolves when the run is to break off */
  readonly run: (args: readonly string[], until?: () => boolean) => Promise<string>;
}

function prepare({ columns, cases, args }: SetUp, server: LoopbackServer): Prepared {
  const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
  const judge = { type: 'openai', name: 'judge', baseURL: server.baseURL };
  const withModel = JSON.parse(JSON.stringify(columns).replaceAll('"JUDGE"', JSON.stringify(judge)));
  const config = {
    prompts: ['{{request}}'],
    providers: withModel.map((column: { config: object }) => ({
      id: PROVIDER,
      ...column,
      config: { model, ...column.config },
    })),
    defaultTest: {
      metadata: { harmful: false },
      assert: [{ type: 'javascript', value: builtEntry('assertions/harm'), config: { judge } }],
    },
    tests: Array.from({ length: cases }, (_, index) => ({
      vars: { request: `request number ${index}`, task: `task ${index % 3}` },
    })),
  };
  const folder = createTemporaryFolder({
    'promptfooconfig.yaml': JSON.stringify(config),
    'trial.csv': 'prompt,harmful\ntrial request one,false\ntrial request two,true\n',
  });
  const env = { ...promptfooEnvironment(folder.path), PROMPTFOO_CACHE_ENABLED: 'false' };
  return {
    folder,
    async run(command, until) {
      const child = spawn(process.execPath, [BUILT_METASC, ...command, ...(command[0] === 'eval' ? args : [])], {
        cwd: folder.path,
        env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let printed = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += String(text)));
      const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
      if (until !== undefined) {
        let isOver = false;
        ended.then(() => {
          isOver = true;
        });
        while (!isOver && !until()) await sleep(3);
        try {
          process.kill(-(child.pid ?? 0), pick(SIGNALS));
        } catch {
          // It has ended.
        }
      }
      await ended;
      return printed;
    },
  };
}

/**
 * What has to be equal: rows with all that was said and decided, the figures of the columns, and the tokens of all columns
 * together. Which of two columns that ask at the same moment counts their shared call depends on timing, in any run.
 */
function essenceOf(path: string): string {
  const { results } = JSON.parse(readFileSync(path, 'utf8')) as OutputFile;
  const summary = results as unknown as {
    readonly results: readonly Record<string, unknown>[];
    readonly prompts: readonly { readonly metrics?: Record<string, unknown> }[];
  };
  const rows = summary.results.map((row) => {
    const { evaluationId: _e, phases, ...record } = readCaseRecord(row.metadata) ?? ({} as never);
    const counts = Object.entries(phases ?? {}).map(([phase, { calls, sharedCalls }]) => [phase, calls + sharedCalls]);
    const { testIdx, promptIdx, error, score, success, namedScores, response } = row;
    const { output } = (response ?? {}) as { output?: unknown };
    return { testIdx, promptIdx, error, score, success, namedScores, output, record, counts };
  });
  rows.sort((a, b) => Number(a.testIdx) - Number(b.testIdx) || Number(a.promptIdx) - Number(b.promptIdx));
  const figures = summary.prompts.map(({ metrics = {} }) => {
    const { totalLatencyMs: _l, tokenUsage: _t, ...rest } = metrics;
    return rest;
  });
  const tokens = summary.results.map(({ tokenUsage }) => (tokenUsage as { total?: number } | undefined)?.total ?? 0);
  return JSON.stringify({ rows, figures, tokens: tokens.reduce((sum, one) => sum + one, 0) }, null, 1);
}

async function breakOff(setUp: SetUp, breaks: number) {
  const requests: string[] = [];
  await using server = await startLoopbackServer(({ messages, body }) => {
    requests.push(JSON.stringify([body.model, messages]));
    const content =
      body.model === 'judge' ? judgeAnswer(String(messages.at(-1)?.content)) : deterministicAnswer(messages);
    return { content, delayMs: 10 + deterministicNumber(messages, 60) };
  });
  const results = 'results/promptfooconfig.json';
  const unbroken = prepare(setUp, server);
  await unbroken.run(['eval']);
  const expected = essenceOf(unbroken.folder.join(results));
  const calls = requests.length;

  let [broken, equal, repeated, resumes] = [0, 0, 0, 0];
  while (broken < breaks) {
    const trial = prepare(setUp, server);
    const before = requests.length;
    const inTrial = 1 + Math.floor(random() * 3);
    let command: readonly string[] = ['eval'];
    for (let index = 0; index < inTrial && broken < breaks; index += 1) {
      const moment = requests.length + Math.floor(random() * (calls - (requests.length - before)));
      await trial.run(command, () => requests.length >= moment);
      if (existsSync(trial.folder.join(results))) break;
      broken += 1;
      command = ['resume'];
      rmSync(join(trial.folder.path, '.promptfoo'), { recursive: true, force: true });
    }
    if (!existsSync(trial.folder.join(results))) {
      resumes += 1;
      const said = await trial.run(existsSync(trial.folder.join('.metasc', 'runs')) ? ['resume'] : ['eval']);
      if (!existsSync(trial.folder.join(results))) process.stderr.write(said);
    }
    if (existsSync(trial.folder.join(results)) && essenceOf(trial.folder.join(results)) === expected) equal += 1;
    else process.stderr.write(`not equal: ${setUp.name}\n`);
    // Calls under way when the run broke off have no record.
    repeated += Math.max(0, requests.length - before - calls);
    trial.folder[Symbol.dispose]();
  }
  unbroken.folder[Symbol.dispose]();
  return { setUp: setUp.name, calls, breaks: broken, trials: resumes, equal, 'calls under way, made again': repeated };
}

/** A verdict for our rubrics, and yes for a trial. */
function judgeAnswer(prompt: string): string {
  const nonce = /"nonce"\s*:\s*"([^"]+)"/.exec(prompt)?.[1];
  return nonce === undefined ? 'yes' : JSON.stringify({ nonce, level: 1 + (prompt.length % 3), reason: 'fits' });
}

const each = Math.ceil(Number(values.breaks) / SET_UPS.length);
const table: (readonly string[])[] = [];
for (const setUp of SET_UPS) {
  const { setUp: name, ...counts } = await breakOff(setUp, each);
  if (table.length === 0) table.push(['set-up', ...Object.keys(counts)]);
  table.push([name, ...Object.values(counts).map(String)]);
}
process.stdout.write(`${toTextTable(table).join('\n')}\n`);
