import pLimit from 'p-limit';
import { type Static, Type } from 'typebox';
import { oncePerProcess } from '../../foundation/once.ts';
import type { ChatModel } from './chatModel.ts';
import { createEmbeddedModel } from './embedded/embeddedModel.ts';
import { createOpenAiModel } from './openai/openAiModel.ts';
import { createPromptfooModel } from './promptfoo/promptfooModel.ts';

const strict = { additionalProperties: false } as const;

const OpenAiRef = Type.Object(
  {
    type: Type.Literal('openai'),
    name: Type.String({ minLength: 1, description: "The model's name at the server." }),
    baseURL: Type.Optional(
      Type.String({ minLength: 1, description: 'Any OpenAI-compatible server. Default: OPENAI_BASE_URL.' }),
    ),
    apiKeyEnvar: Type.Optional(
      Type.String({
        pattern: '^[A-Z_][A-Z0-9_]*$',
        title: 'the name of an environment variable (capitals, digits, _)',
        description: 'The environment variable that holds the key. Default: OPENAI_API_KEY.',
        writeOnly: true,
      }),
    ),
  },
  strict,
);

const EmbeddedRef = Type.Object(
  {
    type: Type.Literal('embedded'),
    path: Type.Optional(Type.String({ minLength: 1, description: 'A GGUF file.' })),
    uri: Type.Optional(Type.String({ pattern: '^hf:', title: 'an hf: URI', description: 'A GGUF file on the hub.' })),
    sha256: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', title: '64 hex digits', description: "The file's SHA-256." }),
    ),
    contextTokens: Type.Optional(Type.Integer({ minimum: 64, description: 'Tokens a conversation may have.' })),
    threads: Type.Optional(Type.Integer({ minimum: 1, description: 'CPU threads for all calls together.' })),
  },
  strict,
);

const PromptfooRef = Type.Object(
  {
    type: Type.Literal('promptfoo'),
    id: Type.String({ minLength: 1, description: 'A promptfoo provider id.' }),
    config: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: "That provider's own config." })),
  },
  strict,
);

const ModelName = Type.String({ minLength: 1 });

export const ModelRefSchema = Type.Union([ModelName, OpenAiRef, EmbeddedRef, PromptfooRef], {
  title:
    'a model reference (embedded, openai:<name>, a promptfoo provider id, or an object with type openai | embedded | promptfoo)',
});

/** Who answers: a name, or an object that says more. */
export type ModelRef = Static<typeof ModelRefSchema>;
type ModelRefObject = Exclude<ModelRef, string>;

export interface ModelContext {
  /** Where keys and server addresses are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths start from. */
  readonly basePath: string;
  readonly limits: ModelLimits;
}

export interface ModelLimits {
  /** Of one try of one call, in milliseconds. */
  readonly timeoutMs: number;
  /** Further tries after a 429, a 5xx, a timeout or a dropped connection. */
  readonly maxRetries: number;
  /** Calls of one model under way at once, in the whole process. */
  readonly maxConcurrentCalls: number;
}

/** What a model is opened with where nothing else is said. */
export const DEFAULT_MODEL_LIMITS: ModelLimits = { timeoutMs: 120_000, maxRetries: 4, maxConcurrentCalls: 16 };

/**
 * The model behind a reference. Opens nothing yet: a server is contacted and a file loaded with the first call.
 *
 * @throws MetaScError `MODEL_UNAVAILABLE` when the key that the reference needs is not set
 */
export function openModel(ref: ModelRef, context: ModelContext): ChatModel {
  const model = createModel(typeof ref === 'string' ? parseModelName(ref) : ref, context);
  const { maxConcurrentCalls } = context.limits;
  const limit = oncePerProcess(`limit ${maxConcurrentCalls} ${model.name}`, () => pLimit(maxConcurrentCalls));
  const { name, complete } = model;
  return {
    name,
    chat: (request) => limit(() => model.chat(request)),
    ...(complete === undefined ? {} : { complete: (request) => limit(() => complete(request)) }),
  };
}

/** Whether it names the small model that this package fetches by itself. */
export function isDefaultEmbedded(ref: ModelRef): boolean {
  const object = typeof ref === 'string' ? parseModelName(ref) : ref;
  return object.type === 'embedded' && object.path === undefined && object.uri === undefined;
}

function parseModelName(name: string): ModelRefObject {
  if (name === 'embedded') return { type: 'embedded' };
  if (name.startsWith('embedded:hf:')) return { type: 'embedded', uri: name.slice('embedded:'.length) };
  if (name.startsWith('embedded:')) return { type: 'embedded', path: name.slice('embedded:'.length) };
  // `openai:chat:…` and the like are promptfoo's ids; a bare `openai:<name>` is ours.
  if (/^openai:[^:]+$/.test(name)) return { type: 'openai', name: name.slice('openai:'.length) };
  return { type: 'promptfoo', id: name };
}

function createModel(ref: ModelRefObject, context: ModelContext): ChatModel {
  switch (ref.type) {
    case 'openai':
      return createOpenAiModel(ref, context);
    case 'embedded':
      return createEmbeddedModel(ref, context);
    case 'promptfoo':
      return createPromptfooModel(ref, context);
  }
}
