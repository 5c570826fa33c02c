import fc from 'fast-check';
import { SamplingSchema } from '../../../providers/models/callOptions.ts';
import type { ChatRequest, Sampling } from '../../../providers/models/chatModel.ts';

interface NumberSchema {
  readonly type: 'number' | 'integer';
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** Values of every field of `Sampling`, from the schema's own ranges and null: a field that is added is there by itself. */
export const SAMPLING_FIELDS = Object.fromEntries(
  Object.entries(SamplingSchema.properties).map(([name, schema]) => [
    name,
    fc.option(numbers(schema.anyOf[0] as NumberSchema), { freq: 9 }),
  ]),
) as { readonly [Name in keyof Sampling]-?: fc.Arbitrary<number | null> };

function numbers({ type, minimum, exclusiveMinimum, maximum = 1e6 }: NumberSchema): fc.Arbitrary<number> {
  const min = minimum ?? exclusiveMinimum ?? 0;
  if (type === 'integer') return fc.integer({ min, max: maximum });
  return fc.double({ min, minExcluded: minimum === undefined, max: maximum, noNaN: true });
}

const message = fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content: fc.string() });

/** Values of every field of a request but its signal, priority and headers. A field that is added doesn't compile until it has some. */
export const REQUEST_FIELDS: {
  readonly [Name in Exclude<keyof ChatRequest, 'signal' | 'priority' | 'headers'>]-?: fc.Arbitrary<
    NonNullable<ChatRequest[Name]>
  >;
} = {
  messages: fc.array(message, { minLength: 1, maxLength: 4 }),
  sampling: fc.record(SAMPLING_FIELDS, { requiredKeys: ['temperature', 'maxTokens'] }),
  repeat: fc.nat(5),
  phase: fc.constantFrom('response', 'critique', 'revision', 'metaCritique', 'judge'),
  replySchema: fc.record({ name: fc.string(), schema: fc.dictionary(fc.string(), fc.jsonValue()) }),
  topLogprobs: fc.integer({ min: 1, max: 20 }),
  moreTokens: fc.integer({ min: 1, max: 9_999 }),
  extra: fc.dictionary(fc.string(), fc.jsonValue()),
  target: fc.record({
    isChat: fc.boolean(),
    request: fc.string(),
    context: fc.record({
      vars: fc.dictionary(
        fc.string().filter((name) => !name.startsWith('__')),
        fc.string(),
      ),
      prompt: fc.record({ raw: fc.constant('{{q}}'), label: fc.constant('q') }),
    }),
  }),
};

/** Any request; what is optional is sometimes there. */
export const requests: fc.Arbitrary<ChatRequest> = fc.record(REQUEST_FIELDS, {
  requiredKeys: ['messages', 'sampling', 'repeat', 'phase'],
});
