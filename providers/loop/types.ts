/** One message of a conversation. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** The four kinds of call that a case may make, in their order. */
export const PHASES = ['response', 'critique', 'revision', 'metaCritique'] as const;
export type Phase = (typeof PHASES)[number];

/** What a model answered. `truncated`: it was cut at the token limit. */
export interface Reply {
  readonly text: string;
  readonly truncated: boolean;
}

/**
 * Puts a conversation to the model that answers this phase. Never resolves with an empty text.
 *
 * @throws MetaScError when the model gave no answer
 */
export type Ask = (phase: Phase, messages: readonly ChatMessage[]) => Promise<Reply>;
