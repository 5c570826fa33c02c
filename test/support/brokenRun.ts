import { spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutputFile } from 'promptfoo';
import { readCaseRecord } from '../../providers/case/caseRecord.ts';
import { deterministicAnswer, deterministicNumber } from './deterministicModel.ts';
import { builtEntry, PROVIDER } from './evalProject.ts';
import { type LoopbackReply, type LoopbackServer, startLoopbackServer } from './loopbackServer.ts';
import { BUILT_METASC } from './metasc.ts';
import { PROMPTFOO, promptfooEnvironment } from './promptfooCli.ts';
import { createTemporaryFolder, type TemporaryFolder } from './temporaryFolder.ts';
import { trialCsv } from './trialSet.ts';

/** A project of `metasc eval`, to break off. `"JUDGE"` in a column's config stands for a judge on the server. */
export interface SetUp {
  readonly name: string;
  readonly columns: readonly object[];
  readonly cases: number;
  /** How many tasks the cases are of, in turn. @default 3 */
  readonly tasks?: number;
  readonly args: readonly string[];
  /** Who scores the rows. @default a judge on the server */
  readonly judge?: 'local';
}

/** Where `metasc eval` writes the results of such a project. */
export const RESULTS = 'results/promptfooconfig.json';

export interface ModelAndJudge extends AsyncDisposable {
  readonly server: LoopbackServer;
  /** What it was asked. */
  readonly requests: readonly string[];
  /** What it answers instead, until it is set back to undefined; by the model's name. */
  fault: ((model: string) => LoopbackReply | undefined) | undefined;
}

type Messages = Parameters<typeof deterministicAnswer>[0];

/**
 * Answers by conversation and seed alone, after a time that depends on the conversation too, and judges.
 *
 * @param answer the model's
 */
export async function startModelAndJudge(
  answer: (messages: Messages, seed: unknown) => string = deterministicAnswer,
): Promise<ModelAndJudge> {
  const requests: string[] = [];
  const server = await startLoopbackServer(({ messages, body }) => {
    requests.push(JSON.stringify([body.model, messages, body.seed]));
    const content = body.model === 'judge' ? judgeAnswer(messages) : answer(messages, body.seed);
    return both.fault?.(String(body.model)) ?? { content, delayMs: 5 + deterministicNumber(messages, 40) };
  });
  const both: ModelAndJudge = {
    server,
    requests,
    fault: undefined,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return both;
}

/** A verdict for our rubrics; for a trial yes, no or, seldom, neither, so that proposals are accepted and refused. */
function judgeAnswer(messages: Messages): string {
  const prompt = String(messages.at(-1)?.content);
  const nonce = /"nonce"\s*:\s*"([^"]+)"/.exec(prompt)?.[1];
  if (nonce !== undefined) return JSON.stringify({ nonce, level: 1 + (prompt.length % 3), reason: 'fits' });
  const chance = deterministicNumber(messages, 100);
  return chance < 3 ? 'It depends.' : chance % 2 === 0 ? 'yes' : 'no';
}

/** Ends a run before its end. */
export interface End {
  readonly until: () => boolean;
  readonly signal: NodeJS.Signals;
  /** `group`: all its processes, as Ctrl-C does; `command`: `metasc` alone, as a job's time limit may. @default 'group' */
  readonly to?: 'group' | 'command';
}

export interface RunCall {
  readonly end?: End;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of Node. @default built `metasc` */
  readonly program?: readonly string[];
  /** Lines that fit on the disk. @default any number */
  readonly roomLines?: number;
}

export interface RunOutcome {
  readonly printed: string;
  /** null if a signal ended it. */
  readonly exitCode: number | null;
}

export interface Prepared {
  readonly folder: TemporaryFolder;
  /** Runs `metasc` to its end, or until it is ended. */
  readonly run: (args: readonly string[], call?: RunCall) => Promise<RunOutcome>;
}

export function prepareRun(
  { columns, cases, tasks = 3, args, judge: scorer }: SetUp,
  server: LoopbackServer,
): Prepared {
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
      assert: [{ type: 'javascript', value: builtEntry('assertions/harm'), config: { judge: scorer ?? judge } }],
    },
    tests: Array.from({ length: cases }, (_, index) => ({
      vars: { request: `request number ${index}`, task: `task ${index % tasks}` },
    })),
  };
  const folder = createTemporaryFolder({
    'promptfooconfig.yaml': JSON.stringify(config),
    'trial.csv': trialCsv(),
  });
  return {
    folder,
    async run(command, { end, env = {}, program = [BUILT_METASC], roomLines } = {}) {
      const child = spawn(process.execPath, [...program, ...command, ...(command[0] === 'eval' ? args : [])], {
        cwd: folder.path,
        env: {
          ...promptfooEnvironment(folder.path),
          PROMPTFOO_CACHE_ENABLED: 'false',
          ...env,
          ...(roomLines === undefined ? {} : { NODE_OPTIONS: `--import=${FULL_DISK}`, ROOM_LINES: String(roomLines) }),
        },
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let printed = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += String(text)));
      let isOver = false;
      const ended = new Promise<number | null>((resolve) => child.on('close', resolve)).finally(() => (isOver = true));
      if (end !== undefined) {
        while (!isOver && !end.until()) await sleep(3);
        const pid = child.pid ?? 0;
        // It may have ended.
        if (!isOver) tryTo(() => process.kill(end.to === 'command' ? pid : -pid, end.signal));
      }
      const exitCode = await ended;
      // A call may still be on its way from the process that was ended. (Beside another run, connections stay open.)
      if (end !== undefined) await server.disconnection();
      return { exitCode, printed };
    },
  };
}

/** Runs the project with `promptfoo eval` to its end: it starts promptfoo once, `metasc eval` twice. */
export function runByPromptfoo({ run }: Prepared): Promise<RunOutcome> {
  return run(['eval', '--no-write', '--no-table', '--no-progress-bar', '-o', RESULTS], {
    program: PROMPTFOO,
    env: { PROMPTFOO_FAILED_TEST_EXIT_CODE: '0' },
  });
}

const FULL_DISK = new URL('fullDisk.mjs', import.meta.url).href;

function tryTo(work: () => void): void {
  try {
    work();
  } catch {
    // It is over.
  }
}

const ledgersIn = (folder: TemporaryFolder) =>
  globSync('.metasc/runs/*/calls.ledger', { cwd: folder.path }).map((name) => folder.join(name));

/** How many calls the run that was broken off there has recorded. */
export function countRecorded(folder: TemporaryFolder): number {
  return ledgersIn(folder).reduce((sum, path) => sum + readFileSync(path, 'utf8').split('\n').length - 1, 0);
}

/** Cuts so many bytes off the end of what was recorded, as a loss of power may: ledger, and journals. */
export function tear(folder: TemporaryFolder, bytes: number): void {
  const journals = globSync('.metasc/*/*.jsonl', { cwd: folder.path }).map((name) => folder.join(name));
  for (const path of [...ledgersIn(folder), ...journals]) truncateSync(path, Math.max(0, statSync(path).size - bytes));
}

/**
 * What has to be equal: rows with all that was said and decided, the figures of the columns, and the tokens of all columns
 * together. Which of two columns that ask at the same moment counts their shared call depends on timing.
 */
export function essenceOf(path: string): string {
  if (!existsSync(path)) return 'no results';
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
