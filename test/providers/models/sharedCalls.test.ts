import { describe, expect, it } from 'vitest';
import type { ChatModel, ChatReply, ChatRequest } from '../../../providers/models/chatModel.ts';
import { createSharedCalls } from '../../../providers/models/sharedCalls.ts';

const request = (content: string, over: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [{ role: 'user', content }],
  sampling: { temperature: 0.8, maxTokens: 10 },
  repeat: 0,
  phase: 'response',
  ...over,
});

const reply = (text: string): ChatReply => ({
  text,
  outcome: 'answered',
  finish: 'stop',
  usage: { promptTokens: 1, completionTokens: 1 },
  latencyMs: 0,
});

/** A model whose calls are answered by the test, one by one. */
function createHeldModel(name = 'held') {
  const calls: {
    signal: AbortSignal | undefined;
    resolve: (reply: ChatReply) => void;
    reject: (error: Error) => void;
  }[] = [];
  const model: ChatModel = {
    name,
    chat({ signal }) {
      const { promise, resolve, reject } = Promise.withResolvers<ChatReply>();
      calls.push({ signal, resolve, reject });
      return promise;
    },
  };
  return { model, calls };
}

describe('shared calls', () => {
  it('makes equal calls once, and reports the call as its own to exactly one caller', async () => {
    const { model, calls } = createHeldModel();
    const shared = createSharedCalls({ maxKept: 10 });
    const both = [shared.chat(model, request('a')), shared.chat(model, request('a'))];
    calls[0]?.resolve(reply('A'));
    expect(await Promise.all(both)).toEqual([
      { reply: reply('A'), shared: false },
      { reply: reply('A'), shared: true },
    ]);
    expect(await shared.chat(model, request('a'))).toMatchObject({ shared: true });
    expect(calls).toHaveLength(1);
  });

  it.each<[string, Partial<ChatRequest>]>([
    ['repeat', { repeat: 1 }],
    ['temperature', { sampling: { temperature: 0, maxTokens: 10 } }],
    ['token limit', { sampling: { temperature: 0.8, maxTokens: 11 } }],
    ['seed', { sampling: { temperature: 0.8, maxTokens: 10, seed: 1 } }],
    ['number of reported tokens', { topLogprobs: 20 }],
    ['role', { messages: [{ role: 'assistant', content: 'a' }] }],
  ])('makes a call of its own for another %s', (_, over) => {
    const { model, calls } = createHeldModel();
    const shared = createSharedCalls({ maxKept: 10 });
    void shared.chat(model, request('a'));
    void shared.chat(model, request('a', over));
    expect(calls).toHaveLength(2);
  });

  it('makes a call of its own for another model', () => {
    const one = createHeldModel('one');
    const two = createHeldModel('two');
    const shared = createSharedCalls({ maxKept: 10 });
    void shared.chat(one.model, request('a'));
    void shared.chat(two.model, request('a'));
    expect([one.calls.length, two.calls.length]).toEqual([1, 1]);
  });

  it('does not keep a failed call: those who wait fail, the next one calls again', async () => {
    const { model, calls } = createHeldModel();
    const shared = createSharedCalls({ maxKept: 10 });
    const both = [shared.chat(model, request('a')), shared.chat(model, request('a'))];
    calls[0]?.reject(new Error('down'));
    for (const call of both) await expect(call).rejects.toThrow('down');
    const again = shared.chat(model, request('a'));
    calls[1]?.resolve(reply('A'));
    expect(await again).toMatchObject({ shared: false });
  });

  it('continues for the others when one caller leaves, and the next in line pays', async () => {
    const { model, calls } = createHeldModel();
    const shared = createSharedCalls({ maxKept: 10 });
    const abort = new AbortController();
    const leaving = shared.chat(model, request('a', { signal: abort.signal }));
    const staying = shared.chat(model, request('a'));
    abort.abort(new Error('left'));
    await expect(leaving).rejects.toThrow('left');
    expect(calls[0]?.signal?.aborted).toBe(false);
    calls[0]?.resolve(reply('A'));
    expect(await staying).toEqual({ reply: reply('A'), shared: false });
  });

  it('ends the call when the last caller leaves, and forgets it', async () => {
    const { model, calls } = createHeldModel();
    const shared = createSharedCalls({ maxKept: 10 });
    const abort = new AbortController();
    const leaving = shared.chat(model, request('a', { signal: abort.signal }));
    abort.abort(new Error('left'));
    await expect(leaving).rejects.toThrow('left');
    expect(calls[0]?.signal?.aborted).toBe(true);
    void shared.chat(model, request('a'));
    expect(calls).toHaveLength(2);
  });

  it('makes no call for a caller that has left already', async () => {
    const { model, calls } = createHeldModel();
    const signal = AbortSignal.abort(new Error('left'));
    await expect(createSharedCalls({ maxKept: 1 }).chat(model, request('a', { signal }))).rejects.toThrow('left');
    expect(calls).toHaveLength(0);
  });

  it('keeps a call that is needed again longer than one that is not', async () => {
    const { model, calls } = createHeldModel();
    const shared = createSharedCalls({ maxKept: 2 });
    const made = { a: 0, b: 1, c: 2 };
    for (const text of ['a', 'b', 'a', 'c', 'a'] as const) {
      const call = shared.chat(model, request(text));
      calls[made[text]]?.resolve(reply(text));
      await call;
    }
    expect(calls).toHaveLength(3);
  });

  it('forgets the oldest answered call past maxKept', async () => {
    const { model, calls } = createHeldModel();
    const shared = createSharedCalls({ maxKept: 1 });
    for (const [index, text] of ['a', 'b', 'a'].entries()) {
      const call = shared.chat(model, request(text));
      calls[index]?.resolve(reply(text));
      await call;
    }
    expect(calls).toHaveLength(3);
  });
});
