import { Type } from 'typebox';
import { type Filled, fillDefaults, optional, strict, withDefault } from '../../foundation/schemaDefaults.ts';
import { PHASES, type Phase } from '../loop/types.ts';

/** Of models that run in this process, where nothing is stated. A server has its own. */
export const EMBEDDED_TEMPERATURE = 0.8;
export const EMBEDDED_MAX_TOKENS = 512;
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

/** How replies are sampled. Every field becomes part of `Sampling`, and so of a request. */
export const SamplingSchema = Type.Object(
  {
    temperature: optional((text) => Type.Union([Type.Number({ minimum: 0, maximum: 2 }), Type.Null()], text), {
      otherwise: 'not sent; the model’s own value applies (`embedded`: 0.8)',
      description: 'Randomness of the tokens; 0 always takes the likeliest, `null` sends none.',
      examples: [0.8],
    }),
    maxTokens: optional((text) => Type.Union([tokens, TokensByPhase, Type.Null()], text), {
      otherwise:
        'not sent; the model’s own value applies (`embedded`: 512), and `4096` once a model’s thoughts have used that up',
      unit: 'tokens',
      description:
        'Longest reply to one call, for all phases or per phase; an omitted phase has none stated. `null` sends none.',
      examples: [{ response: 256, critique: 128 }],
    }),
    topP: optional((text) => Type.Union([Type.Number({ exclusiveMinimum: 0, maximum: 1 }), Type.Null()], text), {
      otherwise: 'not sent; the model’s own value applies',
      description: 'Samples from the likeliest tokens, whose probabilities add up to this value.',
      examples: [0.9],
    }),
    seed: optional((text) => Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], text), {
      otherwise: 'none; a server samples freely, `embedded` derives a seed from the messages',
      description: 'Sampling seed; repeat k uses seed + k.',
      examples: [7],
    }),
  },
  strict,
);

/** The sampling of a whole case, by phase. `null`: not stated, so not sent. */
export interface SamplingByPhase extends Omit<Filled<typeof SamplingSchema>, 'temperature' | 'maxTokens'> {
  readonly temperature: number | null;
  readonly maxTokens: Readonly<Record<Phase, number | null>>;
}

export function toSamplingByPhase({
  temperature = null,
  maxTokens,
  ...sampling
}: Filled<typeof SamplingSchema>): SamplingByPhase {
  return { ...sampling, temperature, maxTokens: { ...ofAllPhases(null), ...statedTokens(maxTokens) } };
}

/** The phases for which no `maxTokens` is stated: a model that reasons may have more there. */
export function phasesLeftOpen({ maxTokens }: Filled<typeof SamplingSchema>): readonly Phase[] {
  const stated = statedTokens(maxTokens);
  return PHASES.filter((phase) => stated[phase] === undefined);
}

type MaxTokens = Filled<typeof SamplingSchema>['maxTokens'];

function statedTokens(maxTokens: MaxTokens): Partial<Record<Phase, number | null>> {
  if (maxTokens === undefined) return {};
  return typeof maxTokens === 'number' || maxTokens === null ? ofAllPhases(maxTokens) : maxTokens;
}

const ofAllPhases = (value: number | null): Record<Phase, number | null> => ({
  response: value,
  critique: value,
  revision: value,
  metaCritique: value,
});

/** `limits.timeoutMs` where none is stated. */
export const DEFAULT_TIMEOUT_MS = 120_000;

/** Limits on a model's calls. */
export const ModelLimitsSchema = Type.Object(
  {
    timeoutMs: optional(Type.Integer, {
      minimum: 1,
      unit: 'ms',
      description: 'Time limit of one try of one call.',
      otherwise: '120000; 600000 for a promptfoo provider, which has limits of its own',
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
      description: 'Simultaneous calls of one model, in the whole process.',
      examples: [4],
    }),
  },
  strict,
);

export type ModelLimits = Filled<typeof ModelLimitsSchema>;

/** The default limits of a model. */
export const DEFAULT_MODEL_LIMITS: ModelLimits = fillDefaults(ModelLimitsSchema, {});
