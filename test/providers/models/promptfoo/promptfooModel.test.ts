import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../../providers/models/chatModel.ts';
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
    const model = createPromptfooModel({ id: 'file://failing.mjs' }, { env, basePath: folder, limits });
    await expect(model.chat(request)).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: expect.stringContaining('boom'),
    });
    await expect(model.chat(request)).rejects.not.toMatchObject({ message: expect.stringContaining(KEY) });
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
