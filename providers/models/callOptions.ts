import { Type } from 'typebox';
import { type Filled, fillDefaults, optional, withDefault } from '../../foundation/schemaDefaults.ts';
import type { Phase } from '../loop/types.ts';

const strict = { additionalProperties: false } as const;

const DEFAULT_MAX_TOKENS = 512;
const tokens = Type.Integer({ minimum: 1 });
const TokensByPhase = Type.Object(
  {
    response: Type.Optional(tokens),
    critique: Type.Optional(tokens),
    revision: Type.Optional(tokens),
    metaCritique: Type.Optional(tokens),
  } satisfies Record<Phase, unknown>,
  { ...strict, title: '{response, critique, revision, metaCritique}' },
);

/** How replies are drawn. Every field becomes one of `Sampling`, and so part of a request. */
export const SamplingSchema = Type.Object(
  {
    temperature: withDefault(Type.Number, {
      default: 0.8,
      minimum: 0,
      maximum: 2,
      description: 'How freely tokens are drawn; 0 always takes the likeliest.',
      examples: [0],
    }),
    maxTokens: withDefault((text) => Type.Union([tokens, TokensByPhase], text), {
      default: DEFAULT_MAX_TOKENS,
      unit: 'tokens',
      description: 'Longest reply to one call, for all phases or by phase; a phase left out keeps the default.',
      examples: [{ response: 256, critique: 128 }],
    }),
    topP: optional(Type.Number, {
      exclusiveMinimum: 0,
      maximum: 1,
      otherwise: 'not sent: the model’s own',
      description: 'Draws among the likeliest tokens whose probabilities add up to it.',
      examples: [0.9],
    }),
    seed: optional(Type.Integer, {
      minimum: 0,
      otherwise: 'none: a server draws as it likes, `embedded` derives it from the messages',
      description: 'Seed of the draw; repeat k draws with seed + k.',
      examples: [7],
    }),
  },
  strict,
);

/** Sampling as a config states it, for a whole case. */
export interface SamplingByPhase extends Omit<Filled<typeof SamplingSchema>, 'maxTokens'> {
  readonly maxTokens: Readonly<Record<Phase, number>>;
}

export function toSamplingByPhase({ maxTokens, ...sampling }: Filled<typeof SamplingSchema>): SamplingByPhase {
  const ofAll = typeof maxTokens === 'number' ? maxTokens : DEFAULT_MAX_TOKENS;
  const ofSome = typeof maxTokens === 'number' ? {} : maxTokens;
  return {
    ...sampling,
    maxTokens: { response: ofAll, critique: ofAll, revision: ofAll, metaCritique: ofAll, ...ofSome },
  };
}

/** Limits on a model's calls. */
export const ModelLimitsSchema = Type.Object(
  {
    timeoutMs: withDefault(Type.Integer, {
      default: 120_000,
      minimum: 1,
      unit: 'ms',
      description: 'Time that one try of one call may take.',
      examples: [30000],
    }),
    maxRetries: withDefault(Type.Integer, {
      default: 4,
      minimum: 0,
      maximum: 20,
      description:
        'Further tries after a failure that may pass: an overloaded or limited server, a time-out, a dropped connection, a torn reply.',
      examples: [0],
    }),
    maxWaitMs: withDefault(Type.Integer, {
      default: 120_000,
      minimum: 0,
      unit: 'ms',
      description: 'Longest wait that a server may ask for before the next try; a longer one ends the run.',
      examples: [600000],
    }),
    maxConcurrentCalls: withDefault(Type.Integer, {
      default: 16,
      minimum: 1,
      unit: 'calls',
      description: 'Calls of one model under way at once, in the whole process.',
      examples: [4],
    }),
  },
  strict,
);

export type ModelLimits = Filled<typeof ModelLimitsSchema>;

/** What a model is opened with where nothing else is said. */
export const DEFAULT_MODEL_LIMITS: ModelLimits = fillDefaults(ModelLimitsSchema, {});
