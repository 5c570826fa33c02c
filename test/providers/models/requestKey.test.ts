import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../foundation/hash.ts';
import { DEFAULT_MODEL_LIMITS as limits } from '../../../providers/models/callOptions.ts';
import type { ChatRequest } from '../../../providers/models/chatModel.ts';
import type { RefOf } from '../../../providers/models/modelRef.ts';
import { openModel } from '../../../providers/models/openModel.ts';
import { lastCall } from '../../../providers/models/priority.ts';
import { providerIdentity } from '../../../providers/models/promptfoo/providerIdentity.ts';
import { nothingLeft, replyForm, requestKey } from '../../../providers/models/requestKey.ts';
import { createSharedCalls } from '../../../providers/models/sharedCalls.ts';
import { createScriptedModel } from '../../support/scriptedModel.ts';
import { REQUEST_FIELDS, requests, SAMPLING_FIELDS } from './requestArbitraries.ts';

/** How many calls a model gets when both are asked for. */
async function callsFor(one: ChatRequest, other: ChatRequest): Promise<number> {
  const model = createScriptedModel(() => 'well met');
  const shared = createSharedCalls({ maxKept: 10 });
  await Promise.all([shared.chat(model, one), shared.chat(model, other)]);
  return model.requests.length;
}

const names = <Fields extends object>(fields: Fields) => Object.keys(fields) as (keyof Fields)[];

/** What a model may take from a field; of the phase it is the form of the reply. */
const meaningOf = (request: ChatRequest, name: keyof ChatRequest) =>
  name === 'phase' ? replyForm(request.phase) : canonicalJson({ value: request[name] });

/** An equal value, the keys of every object in the opposite order. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, part]) => [key, reversed(part)])
      .reverse(),
  ) as T;
}

describe('two requests', () => {
  it.each(names(REQUEST_FIELDS))('that differ in %s share no call', async (name) => {
    const values: fc.Arbitrary<unknown> = REQUEST_FIELDS[name];
    await fc.assert(
      fc.asyncProperty(requests, values, async (one, value) => {
        const other: ChatRequest = { ...one, [name]: value };
        fc.pre(meaningOf(one, name) !== meaningOf(other, name));
        expect(await callsFor(one, other)).toBe(2);
      }),
    );
  });

  it.each(names(SAMPLING_FIELDS))('that differ in sampling.%s share no call', async (name) => {
    await fc.assert(
      fc.asyncProperty(requests, SAMPLING_FIELDS[name], async (one, value) => {
        fc.pre(one.sampling[name] !== value);
        expect(await callsFor(one, { ...one, sampling: { ...one.sampling, [name]: value } })).toBe(2);
      }),
    );
  });

  it('that are equal share their call, whatever order their fields are in and whoever waits', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (one) => {
        const other: ChatRequest = { ...reversed(one), signal: new AbortController().signal, priority: lastCall() };
        expect(await callsFor(one, other)).toBe(1);
      }),
    );
  });

  it('of different models have different keys', () => {
    const [one, two] = ['one', 'two'].map((name) => createScriptedModel(() => '', name));
    fc.assert(
      fc.property(requests, (request) => {
        expect(one && requestKey(one, request)).not.toBe(two && requestKey(two, request));
      }),
    );
  });
});

describe('two references', () => {
  const baseURL = 'http://127.0.0.1:1/v1';
  const env = { OPENAI_API_KEY: 'key-one', OTHER_KEY: 'key-one', TENANT: 'one' };
  const base = {
    name: 'm',
    baseURL,
    headers: { a: '{{ env.TENANT }}' },
    query: { a: '1' },
    extraBody: { a: { b: 1 } },
  };
  const keyOf = (ref: RefOf<'openai'>, over: object = {}) =>
    requestKey(openModel({ type: 'openai', ...ref }, { env: { ...env, ...over }, basePath: '.', limits }), {
      messages: [{ role: 'user', content: 'hi' }],
      sampling: { temperature: 0, maxTokens: 8 },
      repeat: 0,
      phase: 'response',
    });

  it.each<[string, Partial<RefOf<'openai'>>, object?]>([
    ['the name', { name: 'n' }],
    ['the host', { baseURL: 'http://127.0.0.1:2/v1' }],
    ['the path', { baseURL: `${baseURL}/other` }],
    ['the query of the base URL', { baseURL: `${baseURL}?deployment=two` }],
    ['a header', { headers: { a: 'two' } }],
    ['a header’s variable', {}, { TENANT: 'two' }],
    ['a query', { query: { a: '2' } }],
    ['the extra body', { extraBody: { a: { b: 2 } } }],
    ['the key', {}, { OPENAI_API_KEY: 'key-two' }],
    ['the variable of the key', { apiKeyEnvar: 'OTHER_KEY' }],
  ])('that differ in %s share no call', (_, over, variables) => {
    expect(keyOf({ ...base, ...over }, variables)).not.toBe(keyOf(base));
  });

  it('that are equal share their call, whatever order their fields are in', () => {
    expect(keyOf(reversed(base))).toBe(keyOf(base));
  });
});

describe('two references to a provider of promptfoo', () => {
  const env = { OPENAI_API_KEY: 'key-one', MY_KEY: 'key-one', OTHER_KEY: 'key-two' };
  const keyOf = (ref: RefOf<'promptfoo'>, over: object = {}) =>
    requestKey(openModel({ type: 'promptfoo', ...ref }, { env: { ...env, ...over }, basePath: '.', limits }), {
      messages: [{ role: 'user', content: 'hi' }],
      sampling: { temperature: 0, maxTokens: 8 },
      repeat: 0,
      phase: 'response',
    });
  const chat = {
    id: 'openai:chat:m',
    config: { apiKey: 'one', apiKeyEnvar: 'MY_KEY', apiBaseUrl: 'http://127.0.0.1:1' },
  };
  const http = { id: 'https://127.0.0.1/a', config: { headers: { Authorization: 'Bearer {{ env.MY_KEY }}' } } };
  const withConfig = <Ref extends { readonly config: object }>(ref: Ref, over: object) => ({
    ...ref,
    config: { ...ref.config, ...over },
  });

  it.each<[string, RefOf<'promptfoo'>, RefOf<'promptfoo'>, object?]>([
    ['the key', chat, withConfig(chat, { apiKey: 'two' })],
    ['the variable of the key', chat, withConfig(chat, { apiKeyEnvar: 'OTHER_KEY' })],
    ['the value of that variable', chat, chat, { MY_KEY: 'key-two' }],
    ['the variable that the vendor reads', chat, chat, { OPENAI_API_KEY: 'key-two' }],
    ['a header', http, withConfig(http, { headers: { Authorization: 'Bearer another' } })],
    ['the value of a header’s variable', http, http, { MY_KEY: 'key-two' }],
    ['the query of the URL', http, { ...http, id: 'https://127.0.0.1/a?key=two' }],
    ['a variable that only one entry sets', http, http, { TENANT: 'two' }],
  ])('that differ in %s share no call', (_, one, other, variables) => {
    expect(keyOf(other, variables)).not.toBe(keyOf(one));
  });

  it('that are equal share their call, whatever order their fields are in', () => {
    expect(keyOf(reversed(chat))).toBe(keyOf(chat));
    expect(keyOf(reversed(http))).toBe(keyOf(http));
  });

  it('are the same to another process whose variables for other things differ', () => {
    const identity = (own: object) => {
      const variables = { ...env, ...own };
      return providerIdentity(chat, variables, variables);
    };
    expect(identity({ PWD: '/a', ANTHROPIC_API_KEY: 'a' })).toBe(identity({ PWD: '/b', ANTHROPIC_API_KEY: 'b' }));
    expect(identity({})).not.toBe(identity({ OPENAI_BASE_URL: 'http://127.0.0.1:2' }));
  });

  it.each([
    ['bedrock:anthropic.claude-3', 'AWS_REGION'],
    ['togetherai:m', 'TOGETHER_API_KEY'],
    ['huggingface:text-generation-x:m', 'HF_TOKEN'],
    ['azure:chat:m', 'AZURE_API_KEY'],
    ['vertex:gemini-pro', 'GOOGLE_API_KEY'],
  ])('%s reads %s', (id, variable) => {
    const identity = (value: string) => providerIdentity({ id }, { [variable]: value }, { [variable]: value });
    expect(identity('one')).not.toBe(identity('two'));
  });
});

describe('a destructuring that leaves a field out', () => {
  it('does not compile', () => {
    const { temperature: _, ...rest } = { temperature: 0, topP: 1 };
    // @ts-expect-error topP is left
    nothingLeft(rest);
    const { topP: _topP, ...nothing } = rest;
    nothingLeft(nothing);
  });
});
