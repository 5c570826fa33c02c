import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { createFaultFinder, createParser } from '../../foundation/schemaFaults.ts';

const strict = { additionalProperties: false };
const Schema = Type.Object(
  {
    variant: Type.Union([Type.Literal('one'), Type.Literal('two')]),
    ref: Type.Optional(
      Type.Union(
        [
          Type.String({ minLength: 1 }),
          Type.Object({ type: Type.Literal('a'), name: Type.String({ minLength: 1 }) }, strict),
          Type.Object(
            { type: Type.Literal('b'), keyName: Type.String({ pattern: '^[A-Z]+$', writeOnly: true }) },
            strict,
          ),
        ],
        { title: 'a reference' },
      ),
    ),
    nested: Type.Optional(
      Type.Object({ steps: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Literal('all')])) }, strict),
    ),
    mode: Type.Optional(Type.Enum(['fast', 'careful'])),
    list: Type.Optional(Type.Array(Type.Number({ maximum: 1 }), { minItems: 1 })),
  },
  strict,
);
const faultsOf = (value: unknown) => createFaultFinder(Schema)(value).map(({ path, message }) => `${path}: ${message}`);

describe('schema faults', () => {
  it.each<[unknown, string[]]>([
    [{ variant: 'one' }, []],
    [{ variant: 'seven' }, ['variant: expected one | two, got "seven"']],
    [{ variant: 'ones' }, ['variant: expected one | two, got "ones"; did you mean "one"?']],
    [{ variant: 'one', mode: 'Fast' }, ['mode: expected fast | careful, got "Fast"; did you mean "fast"?']],
    [{}, ['variant: expected a value, got none']],
    [{ varant: 1, variant: 'one' }, ['varant: unknown option; did you mean "variant"?']],
    [{ variant: 'one', zzzzzzz: 1 }, ['zzzzzzz: unknown option; known are variant, ref, nested, mode, list']],
    [{ variant: 'one', steps: 1 }, ['steps: unknown option; did you mean "nested.steps"?']],
    [{ variant: 'one', nested: { steps: -1 } }, ['nested.steps: expected integer ≥ 0 | all, got -1']],
    [{ variant: 'one', nested: { steps: 'many' } }, ['nested.steps: expected integer ≥ 0 | all, got "many"']],
    [{ variant: 'one', nested: null }, ['nested: expected object, got nothing (null)']],
    [{ variant: 'one', list: [0, 2] }, ['list[1]: expected number ≤ 1, got 2']],
    [{ variant: 'one', list: [] }, ['list: expected array of at least 1, got an array of 0']],
    [{ variant: 'one', ref: 3 }, ['ref: expected a reference, got 3']],
    [{ variant: 'one', ref: { type: 'long' } }, ['ref: expected a reference, got an object of type "long"']],
    [
      { variant: 'one', ref: { type: 'A' } },
      ['ref: expected a reference, got an object of type "A"; did you mean "a"?'],
    ],
    [{ variant: 'one', ref: {} }, ['ref: expected a reference, got an object']],
    [{ variant: 'one', ref: { type: 'a', name: '' } }, ['ref.name: expected non-empty string, got ""']],
    ['text', [': expected object, got "text"']],
  ])('of %j are %j', (value, faults) => {
    expect(faultsOf(value)).toEqual(faults);
  });

  it('never shows what may be a secret', () => {
    const faults = faultsOf({ variant: 'one', ref: { type: 'b', keyName: 'sk-123' }, apiKey: 'sk-456' }).join();
    expect(faults).toContain('ref.keyName');
    expect(faults).toContain('apiKey');
    expect(faults).not.toMatch(/sk-/);
  });

  it('are all listed in one error', () => {
    expect(() => createParser(Schema)({ variant: 1, nested: { steps: -1 } }, { subject: 'the config' })).toThrow(
      /^the config: 2 faults\n {2}- .*nested\.steps.*\n {2}- variant/s,
    );
  });
});
