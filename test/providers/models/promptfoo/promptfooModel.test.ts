import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_MODEL_LIMITS } from '../../../../providers/models/callOptions.ts';
import type { ChatRequest } from '../../../../providers/models/chatModel.ts';
import { openModel } from '../../../../providers/models/openModel.ts';
import { createPromptfooModel } from '../../../../providers/models/promptfoo/promptfooModel.ts';
import { startLoopbackServer } from '../../../support/loopbackServer.ts';

const KEY = 'sk-planted-0123456789abcdef';
const env = { OPENAI_API_KEY: KEY };
const limits = { timeoutMs: 20_000, maxRetries: 0 };

const request: ChatRequest = {
  messages: [
    { role: 'system', content: 'be good' },
    { role: 'user', content: 'hello {{ there }}' },
  ],
  sampling: { temperature: 0.5, maxTokens: 7, topP: 0.9, seed: 3 },
  repeat: 0,
  phase: 'response',
};

describe('a promptfoo provider as the model', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'metasc-promptfoo-model-'));
    await writeFile(
      join(folder, 'failing.mjs'),
      `export default class { id() { return 'failing'; } async callApi() { return { error: 'boom ${KEY}', metadata: { http: { status: 401 } } }; } }`,
    );
    await writeFile(
      join(folder, 'saying.mjs'),
      `export default class { constructor({ config }) { this.response = config.response; } id() { return 'saying'; } async callApi() { return this.response; } }`,
    );
    await writeFile(
      join(folder, 'hanging.mjs'),
      `export default class { id() { return 'hanging'; } callApi() { return new Promise(() => {}); } }`,
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gets the conversation as it is, with sampling, and calls again for an equal request', async () => {
    await using server = await startLoopbackServer(() => 'well met');
    const model = createPromptfooModel(
      { id: 'openai:chat:m', config: { apiBaseUrl: server.baseURL } },
      { env, basePath: '.', limits },
    );
    const reply = await model.chat(request);
    await model.chat(request);
    expect(reply).toMatchObject({ text: 'well met', usage: { promptTokens: 6, completionTokens: 2 } });
    expect(server.calls).toHaveLength(2);
    expect(server.calls[0]?.body).toMatchObject({
      messages: request.messages,
      temperature: 0.5,
      max_tokens: 7,
      top_p: 0.9,
      seed: 3,
    });
  });

  it('loads a provider file that stands beside the config', async () => {
    const context = { env, basePath: folder, limits: { ...DEFAULT_MODEL_LIMITS, ...limits } };
    const model = openModel({ type: 'promptfoo', id: 'file://failing.mjs' }, context);
    await expect(model.chat(request)).rejects.toMatchObject({
      code: 'MODEL_UNAUTHORIZED',
      message: expect.stringContaining('boom'),
    });
    await expect(model.chat(request)).rejects.not.toMatchObject({ message: expect.stringContaining(KEY) });
  });

  it('reads the files that options and prompt name from the folder of the config', async () => {
    await using server = await startLoopbackServer(() => '{}');
    await writeFile(join(folder, 'form.json'), '{"type": "json_object"}');
    await writeFile(join(folder, 'tools.json'), '[{"type": "function", "function": {"name": "run"}}]');
    const model = createPromptfooModel(
      { id: 'openai:chat:m', config: { apiBaseUrl: server.baseURL, response_format: 'file://form.json' } },
      { env, basePath: folder, limits },
    );
    const prompt = { raw: 'Hi', label: 'own', config: { tools: 'file://tools.json' } };
    const target = { isChat: false, request: 'Hi', verbatim: 'Hi', context: { vars: {}, prompt } };
    await model.chat({ ...request, target });
    expect(server.calls[0]?.body).toMatchObject({
      response_format: { type: 'json_object' },
      tools: [{ type: 'function', function: { name: 'run' } }],
    });
  });

  const chat = (response: object) =>
    createPromptfooModel({ id: 'file://saying.mjs', config: { response } }, { env, basePath: folder, limits }).chat(
      request,
    );
  const flagged = { flagged: true };
  const call = { id: 'c', type: 'function', function: { name: 'run', arguments: '{}' } };

  it.each<[string, object, object]>([
    ['an answer', { output: 'Yes.' }, { outcome: 'answered', text: 'Yes.' }],
    ['an answer in JSON', { output: { type: 'animal', text: 'cat' } }, { text: '{"type":"animal","text":"cat"}' }],
    ['a list in JSON', { output: ['a', 'b'] }, { outcome: 'answered', text: '["a","b"]' }],
    ['an answer that was flagged and given', { output: 'Yes.', guardrails: flagged }, { outcome: 'answered' }],
    [
      'content parts in an object',
      { output: { parts: [{ text: 'Hm.', thought: true }, { text: 'Yes.' }] } },
      { outcome: 'answered', text: 'Yes.', reasoning: 'Hm.' },
    ],
    [
      'a refusal by the model',
      { output: 'No.', isRefusal: true, finishReason: 'stop', guardrails: flagged },
      { outcome: 'refused', text: 'No.' },
    ],
    [
      'half an answer before a filter',
      { output: 'Mix the', finishReason: 'content_filter' },
      { outcome: 'withheld', text: '' },
    ],
    [
      'half an answer before a guardrail',
      { output: 'Mix the', guardrails: { flagged: true, reason: 'guardrail_intervened' } },
      { outcome: 'withheld', text: '', withheldBy: 'guardrail_intervened' },
    ],
    ['a tool call', { output: [call] }, { outcome: 'tool-call', toolCalls: [call] }],
    ['one tool call', { output: call.function }, { outcome: 'tool-call', toolCalls: call.function }],
    [
      'a list with a call among its parts',
      { output: [{ text: 'I look.' }, { functionCall: { name: 'run', args: {} } }] },
      { outcome: 'tool-call', output: [{ text: 'I look.' }, { functionCall: { name: 'run', args: {} } }] },
    ],
    [
      'a tool call in a text',
      { output: 'I look.\n\n{"type":"tool_use","id":"c","name":"run","input":{}}' },
      { outcome: 'tool-call', output: 'I look.\n\n{"type":"tool_use","id":"c","name":"run","input":{}}' },
    ],
    [
      'a text that is a call',
      { output: '{"type":"function_call","name":"run","arguments":"{}"}' },
      { outcome: 'tool-call', output: '{"type":"function_call","name":"run","arguments":"{}"}' },
    ],
    [
      'a text of JSON that is no call',
      { output: '{"type":"function","name":"sinus"}' },
      { outcome: 'answered', text: '{"type":"function","name":"sinus"}' },
    ],
    [
      'a message with tool calls',
      { output: { role: 'assistant', content: '<think>Hm.</think>I look.', tool_calls: [call] } },
      { outcome: 'tool-call', text: 'I look.', toolCalls: [call], reasoning: 'Hm.' },
    ],
    [
      'a message with tool calls and thoughts beside them',
      { output: { role: 'assistant', content: null, reasoning_content: 'Hm.', tool_calls: [call] } },
      { outcome: 'tool-call', text: '', toolCalls: [call], reasoning: 'Hm.' },
    ],
  ])('reads %s', async (_, response, expected) => {
    const reply = await chat(response);
    expect(reply).toMatchObject(expected);
    // What goes into the row as it came holds no thought.
    expect(JSON.stringify(reply.output ?? '')).not.toContain('Hm.');
  });

  it.each<[string, object, string]>([
    ['a used-up quota', { error: 'You exceeded your current quota.' }, 'QUOTA_EXHAUSTED'],
    ['no credit', { error: 'API error', metadata: { http: { status: 402 } } }, 'QUOTA_EXHAUSTED'],
    ['too long a conversation', { error: 'prompt is too long: 9 tokens > 8' }, 'CONTEXT_OVERFLOW'],
    [
      'a broken reply that speaks of quotas',
      { error: 'API error: {"text":"You exceeded your current quota."}', metadata: { http: { status: 200 } } },
      'MODEL_FAILED',
    ],
    ['anything else', { error: 'odd' }, 'MODEL_FAILED'],
  ])('fails with its code for %s', async (_, response, code) => {
    await expect(chat(response)).rejects.toMatchObject({ code });
  });

  it('gives up on a provider that ignores its signal', async () => {
    const model = createPromptfooModel(
      { id: 'file://hanging.mjs' },
      { env, basePath: folder, limits: { ...limits, timeoutMs: 50 } },
    );
    await expect(model.chat(request)).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('says when promptfoo does not know the provider', async () => {
    const model = createPromptfooModel({ id: 'no-such-provider:x' }, { env, basePath: '.', limits });
    await expect(model.chat(request)).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringContaining('no-such-provider:x'),
    });
  });

  it('is named after its id, and after its config without the keys in it', () => {
    const name = (config: Record<string, unknown>) =>
      createPromptfooModel({ id: 'a:b', config }, { env, basePath: '.', limits }).name;
    expect(name({})).toBe('a:b');
    expect(name({ region: 'x', apiKey: KEY })).toBe(name({ region: 'x', apiKey: 'another' }));
    expect(name({ region: 'x' })).not.toBe(name({ region: 'y' }));
  });
});
