import OpenAI, { BadRequestError, UnprocessableEntityError } from 'openai';
import type { ChatCompletion, ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { MetaScError } from '../../../foundation/errors.ts';
import { withoutSecrets } from '../../../foundation/redaction.ts';
import type { ModelLimits } from '../callOptions.ts';
import type { ChatModel, ChatReply, ChatRequest, ReplySchema } from '../chatModel.ts';
import type { RefOf } from '../modelRef.ts';
import { nothingLeft } from '../requestKey.ts';
import { toMetaScError } from './openAiErrors.ts';
import { readFirstToken } from './openAiLogprobs.ts';

export interface OpenAiContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limits: Pick<ModelLimits, 'timeoutMs' | 'maxRetries'>;
}

/** Sent in place of a key to a server that needs none. */
const NO_KEY = 'none';

/**
 * A model behind the chat completions API of OpenAI or a compatible server. The SDK retries (429 with its retry-after,
 * 5xx, dropped connections, timeouts; with jitter).
 *
 * A reply schema is sent as structured output, and first tokens are requested as logprobs. If the server rejects such a
 * call (400, 422) and answers it without these extras, this model stops sending them.
 *
 * @throws MetaScError `MODEL_UNAVAILABLE` if the server is OpenAI's own and no key is set
 */
export function createOpenAiModel(options: RefOf<'openai'>, { env, limits }: OpenAiContext): ChatModel {
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

  const declined = new Set<ExtraName>();
  const create = (body: ChatCompletionCreateParamsNonStreaming, signal: AbortSignal | undefined) =>
    client.chat.completions.create(body, { signal });

  async function complete(request: ChatRequest): Promise<ChatCompletion> {
    const { body, extras } = toParams(options.name, request);
    const wanted = extras.filter(({ name }) => !declined.has(name));
    if (wanted.length === 0) return create(body, request.signal);
    try {
      return await create(Object.assign({ ...body }, ...wanted.map(({ params }) => params)), request.signal);
    } catch (error) {
      // Error messages differ between servers. The extras are at fault if the same call works without them.
      if (!(error instanceof BadRequestError || error instanceof UnprocessableEntityError)) throw error;
      const completion = await create(body, request.signal);
      for (const { name } of wanted) declined.add(name);
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
      return toReply(completion, request, { name, latencyMs: performance.now() - start });
    },
  };
}

/** OpenAI's reasoning models accept neither temperature nor top_p, nor the older name of the token limit. */
const REASONING_MODEL = /^(?:o\d|gpt-5)/;

/** A parameter that some servers reject. */
interface Extra {
  readonly name: ExtraName;
  readonly params: Partial<ChatCompletionCreateParamsNonStreaming>;
}

type ExtraName = 'schema' | 'logprobs';

/** A request in the server's terms. The phase is not sent. */
function toParams(model: string, request: ChatRequest) {
  const { messages, sampling, repeat, replySchema, topLogprobs, phase: _phase, signal: _signal, ...rest } = request;
  const { temperature, maxTokens, topP, seed, ...samplingRest } = sampling;
  nothingLeft(rest, samplingRest);
  const extras: Extra[] = [];
  if (replySchema !== undefined) {
    extras.push({ name: 'schema', params: { response_format: toResponseFormat(replySchema) } });
  }
  if (topLogprobs !== undefined) {
    extras.push({ name: 'logprobs', params: { logprobs: true, top_logprobs: topLogprobs } });
  }
  const body = {
    model,
    messages: [...messages],
    ...(REASONING_MODEL.test(model)
      ? { max_completion_tokens: maxTokens }
      : { max_tokens: maxTokens, temperature, ...(topP === undefined ? {} : { top_p: topP }) }),
    // Otherwise a server that honours the seed would sample every repeat alike.
    ...(seed === undefined ? {} : { seed: seed + repeat }),
  };
  return { body, extras };
}

function toResponseFormat({ name, schema }: ReplySchema) {
  return { type: 'json_schema' as const, json_schema: { name, strict: true, schema: { ...schema } } };
}

function toReply(
  completion: ChatCompletion,
  { topLogprobs }: ChatRequest,
  { name, latencyMs }: { readonly name: string; readonly latencyMs: number },
): ChatReply {
  const choice = completion.choices?.[0];
  if (choice === undefined) {
    throw new MetaScError(`${name}: expected a chat completion with a choice, got none`, { code: 'MODEL_FAILED' });
  }
  const firstToken = topLogprobs === undefined ? undefined : readFirstToken(choice.logprobs?.content);
  return {
    text: choice.message?.content ?? choice.message?.refusal ?? '',
    finishReason: FINISH_REASONS[choice.finish_reason] ?? 'other',
    usage: {
      promptTokens: completion.usage?.prompt_tokens ?? 0,
      completionTokens: completion.usage?.completion_tokens ?? 0,
    },
    ...(firstToken === undefined ? {} : { firstToken }),
    latencyMs,
  };
}

const FINISH_REASONS: Readonly<Record<string, ChatReply['finishReason']>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'filter',
};

/** Host and path of the server, without user name, password and query, because these may hold secrets. */
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
