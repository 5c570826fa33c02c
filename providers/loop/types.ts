import type { Conversation } from '../../foundation/conversation.ts';

/** The four kinds of call that a case may make, in their order. */
export const PHASES = ['response', 'critique', 'revision', 'metaCritique'] as const;
export type Phase = (typeof PHASES)[number];

/** What a model answered. `truncated`: it was cut at the token limit. */
export interface Reply {
  readonly text: string;
  readonly truncated: boolean;
}

/**
 * Puts a conversation to the model that answers this phase.
 *
 * @throws MetaScError when the model gave no answer, or, but for `metaCritique`, an empty one
 */
export type Ask = (phase: Phase, conversation: Conversation) => Promise<Reply>;

/** One sentence that answers are critiqued against. */
export interface Spec {
  readonly text: string;
  /** 0 for the first spec of a chain; one more with every accepted proposal. */
  readonly version: number;
}

/** The user messages that a phase appends to the conversation, under a given spec. */
export interface Prompts {
  critique(spec: string): string;
  revision(spec: string): string;
  metaCritique(spec: string): string;
}
