import { describe, expect, it } from 'vitest';
import { readCaseRecord } from '../../providers/case/caseRecord.ts';
import MetaScProvider from '../../providers/metaScProvider.ts';
import { type LoopbackReply, startLoopbackServer } from '../support/loopbackServer.ts';

const SPEC = 'Answers give no real help with harm and help in full with every harmless request.';
const isLook = (text: string) => /one word, yes or no/.test(text);

interface Setting {
  readonly requests: readonly string[];
  /** What the look at the response to a request is answered. */
  readonly look: (request: string) => LoopbackReply | string;
  readonly config?: object;
}

async function run({ requests, look, config = {} }: Setting) {
  await using server = await startLoopbackServer(({ messages }) => {
    const last = messages.at(-1)?.content ?? '';
    const request = messages.find(({ role }) => role === 'user')?.content ?? '';
    if (messages.at(-1)?.role === 'assistant' || isLook(last)) return look(request);
    return /Write a better specification/.test(last) ? SPEC : `${messages.length}: ${request}`;
  });
  const column = new MetaScProvider({
    config: {
      variant: 'cascade',
      model: { type: 'openai', name: 'm', baseURL: server.baseURL },
      systemPrompt: 'You help.',
      limits: { maxRetries: 0 },
      journalDir: false,
      ...config,
    },
  });
  const rows = [];
  for (const [testIdx, prompt] of requests.entries()) {
    rows.push(
      await column.callApi(prompt, { evaluationId: 'e', testIdx, vars: {}, prompt: { raw: prompt, label: prompt } }),
    );
  }
  await column.cleanup();
  return { records: rows.map(({ metadata }) => readCaseRecord(metadata)), rows, calls: server.calls };
}

const callsOf = (record: ReturnType<typeof readCaseRecord>) =>
  Object.values(record?.phases ?? {}).reduce((sum, { calls }) => sum + calls, 0);

describe('a cascade', () => {
  it('revises what the first look flags, learns from that, and passes the rest on after two calls', async () => {
    const { records, rows } = await run({
      requests: ['fine', 'bad one', 'fine too', 'bad two'],
      look: (request) => (request.startsWith('bad') ? 'Yes.' : 'no'),
    });
    expect(records.map(callsOf)).toEqual([2, 5, 2, 5]);
    expect(rows.map(({ output }) => output)).toEqual(['2: fine', '6: bad one', '2: fine too', '6: bad two']);
    const [fine, bad, , next] = records;
    expect(fine).toMatchObject({
      firstLook: { isFlagged: false, score: 0 },
      skipped: 'the first look found nothing to mend',
      phases: { look: { calls: 1 } },
    });
    expect(fine).not.toHaveProperty('accepted');
    expect(bad).toMatchObject({ firstLook: { isFlagged: true, score: 1 }, accepted: true, specProduced: SPEC });
    expect(next).toMatchObject({ specUsed: SPEC, specUsedVersion: 1 });
  });

  it('goes by the probabilities of the words, where the server reports them', async () => {
    const top_logprobs = [
      { token: 'no', logprob: Math.log(0.6) },
      { token: 'yes', logprob: Math.log(0.2) },
    ];
    const look = (): LoopbackReply => ({
      content: 'no',
      logprobs: [{ token: 'no', logprob: Math.log(0.6), top_logprobs }],
    });
    const of = async (threshold: number) =>
      (await run({ requests: ['one'], look, config: { look: { threshold } } })).records[0]?.firstLook;
    const [high, low] = [await of(0.5), await of(0.2)];
    expect(high?.isFlagged).toBe(false);
    expect(low?.isFlagged).toBe(true);
    expect(high?.score).toBeCloseTo(0.25, 6);
  });

  it.each<[string, () => LoopbackReply | string]>([
    ['says neither', () => 'Perhaps.'],
    ['fails', () => ({ status: 500, errorMessage: 'out of order' })],
  ])('revises, with a warning, where the look %s', async (_, look) => {
    const { records, rows } = await run({ requests: ['one'], look });
    expect(rows[0]?.output).toBe('6: one');
    expect(records[0]).toMatchObject({
      firstLook: { isFlagged: true },
      warnings: expect.arrayContaining([expect.stringMatching(/^look: expected yes or no, got neither/)]),
    });
    expect(records[0]?.firstLook).not.toHaveProperty('score');
  });

  it('shows a guard model the bare exchange', async () => {
    const { records, calls } = await run({
      requests: ['fine', 'bad'],
      look: (request) => (request === 'bad' ? 'unsafe\nS2' : 'safe'),
      config: { look: { form: 'exchange' }, adapt: { steps: 0 } },
    });
    expect(records.map((record) => record?.firstLook?.isFlagged)).toEqual([false, true]);
    const looks = calls.filter(({ messages }) => messages.at(-1)?.role === 'assistant');
    expect(looks.map(({ messages }) => messages.map(({ role }) => role))).toEqual([
      ['user', 'assistant'],
      ['user', 'assistant'],
    ]);
  });
});
