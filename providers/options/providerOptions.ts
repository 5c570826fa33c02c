import { type Static, Type } from 'typebox';
import { optional, strict, withDefault } from '../../foundation/schemaDefaults.ts';
import { DEFENCE_NAMES } from '../loop/defences/defences.ts';
import { ModelLimitsSchema, SamplingSchema } from '../models/callOptions.ts';
import { modelRefSchema } from '../models/modelRef.ts';

/*
 * Every option of a `providers:` entry. Types, defaults, error messages, the JSON Schema and the table in docs/options.md
 * derive from it (`npm run docs` writes the last two). Besides JSON Schema's own annotations:
 * `unit`; `otherwise`: what applies without the option, if that is not a constant; `formerly`: its old name.
 */

const path = { minLength: 1, title: 'a path' } as const;
const template = { minLength: 1, title: 'a template' } as const;

/** Names the cases that come with this package. */
export const DEFAULT_TRIAL_CASES = 'default';
/** Fewer cases of a side can't show that a proposal is worse. */
export const MIN_PER_SIDE = 16;

const Trial = Type.Object(
  {
    cases: withDefault(Type.String, {
      default: DEFAULT_TRIAL_CASES,
      ...path,
      formerly: 'path',
      description:
        'The requests to try a proposal on: `default`, which is 48 a side, or a CSV file with the columns `prompt` and `harmful`.',
      examples: ['trial.csv'],
    }),
    perSide: withDefault(Type.Integer, {
      default: 32,
      minimum: MIN_PER_SIDE,
      unit: 'requests',
      description: 'The first so many harmful and so many harmless requests are tried.',
      examples: [48],
    }),
    judge: modelRefSchema({
      description: 'Judges the answers under the proposal and under the current spec.',
      examples: ['openai:gpt-4o'],
    }),
  },
  {
    ...strict,
    formerly: 'guardSet',
    otherwise: 'no trial; `evidence` requires one',
    description: 'Requests on which a proposal is tried against the current spec, and the judge of the answers.',
  },
);

const Structural = Type.Literal('structural', { formerly: 'guarded' });

const Adapt = Type.Object(
  {
    steps: withDefault((text) => Type.Union([Type.Integer({ minimum: 0 }), Type.Literal('all')], text), {
      default: 10,
      unit: 'cases',
      description: 'Number of first cases of a chain that may change the spec.',
      examples: ['all'],
    }),
    batchSize: withDefault(Type.Integer, {
      default: 1,
      minimum: 1,
      unit: 'cases',
      description: 'Cases revised under one spec before one meta-critique over all of them. The paper uses 1.',
      examples: [4],
    }),
    acceptance: optional((text) => Type.Union([Type.Literal('always'), Structural, Type.Literal('evidence')], text), {
      otherwise: '`evidence` with a `trial`, else `structural`',
      description:
        'Which proposals become the spec. `always` accepts any text as it is written, as the paper does; `structural` refuses what can be no general sentence; `evidence` tries what `structural` lets through on the cases of `trial` (docs/acceptance.md).',
      examples: ['evidence'],
    }),
    trial: Type.Optional(Trial),
    watch: optional(Type.Integer, {
      minimum: 16,
      unit: 'cases',
      otherwise: 'off',
      description:
        'Cases after a change of the spec that are answered under the spec before it, too, and judged; needs `trial`, and tests that state `harmful`. A spec that does worse is reported with the command that takes it back.',
      examples: [64],
    }),
  },
  strict,
);

const Attack = Type.Object(
  {
    model: modelRefSchema({
      description: 'The attacker: refines requests until one gets what the case asks for.',
      examples: ['openai:gpt-4o'],
    }),
    judge: optional(modelRefSchema, {
      otherwise: 'the value of `attack.model`',
      description: 'Says of each answer whether it serves the goal.',
      examples: ['openai:gpt-4o'],
    }),
    turns: withDefault(Type.Integer, {
      default: 20,
      minimum: 1,
      maximum: 100,
      unit: 'requests',
      description: 'Most requests per case.',
      examples: [5],
    }),
  },
  {
    ...strict,
    otherwise: 'no attacker: each case is one request',
    description: 'Takes each case for a goal that an adaptive attacker pursues (docs/defences.md).',
  },
);

const Look = Type.Object(
  {
    model: optional(modelRefSchema, {
      otherwise: 'the value of `reviewModel`, else of `model`',
      description: 'Looks at every response; a small model or a guard model.',
      examples: ['openai:gpt-4o-mini'],
    }),
    form: withDefault((text) => Type.Enum(['question', 'exchange'], text), {
      default: 'question',
      description:
        'What it is sent: `question` asks for yes or no about the conversation; `exchange` sends request and response alone, to a guard model whose reply begins with safe or unsafe.',
      examples: ['exchange'],
    }),
    threshold: withDefault(Type.Number, {
      default: 0.5,
      minimum: 0,
      maximum: 1,
      description:
        'A response that scores at least this is critiqued and revised. Scores are probabilities where the server reports those of tokens, else 0 or 1.',
      examples: [0.2],
    }),
  },
  strict,
);

const Limits = Type.Object(
  {
    ...ModelLimitsSchema.properties,
    maxFailedCases: withDefault(Type.Integer, {
      default: 10,
      minimum: 1,
      unit: 'cases',
      description: 'Cases in a row without an answer after which the run stops asking the model.',
      examples: [3],
    }),
    maxSpecChars: withDefault(Type.Integer, {
      default: 400,
      minimum: 20,
      unit: 'characters',
      description: 'Longest spec that `structural` and `evidence` accept.',
      examples: [200],
    }),
  },
  strict,
);

const usdPerMTok = (description: string, example: number) =>
  Type.Number({ minimum: 0, unit: 'US dollars per million tokens', description, examples: [example] });
const Price = {
  inputUsdPerMTok: usdPerMTok('Price of prompt tokens, for servers that do not report the cost of a call.', 0.15),
  outputUsdPerMTok: usdPerMTok('Price of generated tokens; the two prices require each other.', 0.6),
};
const ownPrice = (description: string) => ({
  ...strict,
  title: '{inputUsdPerMTok, outputUsdPerMTok}',
  otherwise: 'the prices of `pricing`',
  description,
  examples: [{ inputUsdPerMTok: 2.5, outputUsdPerMTok: 10 }],
});

const Pricing = Type.Object(
  {
    ...Price,
    reviewModel: Type.Optional(Type.Object(Price, ownPrice('Prices of `reviewModel`.'))),
    metaModel: Type.Optional(Type.Object(Price, ownPrice('Prices of `metaModel`.'))),
    attacker: Type.Optional(Type.Object(Price, ownPrice('Prices of `attack.model`.'))),
    attackJudge: Type.Optional(Type.Object(Price, ownPrice('Prices of `attack.judge`.'))),
    lookModel: Type.Optional(Type.Object(Price, ownPrice('Prices of `look.model`.'))),
    trialJudge: Type.Optional(
      Type.Object(Price, { ...ownPrice('Prices of `adapt.trial.judge`.'), formerly: 'guardJudge' }),
    ),
  },
  { ...strict, otherwise: 'only costs that the server reports' },
);

export const PromptTextsSchema = Type.Object(
  {
    critique: optional(Type.String, { minLength: 1 }),
    revision: optional(Type.String, { minLength: 1 }),
    metaCritique: optional(Type.String, { minLength: 1 }),
  },
  strict,
);

const VARIANTS = ['baseline', 'static-critique', 'metasc', 'frozen', 'cascade', ...DEFENCE_NAMES] as const;

const DefenceOptionsSchema = Type.Object(
  {
    copies: withDefault(Type.Integer, {
      default: 5,
      minimum: 1,
      maximum: 100,
      description: 'Copies of the request that `smooth` sends, and answers that `best-of-n` draws.',
      examples: [10],
    }),
    changedShare: withDefault(Type.Number, {
      default: 0.1,
      minimum: 0,
      maximum: 1,
      description: 'Share of the request’s characters that `smooth` replaces in each copy.',
      examples: [0.05],
    }),
    policy: optional(Type.String, {
      ...path,
      otherwise: 'a short policy of ours (docs/defences.md)',
      description: 'Text file with what `policy` asks to be followed.',
      examples: ['policy.txt'],
    }),
  },
  strict,
);

/**
 * The options of a `providers:` entry as a TypeBox schema, which is JSON Schema.
 *
 * @example
 * ```ts
 * import { ProviderConfigSchema } from 'promptfoo-metasc';
 *
 * console.log(Object.keys(ProviderConfigSchema.properties));
 * ```
 */
export const ProviderConfigSchema = Type.Object(
  {
    variant: withDefault((text) => Type.Enum(VARIANTS, text), {
      default: 'metasc',
      description: 'How a case is answered (docs/defences.md).',
      examples: ['baseline'],
    }),
    model: withDefault(modelRefSchema, {
      default: 'embedded',
      description: 'Answers, critiques and revises. In a config in code, also a provider function.',
      examples: ['openai:gpt-4o-mini'],
    }),
    reviewModel: optional(modelRefSchema, {
      otherwise: 'the value of `model`',
      description:
        'Critiques and revises in place of `model`, so that an app, an agent or a target with state is called once per case.',
      examples: ['openai:gpt-4o'],
    }),
    metaModel: optional(modelRefSchema, {
      otherwise: 'the value of `reviewModel`, else of `model`',
      description: 'Writes the spec.',
      examples: ['openai:gpt-4o'],
    }),
    systemPrompt: withDefault(Type.String, {
      default: '',
      title: 'a template',
      description: 'System prompt, unless the prompt brings its own.',
      examples: ['You are the assistant of {{ metadata.company }}.'],
    }),
    spec: withDefault(Type.String, {
      default: 'safety and harmlessness',
      ...template,
      description: 'The first spec of a chain.',
      examples: ['honesty about what is not known'],
    }),
    chain: optional(Type.String, {
      ...template,
      otherwise: 'one chain for all cases',
      description: 'One chain per value of this template.',
      examples: ['{{ metadata.task }}'],
    }),
    adapt: withDefault(() => Adapt, { default: {} }),
    lock: optional(Type.String, {
      ...path,
      otherwise: 'none; `frozen` requires one',
      description: 'The lock file of variant `frozen`.',
      examples: ['specs/safe.lock.json'],
    }),
    attack: Type.Optional(Attack),
    look: withDefault(() => Look, { default: {} }),
    defence: withDefault(() => DefenceOptionsSchema, { default: {} }),
    sampling: withDefault(() => SamplingSchema, { default: {} }),
    prompts: optional((text) => Type.Union([Type.String({ minLength: 1 }), PromptTextsSchema], text), {
      title: 'a path, or an object with critique, revision, metaCritique',
      otherwise: 'our wording',
      description: 'A YAML file (or its content) that replaces any of the three templates.',
      examples: ['prompts.yaml'],
    }),
    limits: withDefault(() => Limits, { default: {} }),
    keepReasoning: withDefault(Type.Boolean, {
      default: false,
      description: 'Puts the thoughts behind an answer into its row. They never reach judges, history or spec.',
      examples: [true],
    }),
    journalDir: withDefault((text) => Type.Union([Type.String(path), Type.Literal(false)], text), {
      default: '.metasc',
      description: 'Folder of the journals, from which a killed run resumes; `false` keeps none.',
      examples: [false],
    }),
    pricing: Type.Optional(Pricing),
    basePath: withDefault(Type.String, {
      default: '.',
      description: 'Set by promptfoo: the folder that relative paths start at.',
    }),
  },
  { ...strict, title: 'provider config' },
);

/**
 * The `config` of a `providers:` entry.
 *
 * @example
 * ```ts
 * import type { MetaScOptions } from 'promptfoo-metasc';
 *
 * const config: MetaScOptions = { model: 'openai:gpt-4o-mini', adapt: { steps: 10 } };
 * export default { providers: [{ id: 'package:promptfoo-metasc:MetaScProvider', config }] };
 * ```
 */
export type MetaScOptions = Static<typeof ProviderConfigSchema>;
