import { randomUUID } from 'node:crypto';
import { setImmediate as settle } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { answerCase } from '../../../providers/case/answerCase.ts';
import { closeEvaluation } from '../../../providers/case/evaluations.ts';
import { createCallQueue } from '../../../providers/models/callQueue.ts';
import type { ChatModel } from '../../../providers/models/chatModel.ts';
import { lastCall } from '../../../providers/models/priority.ts';
import { readProviderConfig } from '../../../providers/options/providerConfig.ts';
import { prepareVariant } from '../../../providers/options/variantSetup.ts';
import { deterministicAnswer } from '../../support/deterministicModel.ts';
import { createScriptedModel } from '../../support/scriptedModel.ts';
import { type RunSize, shortestRun } from '../../support/shortestRun.ts';

/** Models whose calls all take one tick, each behind a queue of its own. */
function createTickingModels(places: number) {
  let underWay: (() => void)[] = [];
  const open = (name: string): ChatModel => {
    const queue = createCallQueue(places);
    const scripted = createScriptedModel(async ({ messages }) => {
      await new Promise<void>((resolve) => underWay.push(resolve));
      return deterministicAnswer(messages);
    }, name);
    return {
      name,
      chat: ({ priority = lastCall(), ...request }) => queue.run(priority, () => scripted.chat(request)),
    };
  };
  /** Ends the calls that are under way. */
  const tick = () => {
    const ended = underWay;
    underWay = [];
    for (const end of ended) end();
    return ended.length;
  };
  return { open, tick };
}

interface Columns extends Omit<RunSize, 'window'> {
  readonly columns: readonly object[];
  readonly hasMetaModel?: boolean;
}

/** All cases of all columns at once. */
async function run({ columns, cases, concurrentCalls, hasMetaModel = false }: Columns) {
  const { open, tick } = createTickingModels(concurrentCalls);
  const model = open('model');
  const metaModel = hasMetaModel ? open('meta model') : model;
  const setups = columns.map((column) => ({
    ...prepareVariant(readProviderConfig({ model: 'echo', journalDir: false, ...column }), {}),
    ...{ model, reviewModel: model, metaModel },
  }));
  const evaluationId = randomUUID();
  let isOver = false;
  const answered = Promise.all(
    Array.from({ length: cases }, (_, testIdx) => testIdx).flatMap((testIdx) =>
      setups.map((setup, column) => {
        const prompt = `request ${testIdx}`;
        const vars = { __evalStepId: `test-${testIdx}-prompt-${column}-repeat-0` };
        const context = { evaluationId, testIdx, vars, prompt: { raw: prompt, label: prompt } };
        return answerCase({ setup, label: undefined, prompt, context, ownEvaluationId: 'own', signal: undefined });
      }),
    ),
  ).finally(() => {
    isOver = true;
  });
  let [ticks, calls, mostAtOnce] = [0, 0, 0];
  for (;;) {
    for (let turn = 0; turn < 8; turn += 1) await settle();
    if (isOver) break;
    const ended = tick();
    if (ended === 0) throw new Error('no call is under way');
    [ticks, calls, mostAtOnce] = [ticks + 1, calls + ended, Math.max(mostAtOnce, ended)];
  }
  const rows = await answered;
  await closeEvaluation(evaluationId);
  expect(rows.filter(({ error }) => error !== undefined)).toEqual([]);
  return { ticks, calls, mostAtOnce };
}

const metasc = (steps: number | 'all', adapt: object = {}) => ({ adapt: { steps, acceptance: 'always', ...adapt } });

describe('an evaluation whose calls take equally long', () => {
  it.each([
    { cases: 52, window: 10, concurrentCalls: 16 },
    { cases: 52, window: 10, concurrentCalls: 4 },
    { cases: 52, window: 10, concurrentCalls: 2 },
    { cases: 52, window: 10, concurrentCalls: 1 },
    { cases: 200, window: 10, concurrentCalls: 64 },
    { cases: 200, window: 10, concurrentCalls: 16 },
    { cases: 60, window: 3, concurrentCalls: 7 },
    { cases: 8, window: 10, concurrentCalls: 3 },
    { cases: 20, window: 0, concurrentCalls: 6 },
  ])('takes the shortest time: $cases cases, window of $window, $concurrentCalls at once', async (size) => {
    const { ticks, mostAtOnce } = await run({ ...size, columns: [metasc(size.window)] });
    expect(ticks).toBe(shortestRun(size));
    expect(mostAtOnce).toBeLessThanOrEqual(size.concurrentCalls);
  });

  it('waits for nothing but the chain where its window has no end', async () => {
    const { ticks } = await run({ cases: 30, concurrentCalls: 3, columns: [metasc('all')] });
    expect(ticks).toBe(1 + 3 * 30);
  });

  it('takes at most one call longer in batches', async () => {
    const { ticks } = await run({ cases: 40, concurrentCalls: 8, columns: [metasc(12, { batchSize: 4 })] });
    expect(ticks).toBeLessThanOrEqual(1 + 3 * 3 + (2 * 28) / 8 + 1);
  });

  it('takes at most 6 % longer where another model writes the spec', async () => {
    const size = { cases: 52, window: 10, concurrentCalls: 4 };
    const { ticks } = await run({ ...size, columns: [metasc(10)], hasMetaModel: true });
    expect(ticks / shortestRun(size)).toBeLessThan(1.06);
  });

  it('takes no longer for a column that needs the same calls', async () => {
    const columns = [{ variant: 'baseline' }, metasc(10)];
    const { ticks, calls } = await run({ cases: 52, concurrentCalls: 16, columns });
    expect(calls).toBe(3 * 52 + 10);
    expect(ticks).toBe(shortestRun({ cases: 52, window: 10, concurrentCalls: 16 }));
  });

  it('takes no longer for columns whose calls fit beside', async () => {
    const columns = [{ variant: 'baseline' }, { variant: 'static-critique' }, metasc(10), metasc('all')];
    const { ticks, calls } = await run({ cases: 20, concurrentCalls: 16, columns });
    expect(calls).toBe(8 * 20 - 24);
    expect(ticks).toBe(1 + 3 * 20);
  });
});
