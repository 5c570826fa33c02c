import { describe, expect, it } from 'vitest';
import { deterministicAnswer, deterministicNumber } from '../support/deterministicModel.ts';
import { createEvalProject, metascOf, PROVIDER, rowsOf } from '../support/evalProject.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';

const CASES = 40;
const tests = Array.from({ length: CASES }, (_, index) => ({ vars: { request: `request number ${index}` } }));
const COLUMNS = ['static', 'metasc-10', 'metasc-all', 'metasc-batch'] as const;
const VARIANTS = {
  static: { variant: 'static-critique' },
  'metasc-10': { variant: 'metasc', adapt: { steps: 10 } },
  'metasc-all': { variant: 'metasc', adapt: { steps: 'all' } },
  'metasc-batch': { variant: 'metasc', adapt: { steps: 20, batchSize: 4 } },
};

async function runWith(concurrency: number) {
  await using server = await startLoopbackServer(({ messages }) => ({
    content: deterministicAnswer(messages),
    delayMs: deterministicNumber([...messages, { role: 'salt', content: String(concurrency) }], 21),
  }));
  await using project = await createEvalProject();
  const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
  const outcome = await project.evaluateHere(
    {
      prompts: ['{{request}}'],
      providers: COLUMNS.map((label) => ({
        id: PROVIDER,
        label,
        config: { model, limits: { maxConcurrentCalls: 64 }, journalDir: false, ...VARIANTS[label] },
      })),
      tests,
    },
    { maxConcurrency: concurrency },
  );
  return COLUMNS.map((column) =>
    rowsOf(outcome, column).map((row) => {
      const { step, window, specUsed, specUsedVersion, specProduced, accepted } = metascOf(row);
      return { output: row.response?.output, step, window, specUsed, specUsedVersion, specProduced, accepted };
    }),
  );
}

describe('the order of a chain', () => {
  it('gives the same specs and outputs at -j 1, -j 4 and -j 64, with random latency', async () => {
    const [alone = [], ...others] = await Promise.all([1, 4, 64].map(runWith));
    expect(alone.map((rows) => rows.length)).toEqual(COLUMNS.map(() => CASES));
    // Not vacuous: specs do change, once a step of the window and never after it.
    expect(alone.map((rows) => new Set(rows.map(({ specUsed }) => specUsed)).size)).toEqual([1, 11, CASES, 6]);
    for (const other of others) expect(other).toEqual(alone);
  });
});
