import { type Static, Type } from 'typebox';
import { MetaScError } from '../../foundation/errors.ts';
import { createParser } from '../../foundation/schemaFaults.ts';
import type { AcceptanceRule } from '../loop/acceptance.ts';
import type { Phase } from '../loop/types.ts';
import { DEFAULT_MODEL_LIMITS, type ModelLimits, type ModelRef, ModelRefSchema } from '../models/openModel.ts';

const strict = { additionalProperties: false } as const;

const tokens = Type.Integer({ minimum: 1 });

const Adapt = Type.Object(
  {
    steps: Type.Optional(
      Type.Union([Type.Integer({ minimum: 0 }), Type.Literal('all')], {
        description: 'How many cases of a chain, from the first, may change the spec. Default: 10.',
      }),
    ),
    batchSize: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Cases revised under one spec before one meta-critique over all of them. Default: 1, the paper’s.',
      }),
    ),
    acceptance: Type.Optional(
      Type.Union([Type.Literal('guarded'), Type.Literal('always')], {
        description: 'Which proposals become the spec. Default: guarded; always is the paper’s.',
      }),
    ),
    guardSet: Type.Optional(
      Type.Object(
        {
          path: Type.String({ minLength: 1, description: 'CSV file with the columns prompt and harmful.' }),
          judge: ModelRefSchema,
        },
        {
          ...strict,
          description: 'Requests on which a proposal must do no worse than the current spec, and who judges.',
        },
      ),
    ),
  },
  strict,
);

const SamplingOptions = Type.Object(
  {
    temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 2, description: 'Default: 0.8.' })),
    maxTokens: Type.Optional(
      Type.Union(
        [
          tokens,
          Type.Object(
            {
              response: Type.Optional(tokens),
              critique: Type.Optional(tokens),
              revision: Type.Optional(tokens),
              metaCritique: Type.Optional(tokens),
            },
            strict,
          ),
        ],
        { description: 'Generated tokens a call, or by phase. Default: 512.' },
      ),
    ),
    seed: Type.Optional(Type.Integer({ minimum: 0, description: 'Repeat k draws with seed + k. Default: none.' })),
  },
  strict,
);

const Limits = Type.Object(
  {
    timeoutMs: Type.Optional(Type.Integer({ minimum: 1, description: 'Of one try of one call. Default: 120000.' })),
    maxRetries: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 20, description: 'Further tries a call. Default: 4.' }),
    ),
    maxConcurrentCalls: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Calls of one model at once, all columns together. Default: 16.' }),
    ),
    maxSpecChars: Type.Optional(
      Type.Integer({ minimum: 20, description: 'Longest spec that guarded lets through. Default: 400.' }),
    ),
  },
  strict,
);

const usdPerMTok = Type.Number({ minimum: 0 });
const Price = { inputUsdPerMTok: usdPerMTok, outputUsdPerMTok: usdPerMTok };

const Pricing = Type.Object(
  {
    ...Price,
    metaModel: Type.Optional(Type.Object(Price, { ...strict, description: 'Default: the same as for the model.' })),
    guardJudge: Type.Optional(Type.Object(Price, { ...strict, description: 'Default: the same as for the model.' })),
  },
  { ...strict, description: 'US dollars a million tokens, where the server does not say what a call cost.' },
);

const PromptTexts = Type.Object(
  {
    critique: Type.Optional(Type.String({ minLength: 1 })),
    revision: Type.Optional(Type.String({ minLength: 1 })),
    metaCritique: Type.Optional(Type.String({ minLength: 1 })),
  },
  strict,
);

/** The user's own templates of the three messages; those left out keep our wording. */
export type PromptTexts = Static<typeof PromptTexts>;

/** @throws MetaScError `CONFIG_INVALID` */
export const parsePromptTexts = createParser(PromptTexts);

export const ProviderConfigSchema = Type.Object(
  {
    variant: Type.Optional(
      Type.Union(
        [Type.Literal('baseline'), Type.Literal('static-critique'), Type.Literal('metasc'), Type.Literal('frozen')],
        { description: 'What a case goes through. Default: metasc.' },
      ),
    ),
    model: Type.Optional(ModelRefSchema),
    metaModel: Type.Optional(ModelRefSchema),
    systemPrompt: Type.Optional(
      Type.String({ description: 'Put first unless the prompt brings its own. A nunjucks template.' }),
    ),
    spec: Type.Optional(
      Type.String({ minLength: 1, description: 'The first spec. A nunjucks template over vars and metadata.' }),
    ),
    chain: Type.Optional(
      Type.String({ minLength: 1, description: 'One chain a value of this nunjucks template. Default: one for all.' }),
    ),
    adapt: Type.Optional(Adapt),
    lock: Type.Optional(Type.String({ minLength: 1, description: 'The lock file of variant frozen.' })),
    sampling: Type.Optional(SamplingOptions),
    prompts: Type.Optional(
      Type.Union([Type.String({ minLength: 1 }), PromptTexts], {
        title: 'a path, or an object with critique, revision, metaCritique',
        description: 'A YAML file (or its content) that replaces any of the three templates.',
      }),
    ),
    limits: Type.Optional(Limits),
    journalDir: Type.Optional(
      Type.Union([Type.String({ minLength: 1 }), Type.Literal(false)], {
        description: 'Folder of the journals; false: none. Default: .metasc.',
      }),
    ),
    pricing: Type.Optional(Pricing),
    basePath: Type.Optional(
      Type.String({ description: 'Set by promptfoo: the folder that relative paths start from.' }),
    ),
  },
  { ...strict, title: 'provider config' },
);

const parseProviderConfig = createParser(ProviderConfigSchema);

export type Variant = 'baseline' | 'static-critique' | 'metasc' | 'frozen';

export interface Price {
  readonly inputUsdPerMTok: number;
  readonly outputUsdPerMTok: number;
}

/** The options with every default filled in. Relative paths are still relative to `basePath`. */
export interface ProviderConfig {
  readonly variant: Variant;
  readonly model: ModelRef;
  readonly metaModel: ModelRef;
  readonly systemPrompt: string;
  readonly spec: string;
  readonly chain: string | undefined;
  readonly adapt: {
    readonly steps: number | 'all';
    readonly batchSize: number;
    readonly acceptance: AcceptanceRule;
    readonly guardSet: { readonly path: string; readonly judge: ModelRef } | undefined;
  };
  readonly lock: string | undefined;
  readonly sampling: {
    readonly temperature: number;
    readonly maxTokens: Readonly<Record<Phase, number>>;
    readonly seed: number | undefined;
  };
  readonly prompts: string | PromptTexts | undefined;
  readonly limits: ModelLimits & { readonly maxSpecChars: number };
  readonly journalDir: string | false;
  readonly pricing: { readonly model: Price; readonly metaModel: Price; readonly guardJudge: Price } | undefined;
  readonly basePath: string;
}

/** *Source:* the paper's, as is the temperature. */
const DEFAULT_MAX_TOKENS = 512;
const DEFAULT_MAX_SPEC_CHARS = 400;

/**
 * The options of a `providers:` entry, checked against `ProviderConfigSchema` and with defaults filled in.
 *
 * @throws MetaScError `CONFIG_INVALID` with every fault: its path, what was expected, what was got
 */
export function readProviderConfig(value: unknown): ProviderConfig {
  const options = parseProviderConfig(value ?? {}, { subject: 'promptfoo-metasc provider config' });
  const variant = options.variant ?? 'metasc';
  checkLock(variant, options.lock);
  const { model = 'embedded', adapt = {}, sampling = {}, pricing } = options;
  const { maxTokens = DEFAULT_MAX_TOKENS } = sampling;
  return {
    variant,
    model,
    metaModel: options.metaModel ?? model,
    systemPrompt: options.systemPrompt ?? 'You are a helpful yet harmless assistant.',
    spec: options.spec ?? 'safety and harmlessness',
    chain: options.chain,
    adapt: {
      steps: adapt.steps ?? 10,
      batchSize: adapt.batchSize ?? 1,
      acceptance: adapt.acceptance ?? 'guarded',
      guardSet: adapt.guardSet,
    },
    lock: options.lock,
    sampling: {
      temperature: sampling.temperature ?? 0.8,
      maxTokens:
        typeof maxTokens === 'number' ? sameForAll(maxTokens) : { ...sameForAll(DEFAULT_MAX_TOKENS), ...maxTokens },
      seed: sampling.seed,
    },
    prompts: options.prompts,
    limits: { ...DEFAULT_MODEL_LIMITS, maxSpecChars: DEFAULT_MAX_SPEC_CHARS, ...options.limits },
    journalDir: options.journalDir ?? '.metasc',
    pricing: pricing && {
      model: pricing,
      metaModel: pricing.metaModel ?? pricing,
      guardJudge: pricing.guardJudge ?? pricing,
    },
    basePath: options.basePath ?? '.',
  };
}

function checkLock(variant: Variant, lock: string | undefined): void {
  if (variant === 'frozen' && lock === undefined) {
    throw new MetaScError('promptfoo-metasc provider config: lock: expected the path of a lock file, got none', {
      code: 'CONFIG_INVALID',
      help: 'variant frozen answers under the spec of a lock file.',
    });
  }
  if (variant !== 'frozen' && lock !== undefined) {
    throw new MetaScError(`promptfoo-metasc provider config: lock: expected none with variant ${variant}`, {
      code: 'CONFIG_INVALID',
      help: 'Only variant frozen reads a lock file.',
    });
  }
}

const sameForAll = (tokens: number): Record<Phase, number> => ({
  response: tokens,
  critique: tokens,
  revision: tokens,
  metaCritique: tokens,
});
