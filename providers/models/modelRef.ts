import { type Static, type TSchemaOptions, Type } from 'typebox';
import { optional, strict } from '../../foundation/schemaDefaults.ts';

const Secret = Type.String({ writeOnly: true });

const OpenAi = Type.Object(
  {
    type: Type.Literal('openai'),
    name: Type.String({ minLength: 1, description: "The model's name at the server.", examples: ['gpt-4o-mini'] }),
    baseURL: optional(Type.String, {
      minLength: 1,
      title: 'a URL',
      otherwise: "`OPENAI_BASE_URL`, else OpenAI's own server",
      description: 'Any OpenAI-compatible server.',
      examples: ['http://127.0.0.1:8080/v1'],
    }),
    apiKeyEnvar: optional(Type.String, {
      pattern: '^[A-Z_][A-Z0-9_]*$',
      title: 'the name of an environment variable (capitals, digits, _)',
      otherwise: '`OPENAI_API_KEY`',
      description: 'The environment variable that holds the key.',
      examples: ['MY_SERVER_KEY'],
      writeOnly: true,
    }),
    headers: optional((text) => Type.Record(Type.String(), Secret, text), {
      title: 'an object of texts',
      otherwise: 'none',
      description: 'Sent with each call. Values may hold `{{ env.X }}` and are never shown.',
      examples: [{ Authorization: 'Basic {{ env.MY_LOGIN }}' }],
    }),
    query: optional((text) => Type.Record(Type.String(), Secret, text), {
      title: 'an object of texts',
      otherwise: 'none',
      description: 'Added to the address of each call. Values may hold `{{ env.X }}` and are never shown.',
      examples: [{ 'api-version': '2024-10-21' }],
    }),
    extraBody: optional((text) => Type.Record(Type.String(), Type.Unknown(), text), {
      otherwise: 'none',
      description: 'Further fields of the request, in the server’s words; they take precedence over `sampling`.',
      examples: [{ reasoning_effort: 'low' }],
    }),
  },
  { ...strict, description: 'A model behind an OpenAI-compatible chat completions API.' },
);

const LoraAdapter = Type.Object(
  {
    path: Type.String({
      minLength: 1,
      title: 'a path',
      description: 'A GGUF file on disk; a relative path starts at the config’s folder.',
    }),
    scale: optional(Type.Number, {
      otherwise: '1',
      description: 'Weight of the adapter: 0 leaves the model as it is, a negative one subtracts the edit.',
    }),
  },
  strict,
);

const Embedded = Type.Object(
  {
    type: Type.Literal('embedded'),
    path: optional(Type.String, {
      minLength: 1,
      title: 'a path',
      otherwise: 'the small model that this package fetches',
      description: 'A GGUF file on disk; a relative path starts at the config’s folder. Excludes `uri`.',
      examples: ['models/guard.gguf'],
    }),
    uri: optional(Type.String, {
      pattern: '^hf:',
      title: 'an hf: URI',
      description: 'A GGUF file on the model hub, fetched once into the user cache. Excludes `path`.',
      examples: ['hf:owner/repository/model.gguf', 'hf:owner/repository:Q4_K_M'],
    }),
    sha256: optional(Type.String, {
      pattern: '^[0-9a-f]{64}$',
      title: '64 hex digits',
      otherwise: 'not checked, except for the default model',
      description: 'Required SHA-256 of the file.',
    }),
    contextTokens: optional(Type.Integer, {
      minimum: 64,
      unit: 'tokens',
      otherwise: '4096, or the length that the model was trained on if that is less',
      description: 'Longest conversation, including the reply.',
      examples: [8192],
    }),
    threads: optional(Type.Integer, {
      minimum: 1,
      otherwise: 'the cores of the machine',
      description: 'CPU threads for all calls together.',
      examples: [2],
    }),
    lora: optional((text) => Type.Array(LoraAdapter, { minItems: 1, ...text }), {
      title: 'a list of adapters, each with path and scale',
      otherwise: 'none',
      description:
        'LoRA adapters in GGUF, all applied to the model; `scale` is 1 by default, and a negative one subtracts the edit. Content and scales are part of the model’s name, so an edited model shares no call with the unedited one.',
      examples: [[{ path: 'models/edit.gguf', scale: 0.5 }]],
    }),
  },
  { ...strict, description: 'A model that runs in this process through node-llama-cpp.' },
);

const TURNS = [Type.Literal('auto'), Type.Literal('chat'), Type.Literal('text')] as const;
const OwnTurns = Type.Object(
  {
    template: optional(Type.String, {
      minLength: 1,
      title: 'a template',
      otherwise: 'as `auto`',
      description: 'Writes a conversation, from `messages` (each with role and content) and `turn`, the last of them.',
      examples: ['{{ turn }}'],
    }),
    variable: optional(Type.String, {
      minLength: 1,
      title: 'the name of a variable of the tests',
      otherwise: 'every variable that holds the request',
      description: 'The variable that holds the turn, for a target that reads it instead of the prompt.',
      examples: ['question'],
    }),
  },
  strict,
);

const Promptfoo = Type.Object(
  {
    type: Type.Optional(Type.Literal('promptfoo')),
    id: Type.String({
      minLength: 1,
      description: 'A promptfoo provider id. An entry of `providers:` with id and config can stand here as it is.',
      examples: ['anthropic:messages:claude-sonnet-4-5'],
    }),
    config: optional((text) => Type.Record(Type.String(), Type.Unknown(), text), {
      otherwise: 'none',
      description: "That provider's own `config`; it takes precedence over `sampling`.",
      examples: [{ region: 'eu-west-1' }],
    }),
    turns: optional((text) => Type.Union([...TURNS, OwnTurns], text), {
      title: 'auto, chat, text, or an object with template and variable',
      otherwise: '`auto`',
      description:
        'How a conversation is sent. `auto`: one user turn as its text, a longer conversation as a chat array, or as a script to targets that take a text (http, python, javascript, exec, websocket, browser, completions).',
      examples: ['chat', { template: '{{ turn }}' }],
    }),
  },
  { ...strict, description: 'Any provider that promptfoo knows, loaded by promptfoo.' },
);

const TITLE =
  'a model reference (embedded, openai:<name>, a promptfoo provider id, or an object with type openai | embedded, or with id as in promptfoo)';

/** The schema of an option that takes a model reference. */
export function modelRefSchema(annotations: TSchemaOptions = {}) {
  return Type.Union([Type.String({ minLength: 1 }), OpenAi, Embedded, Promptfoo], { title: TITLE, ...annotations });
}

export const ModelRefSchema = modelRefSchema();

/**
 * A model: a name, or an object with more options.
 *
 * @example
 * ```ts
 * import type { ModelRef } from 'promptfoo-metasc';
 *
 * const byName: ModelRef = 'openai:gpt-4o-mini';
 * const atAServer: ModelRef = { type: 'openai', name: 'llama3', baseURL: 'http://127.0.0.1:11434/v1' };
 * ```
 */
export type ModelRef = Static<typeof ModelRefSchema>;
export type ModelRefObject = Exclude<ModelRef, string>;
/** One kind of reference: the options of its adapter. */
export type RefOf<Type extends NonNullable<ModelRefObject['type']>> = Readonly<
  Omit<Extract<ModelRefObject, { readonly type?: Type }>, 'type'>
>;

/** A reference that says its type. */
export type TypedModelRef = ModelRefObject & { readonly type: NonNullable<ModelRefObject['type']> };

/** A reference as an object. */
export function parseModelRef(ref: ModelRef): TypedModelRef {
  if (typeof ref !== 'string') return 'id' in ref ? { ...ref, type: 'promptfoo' } : ref;
  if (ref === 'embedded') return { type: 'embedded' };
  if (ref.startsWith('embedded:hf:')) return { type: 'embedded', uri: ref.slice('embedded:'.length) };
  if (ref.startsWith('embedded:')) return { type: 'embedded', path: ref.slice('embedded:'.length) };
  // `openai:chat:…` and the like are promptfoo's ids; a plain `openai:<name>` is ours.
  if (/^openai:[^:]+$/.test(ref)) return { type: 'openai', name: ref.slice('openai:'.length) };
  return { type: 'promptfoo', id: ref };
}

/** Whether the reference means the small model that this package fetches by itself. */
export function isDefaultEmbedded(ref: ModelRef): boolean {
  const object = parseModelRef(ref);
  return object.type === 'embedded' && object.path === undefined && object.uri === undefined;
}
