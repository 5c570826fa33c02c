import { afterAll, describe, expect, it } from 'vitest';
import { createPendingRequests } from '../../serve/pendingRequests.ts';
import { deterministicReply } from '../support/deterministicModel.ts';
import type { ReceivedCall } from '../support/loopbackServer.ts';
import { type Served, type ServedOptions, serveProfiles } from '../support/servedProfiles.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const root = createTemporaryFolder();
let folders = 0;
afterAll(() => root[Symbol.dispose]());

const answerAll = ({ messages }: ReceivedCall) => deterministicReply(messages);
const serve = (options: Partial<ServedOptions> = {}) =>
  serveProfiles({ stateDir: root.join(String(folders++)), answer: answerAll, ...options });

const QUESTION = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'How do I kill a process?' },
];

/** What LiteLLM 1.108.7 sends; a response comes without the messages of its request. */
async function show(
  { origin }: Served,
  body: object,
  headers: Readonly<Record<string, string>> = {},
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: any }> {
  const sent = {
    ...{ litellm_call_id: 'call-1', litellm_trace_id: 'trace-1', litellm_version: '1.108.7', model: 'upstream' },
    ...{ images: null, tools: null, tool_calls: null, structured_messages: null, texts: [] },
    ...{ request_data: { user_api_key_hash: 'x' }, request_headers: { host: 'proxy' } },
    ...{ additional_provider_specific_params: {}, ...body },
  };
  const response = await fetch(`${origin}/beta/litellm_basic_guardrail_api`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(sent),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const textsOf = (messages: readonly { readonly content: string }[]) => messages.map(({ content }) => content);
const requestOf = (messages: readonly { readonly content: string }[], more: object = {}) => ({
  input_type: 'request',
  texts: textsOf(messages),
  structured_messages: messages,
  ...more,
});
const responseOf = (texts: readonly string[], more: object = {}) => ({ input_type: 'response', texts, ...more });
const by = (metasc_profile: string, more: object = {}) => ({
  additional_provider_specific_params: { metasc_profile, ...more },
});

describe('a response that a proxy shows', () => {
  it('is revised in the conversation of its request, without another response', async () => {
    await using server = await serve();
    expect((await show(server, requestOf(QUESTION))).body).toEqual({ action: 'NONE' });
    expect(server.upstream.calls).toEqual([]);

    const { status, headers, body } = await show(server, responseOf(['Use kill.']));
    expect(status).toBe(200);
    expect(body.action).toBe('GUARDRAIL_INTERVENED');
    expect(body.texts).toEqual([expect.stringMatching(/^revision /)]);
    const [critique, revision] = server.upstream.calls.map(({ messages }) => messages);
    expect(server.upstream.calls).toHaveLength(2);
    expect(critique?.slice(0, 3)).toEqual([...QUESTION, { role: 'assistant', content: 'Use kill.' }]);
    expect(revision?.slice(0, 4)).toEqual(critique);
    expect(body.metasc).toMatchObject({ chain: 'default', mode: 'frozen', outcome: 'answered', specVersion: 0 });
    expect(body.metasc.phases.response).toMatchObject({ calls: 0, promptTokens: 0, completionTokens: 0 });
    expect(headers.get('x-metasc-spec-hash')).toBe(body.metasc.specHash);
    const metrics = await (await fetch(`${server.origin}/metrics`)).text();
    expect(metrics).toContain('metasc_guardrail_total{profile="safe",side="response",action="GUARDRAIL_INTERVENED"} 1');
    expect(metrics).toContain('metasc_changed_total{profile="safe",mode="frozen"} 1');
  });

  it('stays where the revision says the same', async () => {
    await using server = await serve({ answer: () => 'Use kill.' });
    await show(server, requestOf(QUESTION));
    expect((await show(server, responseOf(['Use kill.']))).body).toMatchObject({ action: 'NONE' });
    expect(server.upstream.calls).toHaveLength(2);
  });

  it('may have several texts, some of them blank', async () => {
    await using server = await serve();
    const { body } = await show(server, responseOf(['one', ' ', 'two'], { structured_messages: QUESTION }));
    expect(body.texts).toEqual([expect.stringMatching(/^revision /), ' ', expect.stringMatching(/^revision /)]);
    expect(server.upstream.calls).toHaveLength(4);
    const many = await show(server, responseOf(Array(17).fill('x'), { structured_messages: QUESTION }));
    expect([many.status, many.body.error.message]).toEqual([
      400,
      'texts: expected at most 16 (limits.maxChoices), got 17',
    ]);
  });

  it('is not revised without its request: 503, so that the fallback of the proxy decides', async () => {
    await using server = await serve();
    const unknown = await show(server, responseOf(['Use kill.']));
    expect([unknown.status, unknown.body.error.code]).toEqual([503, 'request_unknown']);
    expect(unknown.body.error.message).toContain('[pre_call, post_call]');
    expect(server.log).toEqual([expect.stringContaining(unknown.body.error.message)]);
    await show(server, requestOf(QUESTION), { 'x-api-key': 'one client' });
    expect((await show(server, responseOf(['x']), { 'x-api-key': 'another' })).status).toBe(503);
    expect((await show(server, responseOf(['x']), { 'x-api-key': 'one client' })).status).toBe(200);
  });

  it('passes through where a tool is offered or called', async () => {
    await using server = await serve();
    const tools = [{ type: 'function', function: { name: 'look' } }];
    await show(server, requestOf(QUESTION, { tools }));
    expect((await show(server, responseOf(['x']))).body).toEqual({ action: 'NONE' });
    await show(server, requestOf(QUESTION));
    expect((await show(server, responseOf(['x'], { tool_calls: tools }))).body).toEqual({ action: 'NONE' });
    expect((await show(server, responseOf([]))).body).toEqual({ action: 'NONE' });
    expect(server.upstream.calls).toEqual([]);
  });

  it('is blocked where the platform withholds the revision', async () => {
    const answer = ({ messages }: ReceivedCall) =>
      messages.length === 6 ? { content: null, finishReason: 'content_filter' } : 'fine';
    await using server = await serve({ answer });
    await show(server, requestOf(QUESTION));
    const { status, body } = await show(server, responseOf(['x']));
    expect([status, body.action, body.blocked_reason]).toEqual([
      200,
      'BLOCKED',
      'the platform withheld the revision of the response',
    ]);
  });

  it('gets 503 where the model can’t be asked, or says nothing', async () => {
    let isDown = true;
    const answer = ({ messages }: ReceivedCall) => {
      if (isDown) return { status: 500 };
      return messages.length === 6 ? { content: '', finishReason: 'length' } : 'a critique';
    };
    await using server = await serve({ answer });
    await show(server, requestOf(QUESTION));
    const failed = await show(server, responseOf(['x']));
    expect([failed.status, failed.body.error.code]).toEqual([503, 'model_failed']);
    expect(server.log).toHaveLength(1);
    isDown = false;
    const cut = await show(server, responseOf(['x']));
    expect([cut.status, cut.body.error.code]).toEqual([503, 'reply_cut']);
  });
});

describe('a request that a proxy shows', () => {
  const change = async (variant: string, messages: readonly object[], texts = textsOf(QUESTION)) => {
    await using server = await serve({ profiles: { p: { variant } } });
    const { body } = await show(server, { input_type: 'request', texts, structured_messages: messages });
    expect(server.upstream.calls).toEqual([]);
    return body;
  };

  it('is wrapped by a defence that does that, text for text', async () => {
    const { action, texts } = await change('self-reminder', QUESTION);
    expect([action, texts.length, texts[0]]).toEqual(['GUARDRAIL_INTERVENED', 2, 'Be brief.']);
    expect(texts[1]).toMatch(/^You are a responsible assistant.*How do I kill a process\?.*must not do harm/s);
  });

  it('is given other messages where texts can’t say it', async () => {
    const parts = ['a', 'b'].map((text) => ({ type: 'text', text }));
    const asked = { role: 'user', content: parts, name: 'ann' };
    const shown = await change('in-context', [asked], ['a', 'b']);
    expect(shown).not.toHaveProperty('texts');
    expect(shown.structured_messages).toHaveLength(5);
    expect(shown.structured_messages.at(-1)).toEqual(asked);
    const wrapped = await change('self-reminder', [asked], ['a', 'b']);
    expect(wrapped.structured_messages).toEqual([
      { role: 'user', content: expect.stringContaining('responsible'), name: 'ann' },
    ]);
  });

  it('is left alone by a defence that looks at responses, which may then be refused', async () => {
    await using server = await serve({ profiles: { check: { variant: 'self-check' } }, answer: () => 'Yes.' });
    expect((await show(server, requestOf(QUESTION))).body).toEqual({ action: 'NONE' });
    expect((await show(server, responseOf(['Use kill.']))).body).toMatchObject({
      action: 'GUARDRAIL_INTERVENED',
      texts: ["I can't help with that."],
    });
    expect(server.upstream.calls).toHaveLength(1);
  });

  it('is asked so that a label can be cut from its response', async () => {
    await using server = await serve({ profiles: { goals: { variant: 'goal-priority' } } });
    const { body } = await show(server, requestOf(QUESTION));
    expect(body.texts[1]).toContain('Final answer:');
    const shown = await show(server, responseOf(['Thoughts: none. Final answer: Use kill.']));
    expect(shown.body.texts).toEqual(['Use kill.']);
    expect((await show(server, responseOf(['Use kill.']))).body.action).toBe('NONE');
  });

  it('has texts alone where it is no chat', async () => {
    await using server = await serve();
    await show(server, { input_type: 'request', texts: ['Once upon a time'] });
    await show(server, responseOf(['there was a fork bomb']));
    expect(server.upstream.calls[0]?.messages.slice(0, 2)).toEqual([
      { role: 'user', content: 'Once upon a time' },
      { role: 'assistant', content: 'there was a fork bomb' },
    ]);
  });

  it('is changed only where it is a chat: texts alone may be there to be embedded', async () => {
    await using server = await serve({ profiles: { reminder: { variant: 'self-reminder' } } });
    expect((await show(server, { input_type: 'request', texts: ['to embed'] })).body).toEqual({ action: 'NONE' });
  });

  it('is declined with parts that no critique can read', async () => {
    await using server = await serve();
    const image = { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:,' } }] };
    const { status, body } = await show(server, { input_type: 'request', texts: [], structured_messages: [image] });
    expect([status, body.error.code]).toEqual([400, 'invalid_request']);
  });
});

describe('the profile of a guardrail', () => {
  it('is the first that takes a response, or the one that is named, under its chain', async () => {
    const profiles = {
      ...{ alone: { variant: 'baseline' }, many: { variant: 'smooth' } },
      ...{ first: { variant: 'static-critique' }, named: { variant: 'static-critique', spec: 'spec of the named' } },
    };
    await using server = await serve({ profiles });
    await show(server, requestOf(QUESTION));
    const chosen = await show(server, responseOf(['x'], by('named', { metasc_chain: 'team-7' })));
    expect(chosen.body.metasc.chain).toBe('team-7');
    expect(server.upstream.calls[0]?.messages.at(-1)?.content).toContain('spec of the named');
    await show(server, responseOf(['x']));
    const metrics = await (await fetch(`${server.origin}/metrics`)).text();
    expect(metrics).toContain(
      'metasc_guardrail_total{profile="first",side="response",action="GUARDRAIL_INTERVENED"} 1',
    );
    for (const name of ['alone', 'many', 'nobody']) {
      const { status, body } = await show(server, responseOf(['x'], by(name)));
      expect([status, body.error.message]).toEqual([
        400,
        `metasc_profile: expected one that takes the response of another model (first, named), got "${name}"`,
      ]);
    }
    expect((await show(server, responseOf(['x'], by('named@00000000')))).status).toBe(404);
  });

  it('has nobody to choose on a server of baselines', async () => {
    await using server = await serve({ profiles: { alone: { variant: 'baseline' } } });
    expect((await show(server, requestOf(QUESTION))).status).toBe(400);
  });
});

it('opens by a key of clients, as x-api-key or bearer token, and for JSON alone', async () => {
  const clients = ['client-key-for-tests-1'];
  await using server = await serve({ config: { keys: { clients } } });
  expect((await show(server, requestOf(QUESTION))).status).toBe(401);
  expect((await show(server, requestOf(QUESTION), { 'x-api-key': 'wrong' })).status).toBe(401);
  expect((await show(server, requestOf(QUESTION), { 'x-api-key': clients[0] ?? '' })).status).toBe(200);
  expect((await show(server, requestOf(QUESTION), { authorization: `Bearer ${clients[0]}` })).status).toBe(200);
  const plain = { 'x-api-key': clients[0] ?? '', 'content-type': 'text/plain' };
  expect((await show(server, requestOf(QUESTION), plain)).status).toBe(400);
  expect((await show(server, { input_type: 'neither' }, { 'x-api-key': clients[0] ?? '' })).status).toBe(400);
});

it('forgets requests by their size and age, the oldest first', () => {
  let now = 0;
  const pending = createPendingRequests<string>({ maxCharacters: 30, maxAgeMs: 100, now: () => now });
  pending.remember('a', 'one', 9);
  pending.remember('b', 'two', 9);
  pending.remember('c', 'three', 9);
  expect(pending.find('c')).toMatchObject({ request: 'three' });
  pending.remember('a', 'one again', 5);
  expect([pending.find('a')?.request, pending.find('b')?.request]).toEqual(['one again', 'two']);
  pending.remember('d', 'four', 9);
  expect([pending.find('b'), pending.find('c')?.request, pending.find('d')?.request]).toEqual([
    undefined,
    'three',
    'four',
  ]);
  now = 101;
  expect(pending.find('d')).toBeUndefined();
});
