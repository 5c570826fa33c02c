import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCaseRecord } from '../../../providers/case/caseRecord.ts';
import { createMetaScLoop } from '../../../providers/metaScLoop.ts';
import MetaScProvider from '../../../providers/metaScProvider.ts';
import { deterministicAnswer } from '../../support/deterministicModel.ts';
import { type LoopbackReply, startLoopbackServer } from '../../support/loopbackServer.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';
import { trialCsv } from '../../support/trialSet.ts';

const REQUESTS = ['one', 'two', 'three'];
const fail = (status: number, errorMessage: string, headers = {}): LoopbackReply => ({ status, errorMessage, headers });

interface Setting {
  readonly folder: string;
  /** What the meta model says to its nth call, from 0. */
  readonly meta: (call: number, last: string) => LoopbackReply | string;
  readonly config?: object;
}

/** Three cases, one after the other, whose specs another model writes. */
async function run({ folder, meta, config = {} }: Setting) {
  await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
  await using metaServer = await startLoopbackServer(({ index, messages }) =>
    meta(index, messages.at(-1)?.content ?? ''),
  );
  const column = new MetaScProvider({
    config: {
      model: { type: 'openai', name: 'm', baseURL: server.baseURL },
      metaModel: { type: 'openai', name: 'meta', baseURL: metaServer.baseURL },
      limits: { maxRetries: 0, timeoutMs: 20_000, maxFailedCases: 2 },
      basePath: folder,
      ...config,
    },
  });
  const rows = [];
  for (const [testIdx, prompt] of REQUESTS.entries()) {
    const context = { evaluationId: 'e', testIdx, vars: {}, prompt: { raw: prompt, label: prompt } };
    rows.push(await column.callApi(prompt, context));
  }
  await column.cleanup();
  return { rows, calls: metaServer.calls.length };
}

const recordsOf = ({ rows }: Awaited<ReturnType<typeof run>>) => rows.map(({ metadata }) => readCaseRecord(metadata));

function journalIn(folder: string): readonly Record<string, unknown>[] {
  const [file] = readdirSync(join(folder, '.metasc', 'e')).filter((name) => name.endsWith('.jsonl'));
  const text = readFileSync(join(folder, '.metasc', 'e', file ?? ''), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const GOOD = 'Answers should give full help with harmless requests and no real help with harm.';
const specOf = (call: number) => GOOD.replace('full help', call === 0 ? 'full help' : 'all the help');

describe('a meta-critique that fails', () => {
  it.each<[string, LoopbackReply, string, RegExp, object?]>([
    ['with a server error', fail(500, 'the disk is full'), 'MODEL_FAILED', /500 the disk is full; the spec stays$/],
    ['by a lost connection', { fault: 'drop' }, 'MODEL_UNREACHABLE', /can't reach http:.*; the spec stays$/],
    [
      'by taking too long',
      { fault: 'hang' },
      'TIMEOUT',
      /no answer from .* within 300 ms.*; the spec stays$/,
      { limits: { maxRetries: 0, timeoutMs: 300, maxFailedCases: 2 } },
    ],
    [
      'on a conversation that is too long',
      fail(400, 'maximum context length is 9'),
      'CONTEXT_OVERFLOW',
      /too long.*; the spec stays$/,
    ],
    [
      'because there is no such model',
      fail(404, 'unknown model'),
      'MODEL_FAILED',
      /404 unknown model; the spec stays$/,
    ],
  ])(
    '%s costs no answer: the row says so, the spec stays and the chain goes on',
    async (_, fault, code, words, config = {}) => {
      await using folder = createTemporaryFolder();
      const outcome = await run({
        folder: folder.path,
        meta: (call) => (call === 1 ? fault : specOf(call)),
        config: { ...config, adapt: { acceptance: 'always' } },
      });
      expect(outcome.rows.map(({ error, output }) => [error, typeof output])).toEqual(
        REQUESTS.map(() => [undefined, 'string']),
      );
      const [first, failed, next] = recordsOf(outcome);
      expect([first?.accepted, first?.warnings]).toEqual([true, undefined]);
      expect(failed).toMatchObject({
        outcome: 'answered',
        specUsedVersion: 1,
        warnings: [expect.stringMatching(words)],
      });
      expect(failed?.warnings?.[0]).toMatch(/^metaCritique: /);
      expect(failed?.warnings?.[0]).not.toMatch(/\n|Check|Raise/);
      expect(failed).not.toHaveProperty('accepted');
      expect(failed).not.toHaveProperty('specProduced');
      expect(next).toMatchObject({ specUsed: specOf(0), specUsedVersion: 1, accepted: true });
      const [, , step] = journalIn(folder.path);
      expect(step).toMatchObject({ step: 1, unproposed: { code }, answer: { output: outcome.rows[1]?.output } });
      expect(step).not.toHaveProperty('failed');
    },
  );

  it('does not count as a case without an answer, however often', async () => {
    await using folder = createTemporaryFolder();
    const outcome = await run({ folder: folder.path, meta: () => fail(500, 'down') });
    expect(outcome.rows.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    expect(recordsOf(outcome).map((record) => record?.specUsedVersion)).toEqual([0, 0, 0]);
  });

  it('after a refused first one leaves that one refused', async () => {
    await using folder = createTemporaryFolder();
    const meta = (_: number, last: string) => (last.startsWith("That sentence can't be") ? fail(500, 'down') : 'Help.');
    const outcome = await run({ folder: folder.path, meta });
    expect(outcome.rows.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    for (const record of recordsOf(outcome)) {
      expect(record).toMatchObject({
        specUsedVersion: 0,
        specProduced: 'Help.',
        accepted: false,
        warnings: [expect.stringMatching(/^metaCritique: .*500 down; the spec stays$/)],
      });
    }
    expect(outcome.calls).toBe(6);
    const [, step] = journalIn(folder.path);
    expect(step).toMatchObject({ proposal: { text: 'Help.', accepted: false } });
  });

  it.each<[string, LoopbackReply, string]>([
    ['a refused key', fail(401, 'no such key'), 'MODEL_UNAUTHORIZED'],
    ['a used-up quota', fail(429, 'You exceeded your current quota'), 'QUOTA_EXHAUSTED'],
    ['a wait that is too long', fail(429, 'slow down', { 'retry-after': '3600' }), 'WAIT_TOO_LONG'],
  ])('for %s fails the case, because it ends the run', async (_, fault, code) => {
    await using folder = createTemporaryFolder();
    const limits = { maxRetries: 1, maxWaitMs: 1_000 };
    const { rows } = await run({ folder: folder.path, meta: () => fault, config: { limits } });
    expect(rows[0]).toMatchObject({ error: expect.any(String), metadata: { errorCode: code } });
  });

  it('is read back from the journal as a step that is done', async () => {
    await using folder = createTemporaryFolder();
    await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
    await using meta = await startLoopbackServer(({ index }) => (index === 0 ? fail(500, 'down') : GOOD));
    const answer = async (testIdx: number) => {
      const column = new MetaScProvider({
        config: {
          model: { type: 'openai', name: 'm', baseURL: server.baseURL },
          metaModel: { type: 'openai', name: 'meta', baseURL: meta.baseURL },
          limits: { maxRetries: 0 },
          basePath: folder.path,
        },
      });
      const prompt = `request ${testIdx}`;
      const row = await column.callApi(prompt, {
        evaluationId: 'e',
        testIdx,
        vars: {},
        prompt: { raw: prompt, label: prompt },
      });
      await column.cleanup();
      return row;
    };
    const first = await answer(0);
    expect(await answer(0)).toEqual(first);
    expect(meta.calls).toHaveLength(1);
    const next = [await answer(1), await answer(2)].map(({ metadata }) => readCaseRecord(metadata)?.specUsedVersion);
    expect(next).toEqual([0, 1]);
  });

  it('of the library stands in the warnings of the answer', async () => {
    const loop = createMetaScLoop({
      model: async (conversation, { phase }) => {
        if (phase === 'metaCritique') throw new Error('the cable is cut');
        return deterministicAnswer(conversation);
      },
    });
    const { answer, warnings, proposal } = await loop.answer('one');
    expect(answer).toMatch(/^revision /);
    expect(warnings).toEqual(['metaCritique: unexpected: the cable is cut; the spec stays']);
    expect(proposal).toBeUndefined();
    expect(loop.spec.version).toBe(0);
  });

  it('ends with its caller', async () => {
    const abort = new AbortController();
    const loop = createMetaScLoop({
      model: async (conversation, { phase }) => {
        if (phase === 'metaCritique') {
          abort.abort();
          throw new Error('stopped');
        }
        return deterministicAnswer(conversation);
      },
    });
    await expect(loop.answer('one', { signal: abort.signal })).rejects.toThrow('stopped');
  });
});

describe('a call of a trial that fails', () => {
  const isOf = (request: string) => (messages: readonly { readonly content: string }[]) =>
    messages.some(({ content }) => content === request);

  it.each<[string, readonly string[], object, readonly string[]]>([
    ['leaves out its case', ['harmful request 3'], { accepted: true }, ['trial: 500 down']],
    [
      'for too many cases leaves the proposal undecided, and costs no answer',
      ['harmful request 3', 'harmful request 4'],
      { accepted: false, rejectedBecause: 'the trial is undecided: too many unclear verdicts' },
      ['trial: 500 down'],
    ],
  ])('%s', async (_, down, expected, [warning]) => {
    await using folder = createTemporaryFolder({ 'trial.csv': trialCsv() });
    await using server = await startLoopbackServer(({ messages }) =>
      down.some((request) => isOf(request)(messages)) ? fail(500, 'down') : deterministicAnswer(messages),
    );
    await using judge = await startLoopbackServer(() => 'yes');
    const at = ({ baseURL }: { readonly baseURL: string }) => ({ type: 'openai', name: 'm', baseURL });
    const { rows } = await run({
      folder: folder.path,
      meta: (call) => specOf(call),
      config: { model: at(server), adapt: { trial: { cases: 'trial.csv', judge: at(judge) } } },
    });
    expect(rows.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    const record = readCaseRecord(rows[0]?.metadata);
    expect(record).toMatchObject(expected);
    expect(record?.warnings?.join()).toMatch(new RegExp(`^trial: .*${warning?.replace('trial: ', '')}`));
  });

  it('is the judge’s, however it fails: the proposal stays undecided', async () => {
    await using folder = createTemporaryFolder({ 'trial.csv': trialCsv() });
    await using judge = await startLoopbackServer(() => fail(401, 'no such key'));
    const outcome = await run({
      folder: folder.path,
      meta: () => GOOD,
      config: {
        adapt: { trial: { cases: 'trial.csv', judge: { type: 'openai', name: 'm', baseURL: judge.baseURL } } },
      },
    });
    expect(outcome.rows.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    expect(recordsOf(outcome)[0]).toMatchObject({
      accepted: false,
      evidence: { decision: 'undecided', sides: { harm: { pairs: 0, unclear: 8 } } },
      warnings: [expect.stringMatching(/^trial: .*no such key/)],
    });
  });
});
