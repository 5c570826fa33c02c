import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvaluateResult } from 'promptfoo';
import { describe, expect, it } from 'vitest';
import type { Phase } from '../../providers/loop/types.ts';
import { readJournal } from '../../providers/specs/specJournal.ts';
import { deterministicAnswer, deterministicNumber, phaseOf } from '../support/deterministicModel.ts';
import { createEvalProject, type EvalProject, metascOf, PROVIDER } from '../support/evalProject.ts';
import { type LoopbackServer, type ReceivedCall, startLoopbackServer } from '../support/loopbackServer.ts';
import { PROMPTFOO, promptfooEnvironment, runPromptfoo } from '../support/promptfooCli.ts';

const CASES = 30;
const STEPS = 10;
const ROWS = 'rows.json';

/** Every night, runs are killed at so many more calls, each run once. */
const MORE_KILLS = Number(process.env.METASC_KILLS ?? 0);

/** A run is killed at each of these calls, and goes on to the next: the phase, and the case that it belongs to. */
const MOMENTS: Readonly<Record<string, readonly [Phase, number]>> = {
  'a critique': ['critique', 1],
  'a response that runs ahead of the chain': ['response', 5],
  'a revision': ['revision', 6],
  ...(MORE_KILLS > 0 && { 'a meta-critique': ['metaCritique', 7] }),
  'the meta-critique of the last step of the window': ['metaCritique', STEPS - 1],
  'a case after the window': ['revision', 25],
};

function configFor(server: LoopbackServer) {
  return {
    prompts: ['{{request}}'],
    // A resumed run writes where the run that it resumes would have.
    outputPath: ROWS,
    providers: [
      {
        id: PROVIDER,
        label: 'metasc',
        config: { model: { type: 'openai', name: 'm', baseURL: server.baseURL }, adapt: { steps: STEPS } },
      },
    ],
    tests: Array.from({ length: CASES }, (_, index) => ({ vars: { request: `request number ${index}` } })),
  };
}

const startServer = () =>
  startLoopbackServer(({ messages }) => ({
    content: deterministicAnswer(messages),
    delayMs: 5 + deterministicNumber(messages, 20),
  }));

type IsMoment = (call: ReceivedCall) => boolean;

const isNever: IsMoment = () => false;

const isNth =
  (count: number): IsMoment =>
  ({ index }) =>
    index === count - 1;

/** Starts promptfoo and ends it with `signal` when the server gets the call; whether it did. */
async function runAndKill(
  args: readonly string[],
  { project, server, isMoment, signal = 'SIGKILL' }: Kill & { readonly isMoment: IsMoment },
): Promise<boolean> {
  const child: ChildProcess = spawn(process.execPath, [...PROMPTFOO, ...args, '--no-table', '--no-progress-bar'], {
    cwd: project.folder,
    env: promptfooEnvironment(project.folder),
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const isKilled = await Promise.race([server.arrival(isMoment).then(() => true), exited.then(() => false)]);
  child.kill(signal);
  await exited;
  return isKilled;
}

interface Kill {
  readonly project: EvalProject;
  readonly server: LoopbackServer;
  readonly signal?: NodeJS.Signals;
}

/** The same for `promptfoo eval`. */
function evaluateAndKill(kill: Kill, isMoment: IsMoment): Promise<boolean> {
  kill.project.write('promptfooconfig.yaml', JSON.stringify(configFor(kill.server)));
  return runAndKill(['eval', '-c', 'promptfooconfig.yaml', '-j', '4'], { ...kill, isMoment });
}

async function journalPathIn(folder: string): Promise<string> {
  const [evaluation = ''] = await readdir(join(folder, '.metasc'));
  const files = await readdir(join(folder, '.metasc', evaluation));
  return join(folder, '.metasc', evaluation, files.find((file) => file.endsWith('.jsonl')) ?? '');
}

const journalIn = async (folder: string) => readJournal(await journalPathIn(folder));

const evaluationIdIn = async (folder: string) => (await journalIn(folder))?.header.evaluationId ?? '';

/** What a run leaves in its rows, less what differs from run to run by its nature: ids, times and the server's port. */
function rowOf(row: EvaluateResult) {
  const { testIdx, response, error } = row;
  const { evaluationId: _, phases = {}, ...metasc } = metascOf(row);
  const model = metasc.model?.replace(/:\d+(?=\/v1$)/, '');
  const tokens = Object.entries(phases).map(([phase, { promptTokens }]) => [phase, promptTokens]);
  return { testIdx, output: response?.output, error: error ?? undefined, metasc: { ...metasc, model }, tokens };
}

async function exportedRows(project: EvalProject, evaluationId: string) {
  const file = join(project.folder, 'exported.json');
  const outcome = await runPromptfoo({ cwd: project.folder, args: ['export', 'eval', evaluationId, '-o', file] });
  expect(outcome.exitCode, outcome.stdout + outcome.stderr).toBe(0);
  return rowsIn(file);
}

async function rowsIn(file: string) {
  const { results } = JSON.parse(await readFile(file, 'utf8')) as { results: { results: EvaluateResult[] } };
  return results.results.toSorted((a, b) => a.testIdx - b.testIdx).map(rowOf);
}

/** The request that a call is about: the first message of its user. */
const requestOf = (messages: readonly { role: string; content: string }[]) =>
  messages.find(({ role }) => role === 'user')?.content;

const stepsIn = (journal: ReturnType<typeof readJournal>) =>
  (journal?.events ?? []).filter((event) => event.kind === 'step').toSorted((a, b) => a.step - b.step);

const specsIn = (journal: ReturnType<typeof readJournal>) =>
  stepsIn(journal).map(({ step, specUsed, proposal }) => ({ step, specUsed, proposal }));

const answeredRequests = (journal: ReturnType<typeof readJournal>) =>
  stepsIn(journal).map(({ answer }) => {
    const { messages = '[]' } = (answer?.metadata ?? {}) as { messages?: string };
    return requestOf(JSON.parse(messages));
  });

interface WholeRun {
  readonly calls: number;
  readonly rows: Awaited<ReturnType<typeof rowsIn>>;
  readonly specs: ReturnType<typeof specsIn>;
}

async function runWhole(): Promise<WholeRun> {
  await using server = await startServer();
  await using project = await createEvalProject();
  await evaluateAndKill({ project, server }, isNever);
  const rows = await rowsIn(join(project.folder, ROWS));
  return { calls: server.calls.length, rows, specs: specsIn(await journalIn(project.folder)) };
}

/** An evaluation that is killed at each of the moments, resumed after each, and then equal to the whole one. */
async function killAndResume(whole: WholeRun, moments: readonly (readonly [string, IsMoment])[]): Promise<void> {
  await using server = await startServer();
  await using project = await createEvalProject();
  const kill = { project, server };
  const [[first, isFirst] = ['', isNever], ...later] = moments;
  expect(await evaluateAndKill(kill, isFirst), first).toBe(true);
  const evaluationId = await evaluationIdIn(project.folder);
  const resume = ['eval', '--resume', evaluationId];

  /** Goes on with the evaluation: it asks for nothing that it was answered. */
  async function goOn(where: string, run: (callsBefore: number) => Promise<void>) {
    const answered = answeredRequests(await journalIn(project.folder));
    const callsBefore = server.calls.length;
    await run(callsBefore);
    const callsAgain = server.calls.slice(callsBefore).map(({ messages }) => requestOf(messages));
    expect(
      callsAgain.filter((request) => answered.includes(request)),
      where,
    ).toEqual([]);
  }
  for (const [where, isMoment] of later) {
    await goOn(where, async (callsBefore) => {
      const isNow: IsMoment = (call) => call.index >= callsBefore && isMoment(call);
      expect(await runAndKill(resume, { ...kill, isMoment: isNow }), where).toBe(true);
    });
  }
  await goOn('to the end', async () => {
    const resumed = await runPromptfoo({ cwd: project.folder, args: [...resume, '--no-table', '--no-progress-bar'] });
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0);
  });
  expect(await rowsIn(join(project.folder, ROWS)), first).toEqual(whole.rows);
  expect(specsIn(await journalIn(project.folder)), first).toEqual(whole.specs);
}

describe('an evaluation that was killed', () => {
  it('goes on with eval --resume as if it had not been, in whatever phase it was', async () => {
    const whole = await runWhole();
    expect(whole.calls).toBe(3 * CASES + STEPS);
    expect(whole.rows.map(({ metasc }) => metasc)).toMatchObject(
      Array.from({ length: CASES }, (_, step) => ({ step, specUsedVersion: Math.min(step, STEPS) })),
    );
    const named = Object.entries(MOMENTS).map(([where, [phase, at]]): [string, IsMoment] => [
      `killed at ${where}`,
      ({ messages }) => phaseOf(messages) === phase && requestOf(messages) === `request number ${at}`,
    ]);
    await killAndResume(whole, named);
    for (let kill = 0; kill < MORE_KILLS; kill += 1) {
      // Spread over the run, but for its very beginning, when there is no journal to resume from.
      const call = 8 + Math.floor((kill * (whole.calls - 10)) / MORE_KILLS);
      await killAndResume(whole, [[`killed at call ${call}`, isNth(call)]]);
    }
  });

  it('goes on after Ctrl-C with eval --resume, and with retry for the cases that were under way', async () => {
    await using server = await startServer();
    await using project = await createEvalProject();
    await evaluateAndKill({ project, server, signal: 'SIGINT' }, isNth(20));
    const evaluationId = await evaluationIdIn(project.folder);
    const answered = answeredRequests(await journalIn(project.folder));
    const callsBefore = server.calls.length;
    await runPromptfoo({ cwd: project.folder, args: ['eval', '--resume', evaluationId, '--no-table'] });
    await runPromptfoo({ cwd: project.folder, args: ['retry', evaluationId] });

    const rows = await exportedRows(project, evaluationId);
    expect(rows.map(({ error }) => error)).toEqual(Array.from({ length: CASES }, () => undefined));
    const callsAgain = server.calls.slice(callsBefore).map(({ messages }) => requestOf(messages));
    expect(callsAgain.filter((request) => answered.includes(request))).toEqual([]);
    const steps = stepsIn(await journalIn(project.folder));
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: CASES }, (_, step) => step));
    // One line of specs, without a break.
    expect(steps.map(({ specUsed }) => specUsed.version)).toEqual(steps.map(({ step }) => Math.min(step, 10)));
    for (const [index, { specUsed }] of steps.slice(1, 11).entries()) {
      expect(specUsed.text).toBe(steps[index]?.proposal?.text);
    }
  });
});

describe('an evaluation of two columns with failed rows', () => {
  it('answers them with promptfoo retry, and makes no other call again', async () => {
    let isBroken = true;
    await using server = await startLoopbackServer(({ messages }) =>
      isBroken && /number [37]$/.test(requestOf(messages) ?? '') && messages.length === 4
        ? { status: 500 }
        : deterministicAnswer(messages),
    );
    await using project = await createEvalProject();
    const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
    const options = { model, systemPrompt: 'Be good.', limits: { maxRetries: 0 } };
    const config = {
      prompts: ['{{request}}'],
      providers: [
        { id: PROVIDER, label: 'static', config: { ...options, variant: 'static-critique' } },
        { id: PROVIDER, label: 'metasc', config: { ...options, adapt: { steps: 'all' } } },
      ],
      tests: Array.from({ length: 10 }, (_, index) => ({ vars: { request: `request number ${index}` } })),
    };
    await writeFile(join(project.folder, 'promptfooconfig.yaml'), JSON.stringify(config));
    const first = await runPromptfoo({ cwd: project.folder, args: ['eval', '--no-table'] });
    expect(first.results?.stats.errors).toBe(4);
    const evaluationId = await evaluationIdIn(project.folder);

    isBroken = false;
    const callsBefore = server.calls.length;
    const retried = await runPromptfoo({ cwd: project.folder, args: ['retry', evaluationId] });
    expect(retried.exitCode, retried.stdout + retried.stderr).toBe(0);
    const rows = await exportedRows(project, evaluationId);
    expect(rows).toHaveLength(20);
    expect(rows.filter(({ error }) => error !== undefined)).toEqual([]);
    const callsAgain = server.calls.slice(callsBefore).map(({ messages }) => requestOf(messages));
    expect(new Set(callsAgain)).toEqual(new Set(['request number 3', 'request number 7']));
    // Of two cases, both columns' critique and revision, and metasc's meta-critique; the responses are recorded.
    expect(callsAgain).toHaveLength(2 * (2 + 2 + 1));
    // The failed cases went to the end of the chain and begin where it was.
    const versions = rows.filter(({ metasc }) => metasc.chain === 'metasc').map(({ metasc }) => metasc.specUsedVersion);
    expect(versions).toEqual([0, 1, 2, 8, 3, 4, 5, 9, 6, 7]);
  });
});
