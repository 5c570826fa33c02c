import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import type { ChatMessage } from '../../../foundation/conversation.ts';
import type { ChatRequest, ReplySchema } from '../chatModel.ts';
import { nothingLeft } from '../requestKey.ts';
import type { ServerFailure } from '../serverFailure.ts';

/** A call's body, and the parameters in it that a server may decline. */
export interface SentParams {
  readonly body: Readonly<Record<string, unknown>>;
  readonly sent: readonly Declinable[];
}

/** What servers are known to decline: some want it left out, some in other words. */
type Declinable =
  | 'temperature'
  | 'top_p'
  | 'seed'
  | 'max_tokens'
  | 'max_completion_tokens'
  | 'response_format'
  | 'logprobs'
  | 'system'
  | 'non_stream';

/** How each is named in a complaint. */
const NAMES: Readonly<Record<Declinable, RegExp>> = {
  max_completion_tokens: /max_completion_tokens/i,
  max_tokens: /max_tokens|max_new_tokens/i,
  temperature: /temperature/i,
  top_p: /top_?p\b/i,
  seed: /\bseed\b/i,
  response_format: /response_?format|json_?schema|structured output|guided/i,
  logprobs: /log_?prob/i,
  system: /system[ _-]?(?:role|message|prompt|instruction)|(?:role|messages?)\b.{0,60}\bsystem|developer instruction/i,
  non_stream: /(?:only|must|requires?|enable|set).{0,30}\bstream/i,
};

/** What one model's server declined so far; of one process. */
export interface LearnedParams {
  /** The body for a request, by what is known. */
  toParams(request: ChatRequest): SentParams;
  /** Takes a complaint in. Whether another try is worth it: what the server names is then sent otherwise. */
  learn(failure: ServerFailure, sent: SentParams): boolean;
  /** A call without the optional parameters worked where one with them was turned down. */
  confirm(sent: SentParams): void;
  readonly warnings: readonly string[];
}

/**
 * Learns from a server's complaints (400, 422) what its model takes. No model's name says anything: gateways and
 * deployments rename models, and new ones come out.
 */
export function createLearnedParams(model: string, extraBody: Readonly<Record<string, unknown>>): LearnedParams {
  const declined = new Set<Declinable>();
  /** Left out of the next try only: the server did not say what it minds. */
  let suspected = new Set<Declinable>();
  const isDeclined = (name: Declinable) => declined.has(name) || suspected.has(name);

  return {
    toParams(request) {
      const params = toDeclinable(request).filter(({ name }) => !isDeclined(name));
      // The token limit goes under one name, the older one while it is taken.
      const hasOlderName = params.some(({ name }) => name === 'max_tokens');
      const kept = params.filter(({ name }) => name !== 'max_completion_tokens' || !hasOlderName);
      const messages = isDeclined('system') ? mergeSystem(request.messages) : [...request.messages];
      const hasSystem = !isDeclined('system') && request.messages.some(({ role }) => role === 'system');
      return {
        body: {
          model,
          messages,
          ...Object.assign({}, ...kept.map(({ params: fields }) => fields)),
          ...(isDeclined('non_stream') ? { stream: true, stream_options: { include_usage: true } } : {}),
          ...request.extra,
          ...extraBody,
        },
        sent: [
          ...kept.map(({ name }) => name),
          ...(hasSystem ? (['system'] as const) : []),
          ...(isDeclined('non_stream') ? [] : (['non_stream'] as const)),
        ],
      };
    },
    learn(failure, { sent }) {
      const words = `${failure.param ?? ''} ${failure.message}`;
      const named = (Object.keys(NAMES) as Declinable[]).filter(
        (name) => sent.includes(name) && isNamed(name, words, sent),
      );
      for (const name of named) declined.add(name);
      if (named.length > 0) return true;
      // Servers word it in many ways. That the same call works without the extras is what tells.
      const extras = EXTRAS.filter((name) => sent.includes(name));
      suspected = new Set(extras);
      return extras.length > 0;
    },
    confirm({ sent }) {
      for (const name of suspected) if (!sent.includes(name)) declined.add(name);
      suspected = new Set();
    },
    get warnings() {
      // One warning says that the token limit is not sent under either name.
      const isSaid = (name: Declinable) => name === 'max_tokens' && declined.has('max_completion_tokens');
      return [...declined].filter((name) => !isSaid(name)).map((name) => WARNINGS[name]);
    },
  };
}

const EXTRAS: readonly Declinable[] = ['response_format', 'logprobs'];

const WARNINGS: Readonly<Record<Declinable, string>> = {
  temperature: 'temperature is not sent: the server declined it',
  top_p: 'topP is not sent: the server declined it',
  seed: 'seed is not sent: the server declined it',
  max_tokens: 'maxTokens is sent as max_completion_tokens: the server declined max_tokens',
  max_completion_tokens: 'maxTokens is not sent: the server declined it under both names',
  response_format: 'no reply schema is sent: the server declined it',
  logprobs: 'no logprobs are asked for: the server declined them',
  system: 'the system prompt is sent with the first user turn: the server declined the role system',
  non_stream: 'replies are streamed: the server answers in no other way',
};

/** `use max_completion_tokens instead` is no complaint about that one. */
function isNamed(name: Declinable, words: string, sent: readonly Declinable[]): boolean {
  if (name === 'max_completion_tokens' && sent.includes('max_tokens')) return false;
  return NAMES[name].test(words);
}

interface DeclinableParam {
  readonly name: Declinable;
  readonly params: Partial<ChatCompletionCreateParamsNonStreaming>;
}

/** A request's parameters in the server's words, but for model and messages. The phase is not passed on. */
function toDeclinable(request: ChatRequest): readonly DeclinableParam[] {
  const { sampling, repeat, replySchema, topLogprobs, ...others } = request;
  const { messages: _m, phase: _p, moreTokens: _t, target: _c, extra: _e, headers: _h, ...line } = others;
  const { priority: _l, signal: _s, ...rest } = line;
  const { temperature, maxTokens, topP, seed, ...samplingRest } = sampling;
  nothingLeft(rest, samplingRest);
  return [
    ...(temperature === null ? [] : [{ name: 'temperature' as const, params: { temperature } }]),
    ...(topP == null ? [] : [{ name: 'top_p' as const, params: { top_p: topP } }]),
    // A server that honours the seed would draw every repeat alike.
    ...(seed == null ? [] : [{ name: 'seed' as const, params: { seed: seed + repeat } }]),
    ...(maxTokens === null
      ? []
      : [
          { name: 'max_tokens' as const, params: { max_tokens: maxTokens } },
          { name: 'max_completion_tokens' as const, params: { max_completion_tokens: maxTokens } },
        ]),
    ...(replySchema === undefined
      ? []
      : [{ name: 'response_format' as const, params: { response_format: toResponseFormat(replySchema) } }]),
    ...(topLogprobs === undefined
      ? []
      : [{ name: 'logprobs' as const, params: { logprobs: true, top_logprobs: topLogprobs } }]),
  ];
}

function toResponseFormat({ name, schema }: ReplySchema) {
  return { type: 'json_schema' as const, json_schema: { name, strict: true, schema: { ...schema } } };
}

/** The system messages' text before that of the first user turn. */
function mergeSystem(messages: readonly ChatMessage[]): ChatMessage[] {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const others = messages.filter(({ role }) => role !== 'system');
  const first = others.findIndex(({ role }) => role === 'user');
  return others.map((message, index) =>
    index === first && system.length > 0 ? { ...message, content: [...system, message.content].join('\n\n') } : message,
  );
}
