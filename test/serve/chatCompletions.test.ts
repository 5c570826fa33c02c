import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { deterministicReply } from '../support/deterministicModel.ts';
import { type LoopbackReply, type ReceivedCall, startLoopbackServer } from '../support/loopbackServer.ts';
import { ADMIN_KEY, type ServedOptions, serveProfiles } from '../support/servedProfiles.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` };
const root = createTemporaryFolder();
let folders = 0;
const folder = () => root.join(String(folders++));
afterAll(() => root[Symbol.dispose]());

const answerAll = ({ messages }: ReceivedCall) => deterministicReply(messages);
const serve = (options: Partial<ServedOptions> = {}) =>
  serveProfiles({ stateDir: folder(), answer: answerAll, ...options });

describe('a request', () => {
  it('gets the revision, and says how it was made', async () => {
    await using server = await serve();
    const { status, headers, body } = await server.ask({}, { 'x-request-id': 'mine-1' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: 'chatcmpl-mine-1',
      object: 'chat.completion',
      model: 'safe',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant' } }],
      metasc: { chain: 'default', mode: 'frozen', outcome: 'answered', specVersion: 0 },
    });
    expect(body.choices[0].message.content).toMatch(/^revision /);
    expect(Object.keys(body.metasc.phases)).toEqual(['response', 'critique', 'revision']);
    const prompts = Object.values(body.metasc.phases as Record<string, { promptTokens: number }>);
    expect(body.usage.prompt_tokens).toBe(prompts.reduce((sum, { promptTokens }) => sum + promptTokens, 0));
    expect(headers.get('x-request-id')).toBe('mine-1');
    expect(headers.get('x-metasc-spec-hash')).toBe(body.metasc.specHash);
    expect(headers.get('server-timing')).toMatch(/^response;dur=\d+, critique;dur=\d+, revision;dur=\d+$/);
  });

  it('shares no call with an equal one', async () => {
    await using server = await serve();
    await Promise.all([server.ask({}), server.ask({}), server.ask({ model: 'baseline' })]);
    expect(server.upstream.calls).toHaveLength(7);
  });

  it('gives n independent answers, each with its own seed', async () => {
    await using server = await serve();
    const { body } = await server.ask({ model: 'baseline', n: 3, seed: 5 });
    expect(body.choices.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2]);
    expect(server.upstream.calls.map((call) => call.body.seed).sort()).toEqual([5, 6, 7]);
    expect((await server.ask({ n: 99 })).body.error.message).toContain('n: expected at most 16, got 99');
  });

  it("puts the client's sampling into what makes the answer, and its limits into the final text", async () => {
    await using server = await serve();
    await server.ask({
      ...{ temperature: 0.3, top_p: 0.9, seed: 4, max_tokens: 50, stop: ['END'] },
      ...{ presence_penalty: 1, response_format: { type: 'json_object' } },
    });
    const [response, critique, revision] = server.upstream.calls.map(({ body }) => body);
    for (const body of [response, critique, revision]) {
      expect(body).toMatchObject({ temperature: 0.3, top_p: 0.9, seed: 4 });
    }
    expect(response).toMatchObject({ presence_penalty: 1, response_format: { type: 'json_object' } });
    expect(response).not.toHaveProperty('max_tokens');
    expect(response).not.toHaveProperty('stop');
    expect(critique).not.toHaveProperty('presence_penalty');
    expect(revision).toMatchObject({ max_tokens: 50, stop: ['END'], presence_penalty: 1 });
  });

  it('ends before a stop mark even where the model goes on, and at a limit that no call was sent', async () => {
    const profiles = { best: { variant: 'best-of-n' }, baseline: { variant: 'baseline' } };
    await using server = await serve({ profiles, answer: () => 'one two three four STOP five' });
    const stopped = await server.ask({ model: 'baseline', stop: 'STOP' });
    expect(stopped.body.choices[0]).toMatchObject({
      message: { content: 'one two three four ' },
      finish_reason: 'stop',
    });
    const cut = await server.ask({ model: 'best', max_tokens: 3 });
    expect(cut.body.choices[0].finish_reason).toBe('length');
    expect(cut.body.choices[0].message.content.length).toBeLessThan('one two three four STOP five'.length);
  });

  it('takes parts of text, and no others', async () => {
    await using server = await serve();
    const parts = [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ];
    await server.ask({ model: 'baseline', messages: [{ role: 'user', content: parts }] });
    expect(server.upstream.calls[0]?.messages).toEqual([{ role: 'user', content: 'a\nb' }]);
    const image = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } }];
    const { status, body } = await server.ask({ messages: [{ role: 'user', content: image }] });
    expect([status, body.error.message]).toEqual([
      400,
      'messages[0].content: expected parts of type text, got "image_url"',
    ]);
  });

  it('is JSON by its type, too: a web page can post nothing else unasked', async () => {
    await using server = await serve();
    const { status, body } = await server.ask({}, { 'content-type': 'text/plain' });
    expect([status, body.error.message]).toEqual([400, 'content-type: expected application/json']);
    expect(server.upstream.calls).toEqual([]);
  });

  it('may have no text, as those of harnesses do', async () => {
    await using server = await serve();
    expect((await server.ask({ messages: [{ role: 'user', content: '' }] })).status).toBe(200);
    const ended = await server.ask({ messages: [{ role: 'assistant', content: 'x' }] });
    expect([ended.status, ended.body.error.message]).toEqual([400, "messages: expected the last one to be the user's"]);
  });

  it('passes a turn with tools through, and says so', async () => {
    await using server = await serve();
    const tools = [{ type: 'function', function: { name: 'look', parameters: {} } }];
    expect((await server.ask({ tools, n: 99 })).body.error.message).toContain('n: expected at most 16, got 99');
    const { body } = await server.ask({ tools, temperature: 0 });
    expect(server.upstream.calls[0]?.body).toMatchObject({ model: 'm', tools, temperature: 0 });
    expect(server.upstream.calls).toHaveLength(1);
    expect(body).toMatchObject({ model: 'safe', metasc: { mode: 'passed-through', outcome: 'answered' } });
  });

  it('gives logprobs of the final text where its model has them, and declines elsewhere', async () => {
    const logprobs = [{ token: 'x', logprob: -0.1, bytes: null, top_logprobs: [] }];
    const profiles = { baseline: { variant: 'baseline' }, smooth: { variant: 'smooth' } };
    await using server = await serve({ profiles, answer: () => ({ content: 'x', logprobs }) });
    const given = await server.ask({ model: 'baseline', logprobs: true, top_logprobs: 2 });
    expect(given.body.choices[0].logprobs.content).toEqual(logprobs);
    expect(server.upstream.calls[0]?.body).toMatchObject({ logprobs: true, top_logprobs: 2 });
    const declined = await server.ask({ model: 'smooth', logprobs: true });
    expect([declined.status, declined.body.error.code]).toEqual([400, 'invalid_request']);
  });

  it('is an answer if the model refuses, and one without a text if the platform or the limit ended it', async () => {
    const replies: Record<string, LoopbackReply> = {
      withheld: { content: null, finishReason: 'content_filter' },
      cut: { content: '', finishReason: 'length' },
    };
    const answer = ({ messages }: ReceivedCall) => replies[messages.at(-1)?.content ?? ''] ?? "I can't help with that.";
    await using server = await serve({ answer });
    const ask = async (content: string) =>
      (await server.ask({ model: 'baseline', max_tokens: 9, messages: [{ role: 'user', content }] })).body;
    expect((await ask('refuse')).choices[0].finish_reason).toBe('stop');
    expect((await ask('withheld')).choices[0]).toMatchObject({
      finish_reason: 'content_filter',
      message: { content: '' },
    });
    expect((await ask('cut')).choices[0]).toMatchObject({ finish_reason: 'length', message: { content: '' } });
  });

  it('is streamed as comments, then the revision, then what it took', async () => {
    await using server = await serve();
    const { headers, body } = await server.ask({ stream: true, stream_options: { include_usage: true } });
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
    const events = (body as string).split('\n\n').filter((event) => event.startsWith('data: '));
    expect(body).toMatch(/^: metasc\n\n/);
    expect(events.at(-1)).toBe('data: [DONE]');
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice('data: '.length)));
    const text = chunks
      .flatMap(({ choices }) => choices.map(({ delta }: { delta: { content?: string } }) => delta.content ?? ''))
      .join('');
    expect(text).toMatch(/^revision /);
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { total_tokens: expect.any(Number) },
      metasc: { mode: 'frozen' },
    });
    expect(chunks.at(-2).choices[0].finish_reason).toBe('stop');
  });

  it('fails in the shape of the API: an outage is 503, also of a stream, and a declined field 400', async () => {
    const answer = ({ body }: ReceivedCall): LoopbackReply =>
      body.presence_penalty === undefined
        ? { status: 500, errorMessage: 'boom' }
        : { status: 400, errorMessage: 'presence_penalty: too large' };
    await using server = await serve({ answer });
    for (const body of [{}, { stream: true }, { model: 'baseline' }]) {
      const { status, headers, body: fault } = await server.ask(body);
      expect([status, headers.get('retry-after')]).toEqual([503, '5']);
      expect(fault.error).toMatchObject({ type: 'server_error', message: expect.stringContaining('boom') });
    }
    const declined = await server.ask({ presence_penalty: 9 });
    expect([declined.status, declined.body.error.code]).toEqual([400, 'declined_by_model']);
  });
});

describe('a model', () => {
  it('is a profile, listed and described by its name', async () => {
    await using server = await serve();
    const list = await fetch(`${server.origin}/v1/models`);
    expect(await list.json()).toMatchObject({ object: 'list', data: [{ id: 'safe' }, { id: 'baseline' }] });
    const one = await fetch(`${server.origin}/v1/models/baseline`);
    expect(await one.json()).toEqual({ id: 'baseline', object: 'model', created: 0, owned_by: 'metasc' });
    const other = await fetch(`${server.origin}/v1/models/nobody`);
    expect([other.status, await other.json()]).toMatchObject([404, { error: { code: 'model_not_found' } }]);
  });
});

describe('a chain', () => {
  it('learns from requests with the admin key, in order, and goes on after a restart', async () => {
    await using upstream = await startLoopbackServer(answerAll);
    const stateDir = folder();
    const learning = { ...ADMIN, 'x-metasc-mode': 'learn' };
    {
      await using server = await serve({ stateDir, upstream });
      const refused = await server.ask({}, { 'x-metasc-mode': 'learn' });
      expect([refused.status, refused.body.error.code]).toEqual([403, 'learning_not_allowed']);
      const learned = [await server.ask({}, learning), await server.ask({}, learning)];
      expect(learned.map(({ body }) => body.metasc)).toMatchObject([
        { step: 0, specVersion: 0 },
        { step: 1, specVersion: 1 },
      ]);
      expect((await server.ask({})).body.metasc.specVersion).toBe(2);
      expect((await server.ask({}, { 'x-metasc-chain': 'other' })).body.metasc.specVersion).toBe(0);
    }
    await using again = await serve({ stateDir, upstream });
    const third = await again.ask({ metadata: { metasc_mode: 'learn' } }, ADMIN);
    expect(third.body.metasc).toMatchObject({ step: 2, specVersion: 2 });
    const afterTheWindow = await again.ask({}, learning);
    expect(afterTheWindow.body.metasc).toMatchObject({ mode: 'learn', specVersion: 3 });
    expect(afterTheWindow.body.metasc).not.toHaveProperty('step');
  });

  it('answers a shadow with the response, and records the revision', async () => {
    const stateDir = folder();
    {
      await using server = await serve({ stateDir });
      const { body } = await server.ask({}, { 'x-metasc-mode': 'shadow' });
      expect(body.choices[0].message.content).toMatch(/^response /);
      expect(body.metasc.mode).toBe('shadow');
    }
    const [line] = (await readFile(`${stateDir}/safe/shadow.log`, 'utf8')).trim().split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({ request: 'hi', revision: expect.stringMatching(/^revision /) });
  });

  it('is listed, frozen, asked for by hash, and rolled back by whom has seen it', async () => {
    await using server = await serve();
    const admin = (path: string, init: RequestInit = {}) =>
      fetch(`${server.origin}/metasc${path}`, { ...init, headers: { ...ADMIN, ...(init.headers as object) } });
    expect((await fetch(`${server.origin}/metasc/chains`)).status).toBe(401);
    await server.ask({}, { ...ADMIN, 'x-metasc-mode': 'learn' });
    const { chains } = (await (await admin('/chains')).json()) as { chains: { id: string; version: number }[] };
    expect(chains).toMatchObject([{ id: 'safe:default', version: 1 }]);
    const one = await admin('/chains/safe:default');
    expect(await one.json()).toMatchObject({ events: [{ kind: 'first' }, { kind: 'proposal' }], version: 1 });

    const { model } = (await (await admin('/chains/safe:default/freeze', { method: 'POST' })).json()) as {
      model: string;
    };
    const rollback = (etag: string, to = 0) =>
      admin('/chains/safe:default/rollback', {
        method: 'POST',
        headers: { 'if-match': etag },
        body: JSON.stringify({ to }),
      });
    expect((await rollback('"stale"')).status).toBe(412);
    expect(await (await rollback(one.headers.get('etag') ?? '')).json()).toMatchObject({ version: 2 });
    // The chain moves on and comes back to the text that the etag was read with.
    const before = (await admin('/chains/safe:default')).headers.get('etag') ?? '';
    for (const to of [1, 0]) {
      const etag = (await admin('/chains/safe:default')).headers.get('etag') ?? '';
      expect((await rollback(etag, to)).status).toBe(200);
    }
    expect((await rollback(before)).status).toBe(412);
    const now = await server.ask({});
    const frozen = await server.ask({ model });
    expect(now.body.metasc).toMatchObject({ specVersion: 4 });
    expect(frozen.body.metasc).toMatchObject({ specVersion: 1 });
    expect(frozen.body.metasc.specHash).not.toBe(now.body.metasc.specHash);
    expect((await server.ask({ model: 'safe@00000000' })).body.error.code).toBe('model_not_found');
    expect(await (await fetch(`${server.origin}/v1/models/${model}`)).json()).toMatchObject({ id: model });
    expect((await fetch(`${server.origin}/v1/models/safe@00000000`)).status).toBe(404);
    expect((await admin('/chains/safe:nobody')).status).toBe(404);
  });
});
