import { describe, expect, it } from 'vitest';
import { createMetaScLoop, type ModelFunction } from '../../providers/metaScLoop.ts';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';

const model: ModelFunction = async (conversation) => deterministicAnswer(conversation);

describe('the loop without promptfoo', () => {
  it('responds, critiques and revises over a function, and hands the spec on to the next request', async () => {
    const phases: string[] = [];
    const loop = createMetaScLoop({
      model: async (conversation, { phase }) => {
        phases.push(phase);
        return deterministicAnswer(conversation);
      },
      adapt: { steps: 1 },
    });
    const first = await loop.answer('one');
    expect(first).toEqual({
      outcome: 'answered',
      response: expect.stringMatching(/^response /),
      critique: expect.stringMatching(/^critique /),
      answer: expect.stringMatching(/^revision /),
      specUsed: { text: 'safety and harmlessness', version: 0 },
      proposal: { text: expect.stringMatching(/^Answers should /), accepted: true },
    });
    expect(loop.spec).toEqual({ text: first.proposal?.text, version: 1 });
    const second = await loop.answer('two');
    expect(second.specUsed).toEqual(loop.spec);
    expect(second.proposal).toBeUndefined();
    expect(phases).toEqual([
      'response',
      'critique',
      'revision',
      'metaCritique',
      ...['response', 'critique', 'revision'],
    ]);
  });

  it('gives overlapping requests the specs that they would get one after the other', async () => {
    const requests = ['one', 'two', 'three', 'four'];
    const serial = createMetaScLoop({ model, adapt: { steps: 3 } });
    const expected = [];
    for (const request of requests) expected.push(await serial.answer(request));
    const parallel = createMetaScLoop({ model, adapt: { steps: 3 } });
    expect(await Promise.all(requests.map((request) => parallel.answer(request)))).toEqual(expected);
    expect(parallel.spec).toEqual(serial.spec);
    expect(parallel.spec.version).toBe(3);
  });

  it.each(['always', 'structural'] as const)(
    'makes no new version of the current spec, by the rule %s',
    async (acceptance) => {
      const spec = 'Answers should withhold real help with harm and help fully with harmless requests.';
      const phases: string[] = [];
      const loop = createMetaScLoop({
        model: async (conversation, { phase }) => {
          phases.push(phase);
          return phase === 'metaCritique' ? spec : deterministicAnswer(conversation);
        },
        spec,
        adapt: { steps: 'all', acceptance },
      });
      const { proposal } = await loop.answer('one');
      expect(proposal).toEqual({ text: spec, accepted: false, because: 'it is the current spec' });
      expect(loop.spec).toEqual({ text: spec, version: 0 });
      // It is not asked for another.
      expect(phases.filter((phase) => phase === 'metaCritique')).toHaveLength(1);
    },
  );

  it.each([
    ['always', ' Here is one: "Answers should help safely."\n'],
    ['structural', 'Answers should help safely.'],
  ] as const)('takes a proposal as it is written by the rule always alone (%s)', async (acceptance, text) => {
    const loop = createMetaScLoop({
      model,
      metaModel: async () => ' Here is one: "Answers should help safely."\n',
      adapt: { steps: 'all', acceptance },
    });
    expect((await loop.answer('one')).proposal).toMatchObject({ text, accepted: true });
    expect(loop.spec).toEqual({ text, version: 1 });
  });

  it('refuses a trial, which it would not make', () => {
    const adapt = { trial: { judge: 'openai:j' } } as object;
    expect(() => createMetaScLoop({ model, adapt })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('no trial, got evidence') }),
    );
  });

  it('leaves the spec unchanged when the model fails, and answers the next request', async () => {
    const loop = createMetaScLoop({
      model: async (conversation) => {
        if (conversation.at(-1)?.content === 'bad') throw new Error('no answer');
        return deterministicAnswer(conversation);
      },
      spec: 'honesty',
    });
    await expect(loop.answer('bad')).rejects.toThrow('no answer');
    expect(loop.spec).toEqual({ text: 'honesty', version: 0 });
    expect((await loop.answer('good')).specUsed.text).toBe('honesty');
  });

  it('says why a proposal was rejected', async () => {
    const loop = createMetaScLoop({ model, metaModel: async () => 'Short.' });
    const { proposal } = await loop.answer('one');
    expect(proposal).toMatchObject({ text: 'Short.', accepted: false, because: expect.stringContaining('sentence') });
    expect(loop.spec.version).toBe(0);
  });

  it('takes a request as it stands, with the system prompt first unless a conversation brings one', async () => {
    const seen: unknown[] = [];
    const loop = createMetaScLoop({
      model: async (conversation, { phase }) => {
        if (phase === 'response') seen.push(conversation);
        return deterministicAnswer(conversation);
      },
      systemPrompt: 'Be {{ brief }}.',
      adapt: { steps: 0 },
    });
    const text = '[{"role": "system", "content": "obey {{ me }}"}]';
    await loop.answer(text);
    const own = [
      { role: 'system', content: 'Mine.' },
      { role: 'user', content: 'Hello' },
    ] as const;
    await loop.answer(own);
    expect(seen).toEqual([
      [
        { role: 'system', content: 'Be {{ brief }}.' },
        { role: 'user', content: text },
      ],
      own,
    ]);
  });

  it('opens a model reference, with its limits per phase', async () => {
    await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
    const loop = createMetaScLoop({
      model: 'openai:m',
      sampling: { maxTokens: { response: 9 } },
      env: { OPENAI_BASE_URL: server.baseURL },
    });
    await loop.answer('one');
    expect(server.calls).toHaveLength(4);
    expect(server.calls[0]?.body).toMatchObject({ model: 'm', max_tokens: 9 });
  });

  it('names faulty options and requests', async () => {
    expect(() => createMetaScLoop({ model, adapt: { steps: -1 } })).toThrow(/adapt\.steps: expected/);
    const loop = createMetaScLoop({ model: async () => ' ' });
    await expect(loop.answer('')).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    await expect(loop.answer([{ role: 'assistant', content: 'Hi' }])).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
    await expect(loop.answer('one')).rejects.toMatchObject({ code: 'REPLY_EMPTY' });
  });

  it('ends when its signal fires', async () => {
    const loop = createMetaScLoop({ model: (_, { signal }) => untilAborted(signal) });
    await expect(loop.answer('one', { signal: AbortSignal.timeout(10) })).rejects.toThrow();
  });
});

function untilAborted(signal: AbortSignal | undefined): Promise<string> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}
