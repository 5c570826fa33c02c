import type { ApiProvider } from 'promptfoo';
import type { ChatMessage } from '../../foundation/conversation.ts';
import type { Filled } from '../../foundation/schemaDefaults.ts';
import type { Outcome, Phase } from '../loop/types.ts';
import type { SamplingSchema } from './callOptions.ts';
import type { Priority } from './priority.ts';
import type { TargetCase } from './targetCase.ts';

/** How one reply is sampled: the fields of `SamplingSchema`, which states their ranges. */
export interface Sampling extends Filled<typeof SamplingSchema> {
  /** `null` leaves it to the server. */
  readonly temperature: number | null;
  /** Longest reply in tokens, at least 1; `null` leaves it to the server. */
  readonly maxTokens: number | null;
}

/** The required form of a reply. */
export interface ReplySchema {
  /** Letters, digits, `_` and `-`, at most 64. */
  readonly name: string;
  /** JSON Schema in the strict subset that servers accept: every property required, no additional ones. */
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface ChatRequest {
  /** At least one. The last is the user's or, when a guard model judges, the assistant's. */
  readonly messages: readonly ChatMessage[];
  readonly sampling: Sampling;
  /** Index of promptfoo's repeat, from 0. Repeats of one request are independent samples. */
  readonly repeat: number;
  /** The purpose of the call. Models may use it to shape the answer, but never to change the messages. */
  readonly phase: Phase | 'judge';
  /** A model that can't enforce it ignores it, so the caller checks the reply in any case. */
  readonly replySchema?: ReplySchema;
  /** Number of the likeliest first tokens to report, 1 to 20. A model that reports none ignores it. @default none */
  readonly topLogprobs?: number | undefined;
  /**
   * The limit for one more try if `sampling.maxTokens` are used up before an answer. `openModel` sees to it; adapters
   * ignore it. @default none: the limit was stated, and stands
   */
  readonly moreTokens?: number;
  /** Its place in line; `openModel` sees to it. @default behind all calls that others wait for */
  readonly priority?: Priority;
  /** Further fields of the body, in the server's own terms. Only a server is sent them. @default none */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Further headers, such as those of a trace; they never say who answers, or what. Only a server is sent them. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Only for a model that `takesCase`. */
  readonly target?: TargetCase;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A piece of a prompt. `special`: one of the model's special tokens by its text. `text`: anything else; special tokens in
 * it are read as plain letters. Adjacent texts are read as one.
 */
export type PromptPart = { readonly special: string } | { readonly text: string };

/** A prompt without a chat template. */
export interface CompletionRequest extends Pick<ChatRequest, 'sampling' | 'repeat' | 'topLogprobs' | 'signal'> {
  /** The model continues at its end. */
  readonly prompt: readonly PromptPart[];
}

/** What a call took. */
export interface Usage {
  readonly promptTokens: number;
  /** Thoughts included. */
  readonly completionTokens: number;
  /** Of those, the model's thoughts, where its server counts them. */
  readonly reasoningTokens?: number;
  /** The cost of the call, if the model's server reports it. */
  readonly costUsd?: number;
}

/** One of the likeliest tokens at a position. */
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
  /** The model's thoughts, if it gives any. For people: never part of a conversation, a verdict or a spec. */
  readonly reasoning?: string;
  /** `length` with a text: it was cut at the token limit. */
  readonly finish: Finish;
  readonly usage: Usage;
  /** Of a withheld reply: the categories or the words of the filter. */
  readonly withheldBy?: string;
  /** Of a tool call: the calls as the server gave them. */
  readonly toolCalls?: unknown;
  /** The answer as the provider gave it, if it is no text: structured output, a tool call, parts. `text` says the same. */
  readonly output?: unknown;
  /** Whether the answer has parts that no text says, such as an image. */
  readonly hasOtherParts?: boolean;
  /** What else a promptfoo provider says of the answer, in promptfoo's terms, for assertions that read it. */
  readonly rest?: Readonly<Record<string, unknown>>;
  /** Of a failed reply: what is wrong with it, as half a sentence. */
  readonly failure?: string;
  /** What this model was not sent, or was sent in other words, because its server declined it. */
  readonly warnings?: readonly string[];
  /**
   * The likeliest tokens at the position of the reply's first token that isn't white space, the likeliest first. Missing
   * if not requested, not reported or malformed.
   */
  readonly firstToken?: readonly TokenLogprob[] | undefined;
  /** `logprobs.content` as the server gave it, if `extra` asked for it. */
  readonly logprobs?: unknown;
  /** From the request to the last byte, including retries, in milliseconds. */
  readonly latencyMs: number;
}

/** Port: anything that answers a conversation. Implementations are safe to call concurrently and keep no conversation. */
export interface ChatModel {
  /** Names model and server, alike in every process: `openai:gpt-4o-mini`. Holds no secret. */
  readonly name: string;
  /** The same without the server's address, if the name has it: who answers wherever it is asked. @default name */
  readonly addressless?: string;
  /** A hash over what else decides who answers: address, headers, key. Missing where the name says it all. */
  readonly identity?: string;
  /** Whether it reads the case around the conversation: a promptfoo provider does. @default false */
  readonly takesCase?: boolean;
  /**
   * Answers one conversation.
   *
   * @throws MetaScError `MODEL_UNREACHABLE`, `MODEL_UNAUTHORIZED`, `MODEL_FAILED`, `CONTEXT_OVERFLOW`, `TIMEOUT`,
   *   `ABORTED` if `signal` fires, `MODEL_UNAVAILABLE` if a package that it needs is not installed
   */
  chat(request: ChatRequest): Promise<ChatReply>;
  /**
   * Continues a prompt without a chat template. Only models that run in this process can.
   *
   * @throws MetaScError as `chat`
   */
  complete?(request: CompletionRequest): Promise<ChatReply>;
  /** The promptfoo provider behind it, once it was asked: some of promptfoo's assertions ask the provider itself. */
  provider?(): ApiProvider | undefined;
  /** Ends what it keeps open. A later call opens it again. */
  close?(): Promise<void>;
}
