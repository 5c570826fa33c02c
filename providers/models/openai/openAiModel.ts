import { APIConnectionError, APIConnectionTimeoutError, type OpenAI } from 'openai';
import { oncePerProcess } from '../../../foundation/once.ts';
import { DEFAULT_TIMEOUT_MS, type ModelLimits } from '../callOptions.ts';
import type { ChatModel, ChatReply, ChatRequest } from '../chatModel.ts';
import type { RefOf } from '../modelRef.ts';
import { type ParsedReply, parseReply } from '../reply.ts';
import { type RetryAdvice, withRetries } from '../retries.ts';
import { ServerFailure, toMetaScError, toServerFailure } from '../serverFailure.ts';
import { openEndpoint } from './endpoint.ts';
import { leanFetch } from './leanFetch.ts';
import { createLearnedParams, type LearnedParams, type SentParams } from './learnedParams.ts';
import { openClient } from './openAiClient.ts';
import { type Completion, readCompletion } from './openAiCompletion.ts';
import { readFirstToken } from './openAiLogprobs.ts';

export interface OpenAiContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limits: Pick<ModelLimits, 'timeoutMs' | 'maxRetries' | 'maxWaitMs'>;
  /** Sends the requests. @default leanFetch */
  readonly fetch?: typeof fetch | undefined;
}

/**
 * A model behind the chat completions API of OpenAI or a compatible server. Every failure that may pass is tried again:
 * see `serverFailure.ts`. What a server declines is learned: see `learnedParams.ts`.
 *
 * @throws MetaScError as `openEndpoint`
 */
export function createOpenAiModel(
  options: RefOf<'openai'>,
  { env, limits, fetch = leanFetch }: OpenAiContext,
): ChatModel {
  const endpoint = openEndpoint(options, env);
  const { name, addressless, identity, server, extraBody } = endpoint;
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = limits;
  const client = openClient(endpoint, { timeoutMs, maxRetries: 0, fetch });
  const learned = oncePerProcess(`learned parameters 2 ${identity}`, () =>
    createLearnedParams(options.name, extraBody),
  );

  return {
    name,
    addressless,
    identity,
    async chat(request) {
      const start = performance.now();
      const policy = { name, ...limits, adviseOn, signal: request.signal };
      const reply = await withRetries(() => ask(client, learned, request), policy).catch((error: unknown) => {
        if (error instanceof EmptyReply) return error.reply;
        if (error instanceof ServerFailure && error.meaning === 'filter') return toWithheld(error.message);
        throw toMetaScError(error, { name, server, timeoutMs });
      });
      const { warnings } = learned;
      return { ...reply, ...(warnings.length === 0 ? {} : { warnings }), latencyMs: performance.now() - start };
    },
  };
}

/** A reply that came, and says nothing. */
class EmptyReply extends ServerFailure {
  readonly reply: ParsedReply;

  constructor(reply: ParsedReply) {
    super(reply.failure ?? 'the reply was empty', { meaning: 'empty' });
    this.reply = reply;
  }
}

/** A server names one parameter at a time. */
const MAX_LESSONS = 8;

/** One try, and further ones for as long as the server's complaints teach how to ask it. */
async function ask(
  client: OpenAI,
  learned: LearnedParams,
  request: ChatRequest,
): Promise<Omit<ChatReply, 'latencyMs'>> {
  for (let lessons = 0; ; lessons += 1) {
    const params = learned.toParams(request);
    try {
      const { raw, logprobs } = await post(client, params, request);
      learned.confirm(params);
      const reply = parseReply(raw);
      if (reply.outcome === 'failed') throw new EmptyReply(reply);
      const firstToken = request.topLogprobs === undefined ? undefined : readFirstToken(logprobs);
      const given = request.extra?.logprobs === true && logprobs !== undefined ? { logprobs } : {};
      return { ...reply, ...given, ...(firstToken === undefined ? {} : { firstToken }) };
    } catch (error) {
      const isLesson = error instanceof ServerFailure && error.meaning === 'parameter';
      if (!isLesson || lessons >= MAX_LESSONS || !learned.learn(error, params)) throw error;
    }
  }
}

async function post(
  client: OpenAI,
  { body }: SentParams,
  { signal, headers }: Pick<ChatRequest, 'signal' | 'headers'>,
): Promise<Completion> {
  const params = body as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming;
  const response = await client.chat.completions
    .create(params, { ...(signal === undefined ? {} : { signal }), ...(headers === undefined ? {} : { headers }) })
    .asResponse()
    .catch((thrown: unknown) => {
      throw toServerFailure(thrown);
    });
  return readCompletion(await response.text(), response.headers);
}

function adviseOn(error: unknown): RetryAdvice {
  if (error instanceof ServerFailure) {
    if (error.meaning === 'passing') return { mayPass: true, waitMs: error.waitMs };
    return { mayPass: error.meaning === 'empty' ? 'once' : error.meaning === 'unreadable' };
  }
  return { mayPass: error instanceof APIConnectionError || error instanceof APIConnectionTimeoutError };
}

/** A policy error is a result: the platform held the answer back. */
function toWithheld(withheldBy: string): ParsedReply {
  return {
    outcome: 'withheld',
    text: '',
    finish: 'filter',
    usage: { promptTokens: 0, completionTokens: 0 },
    withheldBy,
  };
}
