import type { ChatMessage, Phase } from '../loop/types.ts';

export interface Sampling {
  /** 0 (greedy) to 2. */
  readonly temperature: number;
  /** Upper limit of generated tokens, at least 1. */
  readonly maxTokens: number;
  /** Any whole number; without one, a remote model draws as it likes and the embedded one derives it from the messages. */
  readonly seed?: number;
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
  readonly signal?: AbortSignal;
}

export interface TokenCount {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export interface ChatReply {
  /** As the model gave it; may be empty. */
  readonly text: string;
  /** `length`: cut at `maxTokens`. `filter`: withheld by the server. */
  readonly finishReason: 'stop' | 'length' | 'filter' | 'other';
  readonly usage: TokenCount;
  /** From sending the request to the last byte, retries and waiting in line included. */
  readonly latencyMs: number;
  /** What the call cost, where the model's server says so. */
  readonly costUsd?: number;
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
}
