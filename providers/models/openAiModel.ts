import OpenAI, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  PermissionDeniedError,
  UnprocessableEntityError,
} from 'openai';
import type { ChatCompletion, ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { MetaScError, messageOf } from '../../errors.ts';
import type { ChatModel, ChatReply, ChatRequest, ReplySchema } from './chatModel.ts';
import { withoutSecrets } from './secrets.ts';

export interface OpenAiOptions {
  /** The model's name at the server. */
  readonly name: string;
  /** @default OPENAI_BASE_URL, else OpenAI's own server */
  readonly baseURL?: string;
  /** Name of the environment variable that holds the key. @default 'OPENAI_API_KEY' */
  readonly apiKeyEnvar?: string;
}

export interface OpenAiContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limits: {
    /** Of one try, in milliseconds. */
    readonly timeoutMs: number;
    readonly maxRetries: number;
  };
}

/** What a server of one's own, which asks for no key, is sent in its place. */
const NO_KEY = 'none';

/**
 * A model behind the chat completions API, OpenAI's or any compatible server's. Retries (429 with its retry-after, 5xx,
 * dropped connections, timeouts; with jitter) are the SDK's.
 *
 * A reply schema is sent as structured output. When the server turns the call down (400, 422) and answers it without
 * the schema, this model sends none from then on.
 *
 * @throws MetaScError `MODEL_UNAVAILABLE` when the server is OpenAI's own and no key is set
 */
export function createOpenAiModel(options: OpenAiOptions, { env, limits }: OpenAiContext): ChatModel {
  const apiKeyEnvar = options.apiKeyEnvar ?? 'OPENAI_API_KEY';
  const baseURL = options.baseURL ?? env.OPENAI_BASE_URL;
  const apiKey = env[apiKeyEnvar];
  if (!apiKey && (options.apiKeyEnvar !== undefined || !baseURL)) {
    throw new MetaScError(
      `openai:${options.name}: expected a key in the environment variable ${apiKeyEnvar}, got none`,
      {
        code: 'MODEL_UNAVAILABLE',
        help: `Set ${apiKeyEnvar}, or baseURL (OPENAI_BASE_URL) for a server that needs no key.`,
      },
    );
  }
  const server = describeServer(baseURL, options.name);
  const client = new OpenAI({
    apiKey: apiKey || NO_KEY,
    baseURL: baseURL || null,
    maxRetries: limits.maxRetries,
    timeout: limits.timeoutMs,
    logLevel: 'off',
  });
  const name = baseURL ? `openai:${options.name}@${server}` : `openai:${options.name}`;

  let takesSchemas = true;

  async function complete({ replySchema, ...request }: ChatRequest): Promise<ChatCompletion> {
    const body = toBody(options.name, request);
    if (replySchema === undefined || !takesSchemas) return create(client, body, request.signal);
    try {
      return await create(client, { ...body, response_format: toResponseFormat(replySchema) }, request.signal);
    } catch (error) {
      // Servers word it in many ways. That the same call works without the schema is what tells.
      if (!(error instanceof BadRequestError || error instanceof UnprocessableEntityError)) throw error;
      const completion = await create(client, body, request.signal);
      takesSchemas = false;
      return completion;
    }
  }

  return {
    name,
    async chat(request) {
      const start = performance.now();
      const completion = await complete(request).catch((error: unknown) => {
        throw toMetaScError(error, {
          name,
          server,
          timeoutMs: limits.timeoutMs,
          redact: (text) => withoutSecrets(text, env, apiKey),
        });
      });
      return toReply(completion, name, performance.now() - start);
    },
  };
}

function create(client: OpenAI, body: ChatCompletionCreateParamsNonStreaming, signal: AbortSignal | undefined) {
  return client.chat.completions.create(body, signal === undefined ? {} : { signal });
}

/** OpenAI's reasoning models take neither a temperature nor the older name of the token limit. */
const REASONING_MODEL = /^(?:o\d|gpt-5)/;

function toBody(model: string, { messages, sampling, repeat }: ChatRequest): ChatCompletionCreateParamsNonStreaming {
  const { temperature, maxTokens, seed } = sampling;
  return {
    model,
    messages: [...messages],
    ...(REASONING_MODEL.test(model) ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens, temperature }),
    // A server that honours the seed would draw every repeat alike.
    ...(seed === undefined ? {} : { seed: seed + repeat }),
  };
}

function toResponseFormat({ name, schema }: ReplySchema) {
  return { type: 'json_schema' as const, json_schema: { name, strict: true, schema: { ...schema } } };
}

function toReply(completion: ChatCompletion, name: string, latencyMs: number): ChatReply {
  const choice = completion.choices?.[0];
  if (choice === undefined) {
    throw new MetaScError(`${name}: expected a chat completion with a choice, got none`, { code: 'MODEL_FAILED' });
  }
  return {
    text: choice.message?.content ?? choice.message?.refusal ?? '',
    finishReason: FINISH_REASONS[choice.finish_reason] ?? 'other',
    usage: {
      promptTokens: completion.usage?.prompt_tokens ?? 0,
      completionTokens: completion.usage?.completion_tokens ?? 0,
    },
    latencyMs,
  };
}

const FINISH_REASONS: Readonly<Record<string, ChatReply['finishReason']>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'filter',
};

interface FailedCall {
  readonly name: string;
  readonly server: string;
  readonly timeoutMs: number;
  readonly redact: (text: string) => string;
}

function toMetaScError(error: unknown, { name, server, timeoutMs, redact }: FailedCall): MetaScError {
  // The server's own words may quote the key. The cause is not kept: it holds the request's headers.
  const words = cut(redact(messageOf(error)));
  if (error instanceof APIUserAbortError) return new MetaScError(`${name}: the call was ended`, { code: 'ABORTED' });
  if (error instanceof APIConnectionTimeoutError) {
    return new MetaScError(`${name}: no answer from ${server} within ${timeoutMs} ms, retries included`, {
      code: 'TIMEOUT',
      help: 'Raise limits.timeoutMs, or look whether the server is overloaded.',
    });
  }
  if (error instanceof APIConnectionError) {
    return new MetaScError(`${name}: can't reach ${server} (${rootReason(error)})`, {
      code: 'MODEL_UNREACHABLE',
      help: 'Check baseURL (OPENAI_BASE_URL) and that the server runs.',
    });
  }
  if (error instanceof AuthenticationError || error instanceof PermissionDeniedError) {
    return new MetaScError(`${name}: ${server} refused the key: ${words}`, {
      code: 'MODEL_UNAUTHORIZED',
      help: 'Check OPENAI_API_KEY, or the variable that apiKeyEnvar names.',
    });
  }
  if (error instanceof APIError && error.code === 'context_length_exceeded') {
    return new MetaScError(`${name}: the conversation is too long: ${words}`, { code: 'CONTEXT_OVERFLOW' });
  }
  return new MetaScError(`${name}: ${server} answered with an error: ${words}`, { code: 'MODEL_FAILED' });
}

function rootReason(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : rootReason(cause);
}

const MAX_SERVER_WORDS = 300;
const cut = (text: string) => (text.length > MAX_SERVER_WORDS ? `${text.slice(0, MAX_SERVER_WORDS)}…` : text);

/** Host and path of the server, without user name, password and query, which may hold secrets. */
function describeServer(baseURL: string | undefined, model: string): string {
  if (!baseURL) return 'the OpenAI API';
  if (!URL.canParse(baseURL)) {
    throw new MetaScError(`openai:${model}: expected baseURL to be a URL such as http://127.0.0.1:8080/v1`, {
      code: 'CONFIG_INVALID',
    });
  }
  const { protocol, host, pathname } = new URL(baseURL);
  return `${protocol}//${host}${pathname.replace(/\/$/, '')}`;
}
