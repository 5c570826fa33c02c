import { existsSync, readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  countRecorded,
  essenceOf,
  type ModelAndJudge,
  prepareRun,
  RESULTS,
  type RunCall,
  runByPromptfoo,
  startModelAndJudge,
  tear,
} from '../support/brokenRun.ts';
import { PROMPTFOO } from '../support/promptfooCli.ts';

const SET_UP = {
  name: '2 columns',
  columns: [
    { label: 'static', config: { variant: 'static-critique' } },
    { label: 'metasc', config: { adapt: { steps: 'all', acceptance: 'always' } } },
  ],
  cases: 8,
  args: [],
};

let model: ModelAndJudge;
/** Of an unbroken run: what remains, and how many calls it makes. */
let expected: string;
let calls: number;

beforeAll(async () => {
  model = await startModelAndJudge();
  const unbroken = prepareRun(SET_UP, model.server);
  await unbroken.run(['eval']);
  expected = essenceOf(unbroken.folder.join(RESULTS));
  calls = model.requests.length;
  // A complete run leaves nothing behind.
  expect(readdirSync(unbroken.folder.join('.metasc', 'runs'))).toEqual([]);
  unbroken.folder[Symbol.dispose]();
});
afterAll(() => model[Symbol.asyncDispose]());

/** Ends once so many calls of this run have come in. */
function afterCalls(share: number, ofAll = calls) {
  const last = model.requests.length + Math.floor(ofAll * share);
  return () => model.requests.length >= last;
}

/** Runs `command`, which has to make the calls that are not recorded, no others, and end equal to the unbroken run. */
async function finish(
  { folder, run }: ReturnType<typeof prepareRun>,
  command: readonly string[],
  {
    all = { expected, calls },
    ...call
  }: RunCall & { readonly all?: Readonly<Record<'expected', string> & Record<'calls', number>> } = {},
) {
  const [recorded, before] = [countRecorded(folder), model.requests.length];
  const { exitCode, printed } = await run(command, call);
  expect({ exitCode, printed }).toEqual({ exitCode: 0, printed: expect.not.stringContaining('resume run-') });
  expect(model.requests.length - before).toBe(all.calls - recorded);
  expect(essenceOf(folder.join(RESULTS))).toBe(all.expected);
  expect(readdirSync(folder.join('.metasc', 'runs'))).toEqual([]);
}

/** Resumes a run, and kills it after another process asked for it in vain. */
async function killWhileInUse({ run }: ReturnType<typeof prepareRun>) {
  const until = afterCalls(0.15);
  let isOver = false;
  const running = run(['resume'], { end: { until: () => isOver, signal: 'SIGKILL' } });
  await expect.poll(until, { timeout: 120_000 }).toBe(true);
  // It waits for the model as long as the other process takes.
  model.fault = () => ({ fault: 'hang' });
  expect(await run(['resume'])).toEqual({ exitCode: 1, printed: expect.stringContaining('is in use by') });
  isOver = true;
  await running;
  model.fault = undefined;
}

/** A ledger that was changed is refused before anything is asked. */
async function refuseDamaged({ folder, run }: ReturnType<typeof prepareRun>) {
  const [id = ''] = readdirSync(folder.join('.metasc', 'runs'));
  const name = `.metasc/runs/${id}/calls.ledger`;
  const whole = folder.read(name);
  folder.write(name, whole.replace('response', 'responsE'));
  const before = model.requests.length;
  expect(await run(['resume'])).toEqual({ exitCode: 1, printed: expect.stringContaining('damaged') });
  expect(model.requests).toHaveLength(before);
  folder.write(name, whole);
}

/** Signals that a time limit may send. Every night, both. */
const LIMIT_SIGNALS = process.env.METASC_KILLS ? (['SIGTERM', 'SIGINT'] as const) : (['SIGTERM'] as const);
/** That end a run with trials once more, in a later one: every night. */
const TRIAL_SIGNALS = process.env.METASC_KILLS ? (['SIGINT', 'SIGKILL'] as const) : [];
const BROKEN_OFF = /broken off.*To finish it: .* resume run-/;

describe('a run of several columns that was broken off', () => {
  it('is finished by metasc resume, equal to an unbroken one, however often and in whatever way it was broken', async () => {
    const broken = prepareRun(SET_UP, model.server);
    using folder = broken.folder;
    const config = JSON.parse(folder.read('promptfooconfig.yaml'));
    folder.write('promptfooconfig.yaml', JSON.stringify({ ...config, extensions: ['file://hook.mjs:afterAll'] }));
    folder.write('hook.mjs', 'export function afterAll() {}');

    // A full disk: what was under way is asked, and nothing after it.
    const before = model.requests.length;
    const full = await broken.run(['eval'], { roomLines: 12 });
    expect(full).toEqual({
      exitCode: 1,
      printed: expect.stringMatching(/ENOSPC[\s\S]*To ask again for the rows with an error.*: .* resume run-/),
    });
    expect(full.printed).toContain('Make room on the disk');
    expect(model.requests.length - before).toBeLessThan(calls / 2);
    rmSync(folder.join(RESULTS));

    // A loss of power: results, database and the ends of the files are gone. No other process goes on with a run that is
    // under way, and none with a ledger that was changed.
    await killWhileInUse(broken);
    expect(existsSync(folder.join(RESULTS))).toBe(false);
    await refuseDamaged(broken);
    const recorded = countRecorded(folder);
    tear(folder, 40);
    expect(countRecorded(folder)).toBe(recorded - 1);
    rmSync(folder.join('.promptfoo'), { recursive: true });

    // Ctrl-C.
    const interrupted = await broken.run(['resume'], { end: { until: afterCalls(0.15), signal: 'SIGINT' } });
    expect(interrupted.printed).toMatch(/To finish it: .* resume run-/);
    expect(existsSync(folder.join(RESULTS))).toBe(false);

    // A time limit that ends metasc alone: promptfoo ends, too.
    for (const signal of LIMIT_SIGNALS) {
      const limited = await broken.run(['resume'], { end: { until: afterCalls(0.1), signal, to: 'command' } });
      expect([signal, limited]).toEqual([signal, { exitCode: 1, printed: expect.stringMatching(BROKEN_OFF) }]);
      expect(countRecorded(folder)).toBeLessThan(calls);
    }

    // promptfoo's own time limit. The model hangs from the sixth call on, so that the limit comes whenever it comes.
    const from = model.requests.length + 6;
    model.fault = (name) => (name === 'm' && model.requests.length > from ? { fault: 'hang' } : undefined);
    const late = await broken.run(['resume'], { env: { PROMPTFOO_MAX_EVAL_TIME_MS: '4000' } });
    model.fault = undefined;
    expect(late).toEqual({ exitCode: 1, printed: expect.stringMatching(/: .* resume run-/) });
    expect(countRecorded(folder)).toBeLessThan(calls);

    // An error of promptfoo at its end: nothing is left to ask.
    folder.write('hook.mjs', "export function afterAll() { throw new Error('no connection'); }");
    const failed = await broken.run(['resume']);
    expect(failed).toEqual({ exitCode: 1, printed: expect.stringMatching(BROKEN_OFF) });
    expect(countRecorded(folder)).toBe(calls);
    folder.write('hook.mjs', 'export function afterAll() {}');

    await finish(broken, ['resume']);
  });

  it('under promptfoo eval is finished by the evaluation’s id', async () => {
    const broken = prepareRun(SET_UP, model.server);
    using folder = broken.folder;
    const end = { until: afterCalls(0.5), signal: 'SIGKILL' } as const;
    await broken.run(['eval', '--no-table', '--no-progress-bar'], { end, program: PROMPTFOO });
    const [id = ''] = readdirSync(folder.join('.metasc')).filter((name) => name.startsWith('eval-'));
    const before = model.requests.length;
    const { exitCode } = await broken.run(['resume', id, '--config', 'promptfooconfig.yaml']);
    expect(exitCode).toBe(0);
    expect(essenceOf(folder.join(RESULTS))).toBe(expected);
    expect(model.requests.length - before).toBeLessThan(calls * 0.6);
  });
});

describe('a chain that tries its proposals', () => {
  const TRIALS = {
    name: 'a chain with trials',
    columns: [
      {
        label: 'metasc',
        config: { adapt: { steps: 6, trial: { cases: 'trial.csv', perSide: 16, judge: 'JUDGE' } } },
      },
    ],
    cases: 8,
    args: [],
  };

  it('ends with the specs and the evidence of an unbroken one, and makes no recorded call again', async () => {
    const unbroken = prepareRun(TRIALS, model.server);
    const first = model.requests.length;
    await runByPromptfoo(unbroken);
    const all = { expected: essenceOf(unbroken.folder.join(RESULTS)), calls: model.requests.length - first };
    unbroken.folder[Symbol.dispose]();
    const found = [...all.expected.matchAll(/"decision": "(\w+)"/g)].map(([, decision]) => decision);
    expect(found).toHaveLength(6);
    expect(new Set(found)).toEqual(new Set(['accepted', 'refused']));

    const broken = prepareRun(TRIALS, model.server);
    using folder = broken.folder;
    // In the first trial, under the first spec.
    await broken.run(['eval'], { end: { until: afterCalls(0.1, all.calls), signal: 'SIGKILL' } });
    tear(folder, 40);
    rmSync(folder.join('.promptfoo'), { recursive: true });
    for (const signal of TRIAL_SIGNALS) {
      await broken.run(['resume'], { end: { until: afterCalls(0.25, all.calls), signal } });
      expect(countRecorded(folder)).toBeLessThan(all.calls);
    }
    // The disk is full in the middle of a later trial: no verdict of it is taken for an unclear one.
    await broken.run(['resume'], { roomLines: Math.floor(all.calls * 0.3) });
    await finish(broken, ['resume'], { all });
  });
});

describe('a run that ended with gaps', () => {
  it('asks again for its rows with an error, then for the verdicts that failed, and for nothing else', async () => {
    const broken = prepareRun(SET_UP, model.server);
    using folder = broken.folder;
    const from = model.requests.length + calls / 2;
    model.fault = (name) => (name === 'm' && model.requests.length > from ? { status: 403 } : undefined);
    expect(await broken.run(['eval'])).toEqual({
      exitCode: 1,
      printed: expect.stringMatching(/To ask again for the rows with an error, and for nothing else: .* resume run-/),
    });
    expect(existsSync(folder.join(RESULTS))).toBe(true);

    model.fault = (name) => (name === 'judge' ? { status: 403 } : undefined);
    expect(await broken.run(['resume'])).toEqual({
      exitCode: 0,
      printed: expect.stringMatching(/To ask again for the verdicts that a failed call left out.*: .* resume run-/),
    });
    model.fault = undefined;
    const before = model.requests.length;
    await finish(broken, ['resume']);
    const asked = model.requests.slice(before);
    expect(asked).not.toEqual([]);
    expect(asked.every((request) => request.startsWith('["judge"'))).toBe(true);
  });
});

describe('metasc resume', () => {
  it('says that there is nothing to resume, and which runs there are', async () => {
    const { folder, run } = prepareRun(SET_UP, model.server);
    expect((await run(['resume'])).printed).toContain('expected a run that was broken off');
    expect((await run(['resume', 'run-none'])).printed).toContain('expected one of no runs; got run-none');
    folder[Symbol.dispose]();
  });
});
