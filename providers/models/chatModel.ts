import type { ChatMessage } from '../../foundation/conversation.ts';
import type { Filled } from '../../foundation/schemaDefaults.ts';
import type { Outcome, Phase } from '../loop/types.ts';
import type { SamplingSchema } from './callOptions.ts';

/** How one reply is drawn: the fields of `SamplingSchema`, which states their ranges. */
export interface Sampling extends Filled<typeof SamplingSchema> {
  /** Longest reply in tokens, at least 1. */
  readonly maxTokens: number;
}

/** The form that a reply is to have. */
export interface ReplySchema {
  /** Letters, digits, `_` and `-`, at most 64. */
  readonly name: string;
  /** JSON Schema in the strict subset that servers take: every property required, no further ones. */
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface ChatRequest {
  /** At least one; the last is the user's or, for a guard model, the assistant's that it judges. */
  readonly messages: readonly ChatMessage[];
  readonly sampling: Sampling;
  /** Which of promptfoo's repeats, from 0. Repeats of one request are independent draws. */
  readonly repeat: number;
  /** What the call is for. Models may use it to shape the answer; they never change the messages by it. */
  readonly phase: Phase | 'judge';
  /** A model that can hold its reply to it does; any other ignores it: the caller checks the reply all the same. */
  readonly replySchema?: ReplySchema;
  /** How many of the likeliest first tokens to tell, 1 to 20. A model that tells none ignores it. @default none */
  readonly topLogprobs?: number;
  readonly signal?: AbortSignal;
}

/**
 * A piece of a prompt as the model reads it. `special`: one of the model's special tokens by its text. `text`: anything
 * else; in it, what reads like a special token is letters only. Texts side by side are read as one.
 */
export type PromptPart = { readonly special: string } | { readonly text: string };

/** A prompt that follows no chat template. */
export interface CompletionRequest extends Pick<ChatRequest, 'sampling' | 'repeat' | 'topLogprobs' | 'signal'> {
  /** Ends where the model is to go on. */
  readonly prompt: readonly PromptPart[];
}

/** What a call took. */
export interface Usage {
  readonly promptTokens: number;
  /** Thoughts included. */
  readonly completionTokens: number;
  /** Of those, the model's thoughts, where its server counts them. */
  readonly reasoningTokens?: number;
  /** What the call cost, where the model's server reports it. */
  readonly costUsd?: number;
}

/** One of the likeliest tokens at a place. */
export interface TokenLogprob {
  readonly token: string;
  /** Natural logarithm of its probability among all tokens: at most 0. */
  readonly logprob: number;
}

/** Why a reply ended. */
export type Finish = 'stop' | 'length' | 'filter' | 'tool' | 'error' | 'other';

export interface ChatReply {
  readonly outcome: Outcome;
  /** What the user would read, without the model's thoughts. Empty unless answered or refused; a tool call may have one. */
  readonly text: string;
  /** The model's thoughts, where it gives any. For people: never part of a conversation, a verdict or a spec. */
  readonly reasoning?: string;
  /** `length` with a text: it was cut at the token limit. */
  readonly finish: Finish;
  readonly usage: Usage;
  /** Of a withheld reply: the categories or the words of the filter. */
  readonly withheldBy?: string;
  /** Of a tool call: the calls as the server gave them. */
  readonly toolCalls?: unknown;
  /** Of a failed reply: what is wrong with it, as half a sentence. */
  readonly failure?: string;
  /** What this model was not sent, or was sent in other words, because its server declined it. */
  readonly warnings?: readonly string[];
  /**
   * The likeliest tokens where the reply's first token stands that isn't white space, the likeliest first. Missing where
   * none were asked for, the model gives none, or what it gives makes no sense.
   */
  readonly firstToken?: readonly TokenLogprob[];
  /** From sending the request to the last byte, retries and waiting in line included. */
  readonly latencyMs: number;
}

/** Port: whoever answers a conversation. Implementations are safe to call concurrently and keep no conversation state. */
export interface ChatModel {
  /** Names model and server, the same in every process: `openai:gpt-4o-mini`. Holds no secret. */
  readonly name: string;
  /**
   * Answers one conversation.
   *
   * @throws MetaScError `MODEL_UNREACHABLE`, `MODEL_UNAUTHORIZED`, `MODEL_FAILED`, `CONTEXT_OVERFLOW`, `TIMEOUT`,
   *   `ABORTED` when `signal` fires, `MODEL_UNAVAILABLE` when what it needs is not installed
   */
  chat(request: ChatRequest): Promise<ChatReply>;
  /**
   * Continues a prompt without putting a chat template around it. Only models that run in this process can.
   *
   * @throws MetaScError as `chat`
   */
  complete?(request: CompletionRequest): Promise<ChatReply>;
}
