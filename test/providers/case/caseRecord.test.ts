import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assistant, user } from '../../../foundation/conversation.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { type KnownCase, readCaseRecord, toCaseRecord } from '../../../providers/case/caseRecord.ts';
import { toRowMetadata } from '../../../providers/case/storedRecord.ts';
import { createCaseRecord } from '../../support/caseRecord.ts';

const count = fc.nat(10_000);
const text = fc.string({ unit: 'binary', maxLength: 60 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const change = fc.record({
  proposal: fc.record({ text, truncated: fc.boolean() }),
  verdict: fc.oneof(
    fc.constant({ accepted: true as const }),
    fc.record({ accepted: fc.constant(false as const), because: text }),
  ),
});

const knownCase = fc
  .record({
    variant: text,
    model: maybe(text),
    reviewModel: maybe(text),
    skipped: maybe(text),
    isDefaultModel: maybe(fc.boolean()),
    evaluationId: text,
    repeat: count,
    chain: text,
    step: count,
    window: fc.boolean(),
    trajectory: maybe(fc.oneof(text, count)),
    split: maybe(text),
    lockHash: maybe(text),
    adoption: maybe(
      fc.record(
        {
          harmPairs: count,
          overRefusalPairs: count,
          mended: count,
          broken: count,
          p: fc.double({ min: 0, max: 1, noNaN: true }).filter((p) => !Object.is(p, -0)),
          model: text,
        },
        { noNullPrototype: true },
      ),
    ),
    warnings: maybe(fc.array(text, { maxLength: 3 })),
    promptsHash: text,
    specUsed: maybe(fc.record({ text, version: count })),
    change: maybe(change),
  })
  .map(({ specUsed, change: proposed, ...known }) => ({
    ...known,
    keepReasoning: false,
    ...(specUsed === undefined ? {} : { specUsed }),
    ...(proposed === undefined ? {} : { change: proposed as NonNullable<KnownCase['change']> }),
  }));

const usage = fc.record(
  { calls: count, sharedCalls: count, promptTokens: count, completionTokens: count, ms: count, costUsd: count },
  { requiredKeys: ['calls', 'sharedCalls', 'promptTokens', 'completionTokens', 'ms'], noNullPrototype: true },
);

/** Few, so that what was said stands in the conversation as often as not. */
const WORDS = ['', 'yes', 'no', '\ud800', '__proto__'];
const said = fc.oneof(text, fc.constantFrom(...WORDS));

const calls = fc
  .record({
    texts: fc.record({ response: said, critique: said, revision: said }, { requiredKeys: [], noNullPrototype: true }),
    phases: fc.dictionary(fc.constantFrom('response', 'critique', 'revision', 'metaCritique'), usage, {
      noNullPrototype: true,
    }),
  })
  .map(({ texts, phases }) => ({
    text: (phase: keyof typeof texts) => texts[phase],
    answer: () => undefined,
    warnings: () => [],
    phases: () => phases,
  }));

const word = fc.constantFrom(...WORDS);
const conversations = fc.array(
  fc.record({ role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const), content: word }),
  { maxLength: 6 },
);

describe('a case record', () => {
  it('is read as it was written, through JSON, whatever is in it', () => {
    fc.assert(
      fc.property(knownCase, calls, conversations, (known, made, conversation) => {
        const record = toCaseRecord(known, made);
        expect(readCaseRecord(JSON.parse(JSON.stringify(toRowMetadata(record, conversation))))).toEqual(record);
      }),
    );
  });

  it.each([
    ['no metadata', undefined],
    ['metadata of another provider', { id: 'a', variant: 'x' }],
    ['a text', { metasc: 'metasc' }],
    ['null', { metasc: null }],
    ['an array', { metasc: [1] }],
    ['nothing of a record', { metasc: {} }],
    ['a field of another type', { metasc: { ...createCaseRecord(), step: 'first' } }],
    ['a phase that is none', { metasc: { ...createCaseRecord(), phases: { response: 3 } } }],
    ['a version that is none', { metasc: { ...createCaseRecord(), version: '1' } }],
  ])('is none where a row has %s', (_, metadata) => {
    expect(readCaseRecord(metadata)).toBeUndefined();
  });

  it('crashes on no value at all', () => {
    const key = fc.constantFrom(...Object.keys(createCaseRecord()));
    fc.assert(
      fc.property(key, fc.jsonValue(), (name, value) => {
        try {
          readCaseRecord({ metasc: { ...createCaseRecord(), [name]: value } });
        } catch (error) {
          expect(error).toBeInstanceOf(MetaScError);
        }
      }),
    );
  });

  it('from before records had a version is read as one of version 1', () => {
    const { version: _, model, isDefaultModel, ...before } = createCaseRecord({ accepted: false });
    expect(readCaseRecord({ metasc: before })).toEqual({ ...before, version: 1 });
  });

  it('of version 1 is read with the texts and phases that it holds', () => {
    const phases = { response: { calls: 1, sharedCalls: 0, promptTokens: 2, completionTokens: 3, ms: 4 } };
    const whole = createCaseRecord({ version: 1, specProduced: 'Answers should be kind.', response: 'Yes.', phases });
    expect(readCaseRecord({ messages: '[]', spec: 'another', metasc: whole })).toEqual(whole);
  });

  it('says nothing of a text whose message is gone', () => {
    const conversation = [user('Is it?'), assistant('Yes.')];
    const row = toRowMetadata(createCaseRecord({ version: 2, response: 'Yes.' }), conversation);
    for (const messages of ['[]', 'no JSON', undefined, '[1]']) {
      expect(readCaseRecord({ ...row, messages })).toEqual(createCaseRecord({ version: 2 }));
    }
  });

  it('of a later version is an error that says what to do', () => {
    expect(() => readCaseRecord({ metasc: { ...createCaseRecord(), version: 3 } })).toThrow(
      expect.objectContaining({
        code: 'FILE_UNREADABLE',
        message: expect.stringMatching(/expected version 2, got 3\n.*later version of promptfoo-metasc/),
      }),
    );
  });

  it('may hold a field that this version does not know', () => {
    expect(readCaseRecord({ metasc: { ...createCaseRecord(), mood: 'good' } })).toMatchObject({ mood: 'good' });
  });

  it.each([
    ['metadata?.metasc', true],
    ["row.metadata['metasc']", true],
    ['const { metasc, ...rest } = metadata;', true],
    ["journalDir ?? '.metasc'", false],
    ['// what stands in metadata.metasc', false],
    ['return { metasc };', false],
  ])('has its reader found: %s', (source, isReader) => {
    expect(readsRecord(source)).toBe(isReader);
  });

  it('is taken out of metadata in one file alone', async () => {
    const readers: string[] = [];
    for await (const file of glob('**/*.ts', { exclude: ['node_modules', 'dist', 'test', 'examples'] })) {
      if (readsRecord(readFileSync(file, 'utf8'))) readers.push(file);
    }
    expect(readers).toEqual(['providers/case/caseRecord.ts']);
  });
});

function readsRecord(source: string): boolean {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  return (
    /[\w)\]]\??\.metasc\b(?!\.yaml)/.test(code) ||
    /\w\??\.?\['metasc'\]/.test(code) ||
    /\{[\w\s,.:]*\bmetasc\b[\w\s,.:]*\}\s*=(?!=|>)/.test(code)
  );
}
