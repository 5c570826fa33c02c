import type { Conversation } from '../../foundation/conversation.ts';

/** The four kinds of call of a case, in order. */
export const PHASES = ['response', 'critique', 'revision', 'metaCritique'] as const;
export type Phase = (typeof PHASES)[number];

/**
 * How a reply came out. `answered`: there is a text. `refused`: the model declined in a field made for it. `withheld`: the
 * platform, not the model, held the reply back. `tool-call`: the model wants a tool run. `cut`: the token limit came
 * before any text. `failed`: no reply that can be used.
 */
export type Outcome = 'answered' | 'refused' | 'withheld' | 'tool-call' | 'cut' | 'failed';

/** Variants whose cases may change the spec. */
const ADAPTIVE: readonly string[] = ['metasc', 'cascade'];
export const isAdaptive = (variant: string): boolean => ADAPTIVE.includes(variant);

/** What a model gave. */
export interface Reply {
  readonly outcome: Outcome;
  /** What the user would read; never a thought. */
  readonly text: string;
  /** Whether the text was cut at the token limit. */
  readonly truncated: boolean;
  /** Why the answer can't be revised, as a phrase: it has parts that no text says. */
  readonly unrevisable?: string;
  /** Opaque: what the model gave, for whoever made the call. */
  readonly given?: object;
}

/** Only such a reply has a place in a conversation. */
export const hasText = ({ outcome }: Pick<Reply, 'outcome'>): boolean =>
  outcome === 'answered' || outcome === 'refused';

/**
 * Sends a conversation to the model of this phase.
 *
 * @throws MetaScError when the model can't be asked, or when a response or a revision is cut or failed
 */
export type Ask = (phase: Phase, conversation: Conversation) => Promise<Reply>;

/**
 * Takes note of a failure after the answer, which stands. Without a meta-critique the spec stays; a case of a trial has no
 * verdict.
 *
 * @throws the error, if it must end the case all the same
 */
export type Spare = (phase: 'metaCritique' | 'trial', error: unknown) => void;

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
