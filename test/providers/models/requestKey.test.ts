import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../foundation/hash.ts';
import type { ChatRequest } from '../../../providers/models/chatModel.ts';
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
        const other: ChatRequest = { ...reversed(one), signal: new AbortController().signal };
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

describe('a destructuring that leaves a field out', () => {
  it('does not compile', () => {
    const { temperature: _, ...rest } = { temperature: 0, topP: 1 };
    // @ts-expect-error topP is left
    nothingLeft(rest);
    const { topP: _topP, ...nothing } = rest;
    nothingLeft(nothing);
  });
});
