import { existsSync, readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  countRecorded,
  essenceOf,
  type ModelAndJudge,
  prepareRun,
  RESULTS,
  type RunCall,
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
function afterCalls(share: number) {
  const last = model.requests.length + Math.floor(calls * share);
  return () => model.requests.length >= last;
}

/** Runs `command`, which has to make the calls that are not recorded, no others, and end equal to the unbroken run. */
async function finish({ folder, run }: ReturnType<typeof prepareRun>, command: readonly string[], call?: RunCall) {
  const [recorded, before] = [countRecorded(folder), model.requests.length];
  const { exitCode, printed } = await run(command, call);
  expect({ exitCode, printed }).toEqual({ exitCode: 0, printed: expect.not.stringContaining('resume run-') });
  expect(model.requests.length - before).toBe(calls - recorded);
  expect(essenceOf(folder.join(RESULTS))).toBe(expected);
  expect(readdirSync(folder.join('.metasc', 'runs'))).toEqual([]);
}

describe('a run of several columns that was broken off', () => {
  it('is finished by metasc resume, equal to an unbroken one, with no recorded call made again', async () => {
    const broken = prepareRun(SET_UP, model.server);
    using folder = broken.folder;
    for (const [command, share, signal] of [
      ['eval', 0.3, 'SIGKILL'],
      ['resume', 0.3, 'SIGINT'],
    ] as const) {
      const { printed } = await broken.run([command], { end: { until: afterCalls(share), signal } });
      expect(existsSync(folder.join(RESULTS))).toBe(false);
      if (signal === 'SIGINT') expect(printed).toMatch(/To finish it: .* resume run-/);
    }
    await finish(broken, ['resume']);
  });

  // Every night, by both signals.
  it.each(process.env.METASC_KILLS ? (['SIGTERM', 'SIGINT'] as const) : (['SIGTERM'] as const))(
    'by a time limit that sends %s to metasc alone ends promptfoo too, and says how to finish it',
    async (signal) => {
      const broken = prepareRun(SET_UP, model.server);
      using folder = broken.folder;
      const end = { until: afterCalls(0.4), signal, to: 'command' } as const;
      const { printed, exitCode } = await broken.run(['eval'], { end });
      expect({ exitCode, printed }).toEqual({
        exitCode: 1,
        printed: expect.stringMatching(/broken off.*To finish it: .* resume run-/),
      });
      expect(countRecorded(folder)).toBeLessThan(calls);
      await finish(broken, ['resume']);
    },
  );

  it('by promptfoo’s own time limit says which command asks for the rest', async () => {
    const broken = prepareRun(SET_UP, model.server);
    using _ = broken.folder;
    // The model hangs from the tenth call on, so that the limit comes whenever it comes.
    const from = model.requests.length + 10;
    model.fault = () => (model.requests.length > from ? { fault: 'hang' } : undefined);
    const { printed, exitCode } = await broken.run(['eval'], { env: { PROMPTFOO_MAX_EVAL_TIME_MS: '4000' } });
    model.fault = undefined;
    expect({ exitCode, printed }).toEqual({ exitCode: 1, printed: expect.stringMatching(/: .* resume run-/) });
    await finish(broken, ['resume']);
  });

  it('by an error of promptfoo at its end says how to finish it, and then asks nothing', async () => {
    const broken = prepareRun(SET_UP, model.server);
    using folder = broken.folder;
    const config = JSON.parse(folder.read('promptfooconfig.yaml'));
    folder.write('promptfooconfig.yaml', JSON.stringify({ ...config, extensions: ['file://hook.mjs:afterAll'] }));
    folder.write('hook.mjs', "export function afterAll() { throw new Error('no connection'); }");
    const { printed, exitCode } = await broken.run(['eval']);
    expect({ exitCode, printed }).toEqual({
      exitCode: 1,
      printed: expect.stringMatching(/broken off.*To finish it: .* resume run-/),
    });
    expect(countRecorded(folder)).toBe(calls);
    folder.write('hook.mjs', 'export function afterAll() {}');
    await finish(broken, ['resume']);
  });

  it('by a full disk stops early, says what to do, and goes on where it stopped', async () => {
    const broken = prepareRun(SET_UP, model.server);
    using folder = broken.folder;
    const before = model.requests.length;
    const { printed, exitCode } = await broken.run(['eval'], { roomLines: 12 });
    expect({ exitCode, printed }).toEqual({
      exitCode: 1,
      printed: expect.stringMatching(/ENOSPC[\s\S]*To ask again for the rows with an error.*: .* resume run-/),
    });
    expect(printed).toContain('Make room on the disk');
    // What was under way when the disk was full, and nothing after it.
    expect(model.requests.length - before).toBeLessThan(calls / 2);
    rmSync(folder.join(RESULTS));
    await finish(broken, ['resume']);
  });

  it('survives the loss of results, database and the ends of its files', async () => {
    const broken = prepareRun(SET_UP, model.server);
    using folder = broken.folder;
    await broken.run(['eval'], { end: { until: afterCalls(0.6), signal: 'SIGKILL' } });
    const recorded = countRecorded(folder);
    tear(folder, 40);
    expect(countRecorded(folder)).toBe(recorded - 1);
    rmSync(folder.join('.promptfoo'), { recursive: true });
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

describe('a run that ended with gaps', () => {
  it('asks again for its rows with an error, and for nothing else', async () => {
    const broken = prepareRun(SET_UP, model.server);
    using folder = broken.folder;
    const from = model.requests.length + calls / 2;
    model.fault = (name) => (name === 'm' && model.requests.length > from ? { status: 403 } : undefined);
    const { printed, exitCode } = await broken.run(['eval']);
    model.fault = undefined;
    expect({ exitCode, printed }).toEqual({
      exitCode: 1,
      printed: expect.stringMatching(/To ask again for the rows with an error, and for nothing else: .* resume run-/),
    });
    expect(existsSync(folder.join(RESULTS))).toBe(true);
    await finish(broken, ['resume']);
  });

  it('asks a judge again whose calls failed, and no model', async () => {
    const broken = prepareRun(SET_UP, model.server);
    using _ = broken.folder;
    model.fault = (name) => (name === 'judge' ? { status: 403 } : undefined);
    const { printed, exitCode } = await broken.run(['eval']);
    model.fault = undefined;
    expect({ exitCode, printed }).toEqual({
      exitCode: 0,
      printed: expect.stringMatching(/To ask again for the verdicts that a failed call left out.*: .* resume run-/),
    });
    const before = model.requests.length;
    await finish(broken, ['resume']);
    expect(model.requests.slice(before).every((request) => request.startsWith('["judge"'))).toBe(true);
  });
});

describe('metasc resume', () => {
  it('says that there is nothing to resume, and which runs there are', async () => {
    const { folder, run } = prepareRun(SET_UP, model.server);
    expect((await run(['resume'])).printed).toContain('expected a run that was broken off');
    expect((await run(['resume', 'run-none'])).printed).toContain('expected one of no runs; got run-none');
    folder[Symbol.dispose]();
  });

  it('asks nothing while the run goes on, nor when its ledger was changed', async () => {
    const broken = prepareRun(SET_UP, model.server);
    using folder = broken.folder;
    const until = afterCalls(0.3);
    let isOver = false;
    const running = broken.run(['eval'], { end: { until: () => isOver, signal: 'SIGKILL' } });
    await expect.poll(() => until(), { timeout: 120_000 }).toBe(true);
    // It waits for the model as long as the test takes.
    model.fault = () => ({ fault: 'hang' });
    expect(await broken.run(['resume'])).toEqual({ exitCode: 1, printed: expect.stringContaining('is in use by') });
    isOver = true;
    await running;
    model.fault = undefined;
    const [run = ''] = readdirSync(folder.join('.metasc', 'runs'));
    const name = `.metasc/runs/${run}/calls.ledger`;
    const whole = folder.read(name);
    folder.write(name, whole.replace('response', 'responsE'));
    const before = model.requests.length;
    expect(await broken.run(['resume'])).toEqual({ exitCode: 1, printed: expect.stringContaining('damaged') });
    expect(model.requests).toHaveLength(before);
    folder.write(name, whole);
    await finish(broken, ['resume']);
  });
});
