import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ChatModel, ChatRequest } from '../../../providers/models/chatModel.ts';
import { parseReply } from '../../../providers/models/reply.ts';
import { withRoomForThoughts } from '../../../providers/models/roomForThoughts.ts';

const request: ChatRequest = {
  messages: [{ role: 'user', content: 'hi' }],
  sampling: { temperature: 0, maxTokens: 512 },
  repeat: 0,
  phase: 'response',
};

/** A model that needs so many tokens, and the limits that it was asked with. */
function createThinker({ needs, reasoning = ['hm'] }: { needs: number; reasoning?: readonly string[] }) {
  const limits: (number | null)[] = [];
  const model: ChatModel = {
    name: randomUUID(),
    async chat({ sampling, ...rest }) {
      expect(rest).not.toHaveProperty('moreTokens');
      limits.push(sampling.maxTokens);
      const isCut = (sampling.maxTokens ?? Number.POSITIVE_INFINITY) < needs;
      const usage = { promptTokens: 5, completionTokens: 7, costUsd: 0.5 };
      const raw = { content: isCut ? '' : 'done', reasoning, finish: isCut ? 'length' : 'stop', usage };
      return { ...parseReply(raw), latencyMs: 1 };
    },
  };
  return { limits, model: withRoomForThoughts(model) };
}

describe('a model that uses up all tokens before an answer', () => {
  it('is asked once more with more room, has it from then on, and the reply says so', async () => {
    const { limits, model } = createThinker({ needs: 1_000 });
    const first = await model.chat({ ...request, moreTokens: 4_096 });
    expect(first).toMatchObject({
      outcome: 'answered',
      usage: { promptTokens: 10, completionTokens: 14, costUsd: 1 },
      warnings: ["maxTokens is 4096: the model's thoughts used up 512"],
    });
    const second = await model.chat({ ...request, moreTokens: 4_096 });
    expect(second).toMatchObject({ outcome: 'answered', usage: { promptTokens: 5 }, warnings: first.warnings });
    expect(limits).toEqual([512, 4_096, 4_096]);
  });

  it('gets the room too where its thoughts are neither shown nor counted', async () => {
    const { limits, model } = createThinker({ needs: 1_000, reasoning: [] });
    expect(await model.chat({ ...request, moreTokens: 4_096 })).toMatchObject({ outcome: 'answered', text: 'done' });
    expect(limits).toEqual([512, 4_096]);
  });

  it('has used up smaller limits with a larger one, but not the other way round', async () => {
    const { limits, model } = createThinker({ needs: 1_000 });
    const ask = (maxTokens: number) =>
      model.chat({ ...request, sampling: { temperature: 0, maxTokens }, moreTokens: 4_096 });
    for (const maxTokens of [64, 512, 64]) await ask(maxTokens);
    expect(limits).toEqual([64, 4_096, 512, 4_096, 4_096]);
  });

  it('keeps a stated limit', async () => {
    const { limits, model } = createThinker({ needs: 1_000 });
    expect(await model.chat(request)).toMatchObject({ outcome: 'cut' });
    expect(limits).toEqual([512]);
  });

  it('is not asked a third time', async () => {
    const { limits, model } = createThinker({ needs: 9_999 });
    expect(await model.chat({ ...request, moreTokens: 4_096 })).toMatchObject({ outcome: 'cut' });
    expect(limits).toEqual([512, 4_096]);
  });
});

describe('any other model', () => {
  it('is asked once: one that answers, one without a limit', async () => {
    const moreTokens = 4_096;
    const plain = createThinker({ needs: 1 });
    await plain.model.chat({ ...request, moreTokens });
    const free = createThinker({ needs: 1_000 });
    await free.model.chat({ ...request, moreTokens, sampling: { temperature: 0, maxTokens: null } });
    expect([plain.limits, free.limits]).toEqual([[512], [null]]);
  });
});

describe('half a text', () => {
  it('is an answer that was cut, but no verdict: a judge is asked again with more room', async () => {
    const halfOf = (phase: ChatRequest['phase']) => {
      const limits: (number | null)[] = [];
      const model = withRoomForThoughts({
        name: randomUUID(),
        async chat({ sampling }) {
          limits.push(sampling.maxTokens);
          const raw =
            limits.length === 1 ? { content: 'We are', finish: 'length' } : { content: 'yes', finish: 'stop' };
          return { ...parseReply(raw), latencyMs: 1 };
        },
      });
      return model.chat({ ...request, phase, moreTokens: 4_096 }).then(({ text }) => ({ text, limits }));
    };
    expect(await halfOf('judge')).toEqual({ text: 'yes', limits: [512, 4_096] });
    expect(await halfOf('revision')).toEqual({ text: 'We are', limits: [512] });
  });
});
