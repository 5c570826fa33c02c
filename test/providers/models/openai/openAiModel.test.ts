import { describe, expect, it } from 'vitest';
import { DEFAULT_MODEL_LIMITS } from '../../../../providers/models/callOptions.ts';
import type { ChatRequest } from '../../../../providers/models/chatModel.ts';
import { createOpenAiModel } from '../../../../providers/models/openai/openAiModel.ts';
import { openModel } from '../../../../providers/models/openModel.ts';
import { type LoopbackReply, startLoopbackServer } from '../../../support/loopbackServer.ts';

const KEY = 'sk-planted-0123456789abcdef';
const limits = { timeoutMs: 10_000, maxRetries: 0, maxWaitMs: 60_000 };

const request = (over: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [{ role: 'user', content: 'hello there' }],
  sampling: { temperature: 0.8, maxTokens: 10 },
  repeat: 0,
  phase: 'response',
  ...over,
});

const open = (baseURL: string, over: Partial<typeof limits> = {}, name = 'm') =>
  createOpenAiModel({ name, baseURL }, { env: { OPENAI_API_KEY: KEY }, limits: { ...limits, ...over } });

describe('the openai model', () => {
  it('sends the conversation and its sampling, and returns text, usage and finish reason', async () => {
    await using server = await startLoopbackServer(() => ({ content: 'well met', finishReason: 'length' }));
    const reply = await open(server.baseURL).chat(
      request({ sampling: { temperature: 0.5, maxTokens: 7, topP: 0.9, seed: 3 }, repeat: 2 }),
    );
    expect(reply).toMatchObject({
      text: 'well met',
      finish: 'length',
      usage: { promptTokens: 2, completionTokens: 2 },
    });
    expect(server.calls[0]?.body).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'hello there' }],
      temperature: 0.5,
      max_tokens: 7,
      top_p: 0.9,
      seed: 5,
    });
    expect(server.calls[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  it('learns from the server what its model takes, whatever the name', async () => {
    const complaints: readonly (readonly [string, string])[] = [
      ['max_tokens', "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."],
      ['temperature', "Unsupported value: 'temperature' does not support 0.8 with this model."],
      ['top_p', 'Extra inputs are not permitted: body.top_p'],
    ];
    await using server = await startLoopbackServer(({ body }) => {
      const complaint = complaints.find(([name]) => name in body);
      return complaint === undefined ? 'ok' : { status: 400, errorMessage: complaint[1] };
    });
    const model = open(server.baseURL, {}, 'any-name');
    const asked = request({ sampling: { temperature: 0.8, maxTokens: 10, topP: 0.9 } });
    const reply = await model.chat(asked);
    expect(reply).toMatchObject({ outcome: 'answered', text: 'ok', warnings: expect.any(Array) });
    expect(reply.warnings).toHaveLength(3);
    const learned = {
      model: 'any-name',
      messages: [{ role: 'user', content: 'hello there' }],
      max_completion_tokens: 10,
    };
    expect(server.calls.at(-1)?.body).toEqual(learned);
    expect(server.calls).toHaveLength(4);
    await model.chat(asked);
    expect(server.calls.at(-1)?.body).toEqual(learned);
    expect(server.calls).toHaveLength(5);
  });

  it('says once that the token limit is not sent, under neither name', async () => {
    await using server = await startLoopbackServer(({ body }) => {
      const name = ['max_tokens', 'max_completion_tokens'].find((one) => one in body);
      return name === undefined ? 'ok' : { status: 400, errorMessage: `Unknown parameter: ${name}` };
    });
    const { text, warnings } = await open(server.baseURL, {}, 'no-limit').chat(request());
    expect([text, warnings]).toEqual(['ok', ['maxTokens is not sent: the server declined it under both names']]);
  });

  it.each<[string, LoopbackReply]>([
    ['a 429', { status: 429, headers: { 'retry-after-ms': '1' } }],
    ['a 500', { status: 500, headers: { 'retry-after-ms': '1' } }],
    ['a dropped connection', { fault: 'drop' }],
  ])('tries again after %s', async (_, fault) => {
    await using server = await startLoopbackServer(({ index }) => (index === 0 ? fault : 'well met'));
    const reply = await open(server.baseURL, { maxRetries: 1 }).chat(request());
    expect(reply.text).toBe('well met');
    expect(server.calls).toHaveLength(2);
  });

  it.each<[string, LoopbackReply, string, RegExp]>([
    [
      '401',
      { status: 401, errorMessage: `Incorrect API key provided: ${KEY}.` },
      'MODEL_UNAUTHORIZED',
      /refused the key/,
    ],
    ['403', { status: 403 }, 'MODEL_UNAUTHORIZED', /refused the key/],
    ['500', { status: 500, errorMessage: `trace ${KEY}` }, 'MODEL_FAILED', /answered with an error: 500/],
    ['a dropped connection', { fault: 'drop' }, 'MODEL_UNREACHABLE', /can't reach http:\/\/127\.0\.0\.1/],
  ])('turns %s into a clear error without the key', async (_, reply, code, message) => {
    await using server = await startLoopbackServer(() => reply);
    const ref = { type: 'openai', name: 'm', baseURL: server.baseURL } as const;
    const context = { env: { OPENAI_API_KEY: KEY }, basePath: '.', limits: { ...DEFAULT_MODEL_LIMITS, ...limits } };
    const error = await openModel(ref, context)
      .chat(request())
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'MetaScError', code, message: expect.stringMatching(message) });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(KEY);
  });

  it('says where nobody listens', async () => {
    const server = await startLoopbackServer(() => 'ok');
    await server[Symbol.asyncDispose]();
    await expect(open(server.baseURL).chat(request())).rejects.toMatchObject({
      code: 'MODEL_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('gives up on a server that hangs', async () => {
    await using server = await startLoopbackServer(() => ({ fault: 'hang' }));
    await expect(open(server.baseURL, { timeoutMs: 50 }).chat(request())).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('ends the call when its signal fires', async () => {
    await using server = await startLoopbackServer(() => ({ fault: 'hang' }));
    const abort = new AbortController();
    const call = open(server.baseURL).chat(request({ signal: abort.signal }));
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('holds no query of the base URL in its name', () => {
    expect(open('http://127.0.0.1:1/v1?key=abc').name).toBe('openai:m@http://127.0.0.1:1/v1');
  });

  it('refuses a user name and password in the base URL, and says how to send them', () => {
    const opening = () => open('http://me:pass-word@127.0.0.1:1/v1');
    expect(opening).toThrow(/without user name and password, got them for http:\/\/127\.0\.0\.1:1\/v1/);
    expect(opening).toThrow(expect.objectContaining({ help: expect.stringContaining('Authorization') }));
    expect(opening).not.toThrow(/pass-word/);
  });

  it('asks for a key of OpenAI’s own server only, and names the variable', () => {
    expect(() => createOpenAiModel({ name: 'm' }, { env: {}, limits })).toThrow(/OPENAI_API_KEY/);
    expect(() => createOpenAiModel({ name: 'm', apiKeyEnvar: 'MY_KEY' }, { env: {}, limits })).toThrow(/MY_KEY/);
    expect(createOpenAiModel({ name: 'm' }, { env: { OPENAI_BASE_URL: 'http://127.0.0.1:1' }, limits }).name).toBe(
      'openai:m@http://127.0.0.1:1',
    );
  });

  it('says that a base URL is none', () => {
    expect(() => open('not a url')).toThrow(/expected baseURL to be a URL/);
  });
});

describe('what a reference sends along', () => {
  const env = { OPENAI_API_KEY: KEY, LOGIN: 'dXNlcjpwYXNzd29yZA==', TENANT: 'tenant-of-ours' };
  const ref = {
    name: 'm',
    headers: { Authorization: 'Basic {{ env.LOGIN }}', 'x-plain': 'as it is' },
    query: { 'api-version': '2024-10-21', tenant: '{{ env.TENANT }}' },
    extraBody: { reasoning_effort: 'low', provider: { order: ['{{ env.TENANT }}'] }, temperature: 0.1 },
  };

  it('reaches the server: headers, query and body, with the environment’s values', async () => {
    await using server = await startLoopbackServer(() => 'ok');
    await createOpenAiModel({ ...ref, baseURL: `${server.baseURL}?key=a%2Fb` }, { env, limits }).chat(request());
    const [call] = server.calls;
    expect(call?.headers).toMatchObject({ authorization: `Basic ${env.LOGIN}`, 'x-plain': 'as it is' });
    const query = new URLSearchParams(call?.url.split('?')[1]);
    expect(Object.fromEntries(query)).toEqual({ key: 'a/b', 'api-version': '2024-10-21', tenant: env.TENANT });
    expect(call?.body).toMatchObject({
      model: 'm',
      temperature: 0.1,
      max_tokens: 10,
      reasoning_effort: 'low',
      provider: { order: [env.TENANT] },
    });
  });

  it('is in no error and no name, even where the server quotes it', async () => {
    const secrets = [KEY, env.LOGIN, env.TENANT];
    await using server = await startLoopbackServer(() => ({ status: 404, errorMessage: secrets.join(' and ') }));
    const context = { env, basePath: '.', limits: { ...DEFAULT_MODEL_LIMITS, ...limits } };
    const model = openModel({ type: 'openai', ...ref, baseURL: server.baseURL }, context);
    const error = await model.chat(request()).catch((thrown: unknown) => thrown);
    const shown = JSON.stringify([error, String(error), model.name, model.identity]);
    for (const secret of secrets) expect(shown).not.toContain(secret);
    expect(String(error)).toContain('[secret] and [secret] and [secret]');
    expect(model.name).toMatch(/^openai:m@http:\/\/127\.0\.0\.1:\d+\/v1#[0-9a-f]{8}$/);
  });

  it('is an error where it names a variable that is not set', () => {
    expect(() => createOpenAiModel(ref, { env: { OPENAI_API_KEY: KEY }, limits })).toThrow(/headers\.Authorization/);
  });

  it('sends no sampling that is null', async () => {
    await using server = await startLoopbackServer(() => 'ok');
    const sampling = { temperature: null, maxTokens: null, topP: null, seed: null };
    await open(server.baseURL).chat(request({ sampling }));
    expect(server.calls[0]?.body).toEqual({ model: 'm', messages: [{ role: 'user', content: 'hello there' }] });
  });
});

describe('a reply schema', () => {
  const schema = {
    type: 'object',
    properties: { ok: { type: 'boolean' } },
    required: ['ok'],
    additionalProperties: false,
  };
  const replySchema = { name: 'answer', schema };
  const formats = (calls: readonly { readonly body: object }[]) =>
    calls.map(({ body }) => 'response_format' in body && body.response_format);
  const asSent = { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } };
  /** A server that takes no response format. */
  const old = (status: number) => (call: { readonly body: object }) =>
    'response_format' in call.body ? { status, errorMessage: 'extra inputs are not permitted' } : 'well met';

  it('is sent as structured output', async () => {
    await using server = await startLoopbackServer(() => '{"ok": true}');
    expect((await open(server.baseURL).chat(request({ replySchema }))).text).toBe('{"ok": true}');
    expect(formats(server.calls)).toEqual([asSent]);
  });

  it.each([400, 422])('is left out after a server answered %i to it, in later calls too', async (status) => {
    await using server = await startLoopbackServer(old(status));
    const model = open(server.baseURL);
    expect((await model.chat(request({ replySchema }))).text).toBe('well met');
    expect((await model.chat(request({ replySchema }))).text).toBe('well met');
    expect(formats(server.calls)).toEqual([asSent, false, false]);
    // Another column's model is the same model.
    await open(server.baseURL).chat(request({ replySchema }));
    expect(formats(server.calls)).toEqual([asSent, false, false, false]);
  });

  it('is sent again after a call that failed without it too: the schema was not the fault', async () => {
    await using server = await startLoopbackServer(({ index }) => (index < 2 ? { status: 400 } : 'ok'));
    const model = open(server.baseURL);
    await expect(model.chat(request({ replySchema }))).rejects.toMatchObject({ code: 'MODEL_FAILED' });
    await model.chat(request({ replySchema }));
    expect(formats(server.calls)).toEqual([asSent, false, asSent]);
  });

  it.each([401, 500])('is no reason for a second call after a %i', async (status) => {
    await using server = await startLoopbackServer(() => ({ status }));
    await expect(open(server.baseURL).chat(request({ replySchema }))).rejects.toThrow();
    expect(server.calls).toHaveLength(1);
  });
});

describe('the first token', () => {
  const place = (token: string, listed: Readonly<Record<string, number>>) => ({
    token,
    logprob: Math.log(listed[token] ?? 1),
    top_logprobs: Object.entries(listed).map(([text, chance]) => ({ token: text, logprob: Math.log(chance) })),
  });
  const safe = place('safe', { unsafe: 0.1, safe: 0.9 });
  const asked = request({ topLogprobs: 20 });
  const wanted = (calls: readonly { readonly body: object }[]) =>
    calls.map(({ body }) => ('logprobs' in body && 'top_logprobs' in body ? [body.logprobs, body.top_logprobs] : null));
  /** A server that takes no logprobs. */
  const old = (status: number) => (call: { readonly body: object }) =>
    'logprobs' in call.body ? { status, errorMessage: 'unknown parameter: logprobs' } : 'safe';

  it('comes with what else could have stood there, the likeliest first', async () => {
    await using server = await startLoopbackServer(() => ({ content: 'safe', logprobs: [safe] }));
    expect((await open(server.baseURL).chat(asked)).firstToken).toEqual([
      { token: 'safe', logprob: Math.log(0.9) },
      { token: 'unsafe', logprob: Math.log(0.1) },
    ]);
    expect(wanted(server.calls)).toEqual([[true, 20]]);
  });

  it('is not requested in other calls, nor reported if a server sends it anyway', async () => {
    await using server = await startLoopbackServer(() => ({ content: 'safe', logprobs: [safe] }));
    expect(await open(server.baseURL).chat(request())).not.toHaveProperty('firstToken');
    expect(wanted(server.calls)).toEqual([null]);
  });

  it('is missing if the server accepts the request and reports nothing', async () => {
    await using server = await startLoopbackServer(() => 'safe');
    const reply = await open(server.baseURL).chat(asked);
    expect(reply.text).toBe('safe');
    expect(reply).not.toHaveProperty('firstToken');
  });

  it.each([400, 422])('is left out after a server answered %i to it, in later calls too', async (status) => {
    await using server = await startLoopbackServer(old(status));
    const model = open(server.baseURL);
    for (let call = 0; call < 2; call++) expect((await model.chat(asked)).text).toBe('safe');
    expect(wanted(server.calls)).toEqual([[true, 20], null, null]);
  });

  it('is asked for again after a call that failed without it too', async () => {
    await using server = await startLoopbackServer(({ index }) => (index < 2 ? { status: 400 } : 'safe'));
    const model = open(server.baseURL);
    await expect(model.chat(asked)).rejects.toMatchObject({ code: 'MODEL_FAILED' });
    await model.chat(asked);
    expect(wanted(server.calls)).toEqual([[true, 20], null, [true, 20]]);
  });
});
