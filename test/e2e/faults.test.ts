import { describe, expect, it } from 'vitest';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { createEvalProject, metascOf, PROVIDER, rowsOf } from '../support/evalProject.ts';
import { type LoopbackReply, type ReceivedCall, startLoopbackServer } from '../support/loopbackServer.ts';

const CASES = 30;
const STEPS = 6;

const FAULTS = {
  'a 500': { status: 500, headers: { 'retry-after-ms': '1' } },
  'a 429 with retry-after-ms': { status: 429, headers: { 'retry-after-ms': '20' } },
  'a 429 with retry-after': { status: 429, headers: { 'retry-after': '0' } },
  'a dropped connection': { fault: 'drop' },
  'a hang': { fault: 'hang' },
} as const satisfies Record<string, LoopbackReply>;

type Answer = (call: ReceivedCall) => LoopbackReply | string;

const good: Answer = ({ messages }) => deterministicAnswer(messages);

/** Every 7th call goes wrong, each kind of fault in turn. */
const withFaults =
  (faults: readonly LoopbackReply[]): Answer =>
  (call) =>
    call.index % 7 === 6 ? (faults[Math.floor(call.index / 7) % faults.length] ?? {}) : good(call);

/** One run; each column asks a server of its own, so that it has its own calls and its own faults. */
async function runAgainst(answers: Readonly<Record<string, Answer>>) {
  await using stack = new AsyncDisposableStack();
  const project = stack.use(await createEvalProject());
  const columns = await Promise.all(
    Object.entries(answers).map(async ([label, answer]) => ({
      label,
      server: stack.use(await startLoopbackServer(answer)),
      // A try again may be a 7th call again: with the default of 4, one call in 17,000 would run out of tries.
      limits: answer === good ? {} : { timeoutMs: 1500, maxRetries: 10 },
    })),
  );
  const outcome = await project.evaluateHere(
    {
      prompts: ['{{request}}'],
      providers: columns.map(({ label, server, limits }) => ({
        id: PROVIDER,
        label,
        config: { model: { type: 'openai', name: 'm', baseURL: server.baseURL }, adapt: { steps: STEPS }, limits },
      })),
      tests: Array.from({ length: CASES }, (_, index) => ({ vars: { request: `request number ${index}` } })),
    },
    { maxConcurrency: 64 },
  );
  return columns.map(({ label, server }) => {
    const rows = rowsOf(outcome, label);
    return { label, calls: server.calls.length, rows, specs: rows.map((row) => metascOf(row).specUsed) };
  });
}

describe.concurrent('a server on which every 7th call goes wrong', () => {
  it('leaves no row unanswered and the specs as they would be, whatever goes wrong', async () => {
    const kinds = Object.entries(FAULTS).map(([kind, fault]) => [kind, withFaults([fault])] as const);
    const everything = { 'all of them': withFaults(Object.values(FAULTS)) };
    const [whole, ...faulty] = await runAgainst({ none: good, ...Object.fromEntries(kinds), ...everything });
    expect(whole?.calls).toBe(3 * CASES + STEPS);
    expect(whole?.rows).toHaveLength(CASES);
    expect(new Set(whole?.specs).size).toBe(STEPS + 1);

    expect(faulty).toHaveLength(kinds.length + 1);
    for (const { label, calls, rows, specs } of faulty) {
      expect(calls, label).toBeGreaterThan(whole?.calls ?? Number.POSITIVE_INFINITY);
      expect(rows.map(({ error }) => error).filter(Boolean), label).toEqual([]);
      expect(
        rows.map(({ response }) => response?.output),
        label,
      ).toEqual(whole?.rows.map(({ response }) => response?.output));
      expect(specs, label).toEqual(whole?.specs);
    }
  });
});

describe.concurrent('a case that promptfoo ends', () => {
  it('frees its turn and leaves the spec as it was', async () => {
    const isHanging = ({ messages }: ReceivedCall) =>
      messages.length === 3 && messages[0]?.content === 'request number 2';
    await using server = await startLoopbackServer((call) => (isHanging(call) ? { fault: 'hang' } : good(call)));
    await using project = await createEvalProject();
    const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
    const outcome = await project.evaluateHere(
      {
        prompts: ['{{request}}'],
        providers: [{ id: PROVIDER, label: 'metasc', config: { model, adapt: { steps: 'all' } } }],
        tests: Array.from({ length: 5 }, (_, index) => ({ vars: { request: `request number ${index}` } })),
      },
      { maxConcurrency: 1, timeoutMs: 8_000 },
    );
    const rows = rowsOf(outcome, 'metasc');
    expect(rows.map(({ error }) => Boolean(error))).toEqual([false, false, true, false, false]);
    const versions = rows.map((row) => metascOf(row).specUsedVersion);
    expect([...versions.slice(0, 2), ...versions.slice(3)]).toEqual([0, 1, 2, 3]);
  });
});

describe.concurrent('a meta model', () => {
  // An empty reply is asked for once more.
  it.each<[string, LoopbackReply, RegExp, number]>([
    ['that answers with nothing', { content: '' }, /it is empty/, 2],
    [
      'that is cut in the middle of a spec',
      { content: 'Answers should withhold', finishReason: 'length' },
      /cut at the token limit/,
      1,
    ],
  ])('%s leaves the spec as it was', async (_, reply, because, tries) => {
    await using server = await startLoopbackServer(good);
    await using meta = await startLoopbackServer(() => reply);
    await using project = await createEvalProject();
    const outcome = await project.evaluateHere({
      prompts: ['{{request}}'],
      providers: [
        {
          id: PROVIDER,
          label: 'metasc',
          config: {
            model: { type: 'openai', name: 'm', baseURL: server.baseURL },
            metaModel: { type: 'openai', name: 'meta', baseURL: meta.baseURL },
          },
        },
      ],
      tests: [1, 2, 3].map((index) => ({ vars: { request: `request number ${index}` } })),
    });
    const cells = rowsOf(outcome, 'metasc').map(metascOf);
    expect(cells.map(({ specUsedVersion, accepted }) => ({ specUsedVersion, accepted }))).toEqual(
      Array.from({ length: 3 }, () => ({ specUsedVersion: 0, accepted: false })),
    );
    for (const { rejectedBecause } of cells) expect(rejectedBecause).toMatch(because);
    // One try and one more, with the reason.
    expect(meta.calls).toHaveLength(6 * tries);
  });

  it('that fails costs no row its answer', async () => {
    await using server = await startLoopbackServer(good);
    await using meta = await startLoopbackServer(() => ({ status: 500, errorMessage: 'the disk is full' }));
    await using project = await createEvalProject();
    const outcome = await project.evaluateHere({
      prompts: ['{{request}}'],
      providers: [
        {
          id: PROVIDER,
          label: 'metasc',
          config: {
            model: { type: 'openai', name: 'm', baseURL: server.baseURL },
            metaModel: { type: 'openai', name: 'meta', baseURL: meta.baseURL },
            limits: { maxRetries: 0, maxFailedCases: 1 },
          },
        },
      ],
      tests: [1, 2, 3].map((index) => ({ vars: { request: `request number ${index}` } })),
    });
    const rows = rowsOf(outcome, 'metasc');
    expect(rows.map(({ error }) => Boolean(error))).toEqual([false, false, false]);
    for (const row of rows) {
      const { specUsedVersion, revision, warnings } = metascOf(row);
      expect([specUsedVersion, row.response?.output]).toEqual([0, revision]);
      expect(warnings).toEqual([expect.stringMatching(/^metaCritique: .*500 the disk is full; the spec stays$/)]);
    }
  });
});
