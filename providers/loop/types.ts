import type { Conversation } from '../../foundation/conversation.ts';

/** The four kinds of call of a case, in order. */
export const PHASES = ['response', 'critique', 'revision', 'metaCritique'] as const;
export type Phase = (typeof PHASES)[number];

/** A model's answer. `truncated`: cut at the token limit. */
export interface Reply {
  readonly text: string;
  readonly truncated: boolean;
}

/**
 * Sends a conversation to the model of this phase.
 *
 * @throws MetaScError if the model gives no answer or, except for `metaCritique`, an empty one
 */
export type Ask = (phase: Phase, conversation: Conversation) => Promise<Reply>;

/** The sentence that answers are critiqued against. */
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
