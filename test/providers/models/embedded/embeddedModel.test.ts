import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../../../foundation/conversation.ts';
import type { ChatRequest, CompletionRequest } from '../../../../providers/models/chatModel.ts';
import { createEmbeddedModel, type EmbeddedContext } from '../../../../providers/models/embedded/embeddedModel.ts';
import { createEngine, type EngineRequest } from '../../../../providers/models/embedded/llamaEngine.ts';
import { importLlama } from '../../../../providers/models/embedded/llamaLibrary.ts';
import { loadModel } from '../../../../providers/models/embedded/llamaModel.ts';
import { findModelFile } from '../../../../providers/models/embedded/modelFile.ts';
import type { RefOf } from '../../../../providers/models/modelRef.ts';
import { openModel } from '../../../../providers/models/openModel.ts';
import { fakeGguf } from '../../../support/ggufFiles.ts';
import { IS_NIGHT } from '../../../support/night.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const limits = { timeoutMs: 60_000, maxWaitMs: 0, maxConcurrentCalls: 16 };
const SYSTEM: ChatMessage = { role: 'system', content: 'You are a helpful yet harmless assistant.' };
const say = (content: string): ChatMessage => ({ role: 'user', content });

let path: string;

beforeAll(async () => {
  ({ path } = await findModelFile({}, { env: process.env, basePath: '.' }));
});

const open = (over: Partial<EmbeddedContext['limits']> = {}, options: RefOf<'embedded'> = {}) =>
  createEmbeddedModel(options, { env: process.env, basePath: '.', limits: { ...limits, ...over } });

const request = (over: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [SYSTEM, say('Why is the sky blue?')],
  sampling: { temperature: 0.8, maxTokens: 16 },
  repeat: 0,
  phase: 'response',
  ...over,
});

const engineRequest = (messages: readonly ChatMessage[], over: Partial<EngineRequest> = {}): EngineRequest => ({
  messages,
  temperature: 0.8,
  maxTokens: 16,
  seed: 7,
  form: 'free',
  signal: new AbortController().signal,
  onStart: () => {},
  ...over,
});

describe('an answer of the embedded model', () => {
  it('comes with its usage, and says when it was cut at the limit', async () => {
    const reply = await open().chat(request());
    expect(reply.text).not.toBe('');
    expect(reply).toMatchObject({ finish: 'length', usage: { completionTokens: 16 } });
    expect(reply.usage.promptTokens).toBeGreaterThan(20);
    expect(reply.latencyMs).toBeGreaterThan(0);
  });

  it('ends by itself, without the end marker', async () => {
    const messages = [say('What is the capital of France?')];
    const reply = await open().chat(request({ messages, sampling: { temperature: 0, maxTokens: 200 } }));
    expect(reply.finish).toBe('stop');
    expect(reply.usage.completionTokens).toBeLessThan(200);
    expect(reply.text).not.toContain('<|');
  });

  it('is the same for the same request, and another for another repeat, seed or conversation', async () => {
    const model = open();
    const texts = await Promise.all(
      [
        request(),
        request(),
        request({ repeat: 1 }),
        request({ sampling: { temperature: 0.8, maxTokens: 16, seed: 1 } }),
        request({ messages: [SYSTEM, say('Why is the sky blue today?')] }),
      ].map(async (each) => (await model.chat(each)).text),
    );
    expect(texts[1]).toBe(texts[0]);
    expect(new Set(texts).size).toBe(4);
  });

  it('is the likeliest one at temperature 0, whatever the seed', async () => {
    const model = open();
    const greedy = (repeat: number) =>
      model.chat(request({ repeat, sampling: { temperature: 0, maxTokens: 16, seed: repeat } }));
    const [one, two] = await Promise.all([greedy(0), greedy(1)]);
    expect(one.text).toBe(two.text);
  });

  it('is the likeliest one where topP leaves one token to draw from', async () => {
    const model = open();
    const [greedy, narrow] = await Promise.all(
      [
        { temperature: 0, maxTokens: 16 },
        { temperature: 0.8, maxTokens: 16, topP: 1e-6 },
      ].map((sampling) => model.chat(request({ sampling }))),
    );
    expect(narrow?.text).toBe(greedy?.text);
  });

  it('is a usable spec in the meta-critique', async () => {
    const reply = await open().chat(request({ phase: 'metaCritique', sampling: { temperature: 0.8, maxTokens: 64 } }));
    expect(reply.text).toMatch(/^Answers should [a-zA-Z ,'-]{20,180}\.$/);
    expect(reply.finish).toBe('stop');
  });
});

describe('the engine', () => {
  /** Five requests of which three grow out of one another, so that what a context holds matters. */
  async function askAll(maxContexts: number, reusePrefix: boolean, together: boolean): Promise<readonly string[]> {
    const open = () => createEngine({ path, template: 'chatML', maxContexts, contextTokens: 512 });
    const shared = await open();
    const first = [SYSTEM, say('Write a poem about the sea.')];
    const grown: ChatMessage[] = [...first, { role: 'assistant', content: 'The sea is wide.' }, say('Make it longer.')];
    const conversations = [
      grown,
      [SYSTEM, say('How do I bake bread?')],
      first,
      [...grown, { role: 'assistant', content: 'The sea is wide and deep.' } as const, say('Now make it rhyme.')],
      [SYSTEM, say('Name five birds.')],
    ];
    const ask = async (messages: readonly ChatMessage[]) => {
      const engine = reusePrefix ? shared : await open();
      return (await engine.answer(engineRequest(messages, { maxTokens: 8 }))).text;
    };
    if (together) return Promise.all(conversations.map(ask));
    const texts: string[] = [];
    for (const messages of conversations) texts.push(await ask(messages));
    return texts;
  }

  it('gives the same answers one after another and together, with and without reuse of prefixes', async () => {
    const alone = await askAll(1, false, false);
    expect(new Set(alone).size).toBe(5);
    expect(await askAll(4, true, true)).toEqual(alone);
    if (!IS_NIGHT) return;
    expect(await askAll(1, true, false)).toEqual(alone);
    expect(await askAll(5, false, true)).toEqual(alone);
  });

  /** A case as MetaSC asks it: four calls, each on top of the reply to the last. */
  async function askCase(reusePrefix: boolean, maxTokens: number) {
    const open = () => createEngine({ path, template: 'chatML', maxContexts: 4, contextTokens: 1_024 });
    const shared = await open();
    const stats: ReturnType<typeof shared.stats>[] = [];
    const messages = [SYSTEM, say('Write a poem about the sea.')];
    const prompts = ['How does it fall short?', 'Rewrite it.', 'Write a better spec.'];
    const replies = [];
    for (const form of ['free', 'free', 'free', 'spec'] as const) {
      const engine = reusePrefix ? shared : await open();
      const reply = await engine.answer(engineRequest(messages, { form, maxTokens }));
      replies.push(reply);
      stats.push(engine.stats());
      messages.push({ role: 'assistant', content: reply.text }, say(prompts[replies.length - 1] ?? ''));
    }
    return { replies, stats };
  }

  it('evaluates each token of a growing conversation once, and answers as if it had evaluated all', async () => {
    const [{ replies, stats: statsByCall }, thorough] = await Promise.all([askCase(true, 40), askCase(false, 40)]);
    expect(replies).toEqual(thorough.replies);
    for (const { evaluatedPromptTokens, promptTokens } of thorough.stats) {
      expect(evaluatedPromptTokens).toBe(promptTokens);
    }
    const stats = statsByCall.at(-1) ?? expect.unreachable();

    const earlier = replies.slice(0, -1);
    const generated = earlier.reduce((total, { usage }) => total + usage.completionTokens, 0);
    // The last token of a reply that was cut had not been evaluated yet when it ended.
    const cut = earlier.filter(({ finish }) => finish === 'length').length;
    expect(stats.evaluatedPromptTokens).toBe((replies.at(-1)?.usage.promptTokens ?? 0) - generated + cut);
    expect(stats.promptTokens).toBeGreaterThan(3 * stats.evaluatedPromptTokens);
    expect(stats.contexts).toBe(1);
  });

  it('answers so, too, where a reply was cut within a word, whose text has other tokens', async () => {
    const [shared, thorough] = await Promise.all([askCase(true, 20), askCase(false, 20)]);
    expect(shared.replies).toEqual(thorough.replies);
  });

  it('holds no longer conversation than it was trained on', async () => {
    await expect(
      createEngine({ path, template: 'chatML', maxContexts: 1, contextTokens: 9_000 }),
    ).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'contextTokens: expected at most 8192, the trained length of the model, got 9000',
    });
  });

  it('fills its context to the last token, and no further', async () => {
    // A long prompt: most of the context is filled faster than by an answer.
    const messages = [say('Tell me a long story of a king and his three sons. '.repeat(17))];
    // llama.cpp rounds up to 256, so this is all there is.
    const small = await createEngine({ path, template: 'chatML', maxContexts: 1, contextTokens: 256 });
    const large = await createEngine({ path, template: 'chatML', maxContexts: 1, contextTokens: 1_024 });
    const { usage } = await small.answer(engineRequest(messages, { maxTokens: 1 }));
    const full = engineRequest(messages, { temperature: 0, maxTokens: 256 - usage.promptTokens });
    const [inSmall, inLarge] = await Promise.all([small.answer(full), large.answer(full)]);
    expect(inSmall.usage).toEqual({ ...usage, completionTokens: full.maxTokens });
    expect(inSmall.finish).toBe('length');
    expect(inSmall).toEqual(inLarge);
    await expect(small.answer({ ...full, maxTokens: full.maxTokens + 1 })).rejects.toMatchObject({
      code: 'CONTEXT_OVERFLOW',
    });
  });

  it('stops as soon as a signal fires, at work or waiting, and is as good as new', async () => {
    const engine = await createEngine({ path, template: 'chatML', maxContexts: 1, contextTokens: 3_000 });
    const messages = [say(`${'The king had three sons. '.repeat(20)}Go on.`)];
    const expected = await engine.answer(engineRequest([say('Why is the sky blue?')]));

    const stop = new AbortController();
    const onStart = () => stop.abort(new Error('enough'));
    const working = engine.answer(engineRequest(messages, { maxTokens: 2_000, signal: stop.signal, onStart }));
    const waiting = engine.answer(engineRequest(messages, { signal: stop.signal, onStart: expect.unreachable }));
    expect(await Promise.allSettled([working, waiting])).toMatchObject([
      { reason: { message: 'enough' } },
      { reason: { message: 'enough' } },
    ]);
    expect(await engine.answer(engineRequest([say('Why is the sky blue?')]))).toEqual(expected);
  });
});

describe('a prompt that the embedded model continues', () => {
  const completion = (over: Partial<CompletionRequest> = {}): CompletionRequest => ({
    prompt: [
      { special: '<|im_start|>' },
      { text: 'user\nIs the sky blue? Answer Yes or No.' },
      { special: '<|im_end|>' },
      { text: '\n' },
      { special: '<|im_start|>' },
      { text: 'assistant\n' },
    ],
    sampling: { temperature: 0, maxTokens: 8 },
    repeat: 0,
    ...over,
  });
  const complete = (over: Partial<CompletionRequest> = {}) => open().complete?.(completion(over));

  it('is the same that a chat of those words would be', async () => {
    const messages = [say('Is the sky blue? Answer Yes or No.')];
    const chat = await open().chat(request({ messages, sampling: { temperature: 0, maxTokens: 8 } }));
    const { latencyMs: _, ...reply } = (await complete()) ?? {};
    expect(reply).toEqual({ text: chat.text, outcome: 'answered', finish: chat.finish, usage: expect.any(Object) });
  });

  it('comes with the likeliest first tokens, without being another for it', async () => {
    const reply = await complete({ topLogprobs: 20 });
    const listed = reply?.firstToken ?? [];
    const probabilities = listed.map(({ logprob }) => Math.exp(logprob));
    expect(reply?.text).toBe((await complete())?.text);
    expect(listed).toHaveLength(20);
    expect(reply?.text.startsWith(listed[0]?.token ?? '?')).toBe(true);
    expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
    const sum = probabilities.reduce((total, probability) => total + probability, 0);
    expect(sum).toBeGreaterThan(0.5);
    expect(sum).toBeLessThanOrEqual(1);
  });

  it('comes with the same probabilities to the bit, alone, together and in another order', async () => {
    const first = (await complete({ topLogprobs: 20 }))?.firstToken;
    const other = [{ special: '<|im_start|>' }, { text: 'user\nIs the sky green? It is said so.' }];
    const together = await Promise.all([
      complete({ topLogprobs: 20, prompt: other }),
      complete({ topLogprobs: 20 }),
      complete({ topLogprobs: 5 }),
    ]);
    expect(together[1]?.firstToken).toEqual(first);
    expect(together[2]?.firstToken).toEqual(first?.slice(0, 5));
    expect(together[0]?.firstToken).not.toEqual(first);
  });

  it('has the likeliest first tokens in a chat, too', async () => {
    const messages = [say('Is the sky blue? Answer Yes or No.')];
    const sampling = { temperature: 0, maxTokens: 8 };
    const chat = await open().chat(request({ messages, sampling, topLogprobs: 20 }));
    expect(chat.firstToken).toHaveLength(20);
  });

  it('is refused where it is too long', async () => {
    await expect(complete({ prompt: [{ text: 'Bake a cake. '.repeat(20_000) }] })).rejects.toMatchObject({
      code: 'CONTEXT_OVERFLOW',
    });
  });

  it('is one that a model opened by its reference continues, and a served one has no such thing', async () => {
    const context = { env: process.env, basePath: '.', limits: { ...limits, maxRetries: 0 } };
    expect((await openModel('embedded', context).complete?.(completion()))?.text).toBe((await complete())?.text);
    const served = openModel({ type: 'openai', name: 'm', baseURL: 'http://127.0.0.1:1/v1' }, context);
    expect(served).not.toHaveProperty('complete');
  });
});

describe('a call of the embedded model', () => {
  it('is refused when the conversation is too long, and the next is answered', async () => {
    const model = open();
    const messages = [say('How do I bake a cake? '.repeat(10_000))];
    await expect(model.chat(request({ messages }))).rejects.toMatchObject({
      code: 'CONTEXT_OVERFLOW',
      message: expect.stringMatching(/has more than \d+ tokens and the reply may have 16; the context holds 4096/),
    });
    expect((await model.chat(request())).text).not.toBe('');
  });

  it('ends when its caller ends it, and the next is answered as ever', async () => {
    const model = open();
    const expected = (await model.chat(request())).text;
    const stop = new AbortController();
    const call = model.chat(request({ sampling: { temperature: 0, maxTokens: 2_000 }, signal: stop.signal }));
    stop.abort();
    await expect(call).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(model.chat(request({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await model.chat(request())).text).toBe(expected);
  });

  it('ends when its time is over, and the next is answered as ever', async () => {
    const expected = (await open().chat(request())).text;
    const call = open({ timeoutMs: 300 }).chat(
      request({ messages: [say('Write a long story.')], sampling: { temperature: 0, maxTokens: 2_000 } }),
    );
    await expect(call).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringMatching(/^embedded:SmolLM2-135M-Instruct\.Q4_1: no answer within 300 ms/),
    });
    expect((await open().chat(request())).text).toBe(expected);
  });
});

describe('an embedded model of a file of one’s own', () => {
  it('answers by the template in the file', async () => {
    const own = await open({}, { path }).chat(request());
    expect(own.text).toBe((await open().chat(request())).text);
  });

  it.each<[string, string, Buffer | undefined, RefOf<'embedded'>, string, RegExp]>([
    [
      'is missing',
      'none.gguf',
      undefined,
      {},
      'FILE_UNREADABLE',
      /none\.gguf: expected a GGUF file, can't read it: ENOENT/,
    ],
    [
      'is no GGUF',
      'm.gguf',
      Buffer.from('not a model'),
      {},
      'CONFIG_INVALID',
      /m\.gguf: expected a GGUF file.*got one that begins with "not "/,
    ],
    [
      'is another one',
      'm.gguf',
      fakeGguf(),
      { sha256: '0'.repeat(64) },
      'CONFIG_INVALID',
      /m\.gguf: expected SHA-256 0{64}, got [0-9a-f]{64}/,
    ],
    ['is broken', 'm.gguf', fakeGguf(), {}, 'FILE_UNREADABLE', /m\.gguf: llama\.cpp can't load this file: /],
  ])('fails with a clear error when it %s', async (_, name, content, options, code, message) => {
    using folder = createTemporaryFolder();
    if (content !== undefined) await writeFile(join(folder.path, name), content);
    const model = createEmbeddedModel({ path: name, ...options }, { env: process.env, basePath: folder.path, limits });
    await expect(model.chat(request())).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('is found again once it is there', async () => {
    using folder = createTemporaryFolder();
    const model = createEmbeddedModel({ path: 'm.gguf' }, { env: process.env, basePath: folder.path, limits });
    await expect(model.chat(request())).rejects.toThrow(/ENOENT/);
    await writeFile(join(folder.path, 'm.gguf'), 'no model');
    await expect(model.chat(request())).rejects.toThrow(/got one that begins with "no m"/);
  });
});

describe('embedded models', () => {
  it('are named by what the user wrote', () => {
    const uri = 'hf:user/model/file.gguf';
    expect(open().name).toBe('embedded:SmolLM2-135M-Instruct.Q4_1');
    expect(open({}, { path: 'models/m.gguf' }).name).toBe('embedded:models/m.gguf');
    expect(open({}, { uri }).name).toBe(`embedded:${uri}`);
    expect(() => open({}, { path: 'm.gguf', uri })).toThrow('expected path or uri, got both');
  });

  it('of one file are loaded once', async () => {
    const [one, two] = await Promise.all([loadModel({ path }), loadModel({ path })]);
    expect(one.model).toBe(two.model);
  });

  it('need node-llama-cpp, and say how to get it', async () => {
    const missing = async () => {
      throw Object.assign(new Error("Cannot find package 'node-llama-cpp'"), { code: 'ERR_MODULE_NOT_FOUND' });
    };
    await expect(importLlama(missing)).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringContaining('npm install node-llama-cpp@3.21.1'),
    });
  });
});
