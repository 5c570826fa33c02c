import { type Conversation, user } from '../../foundation/conversation.ts';
import { hasText, type Reply } from './types.ts';

/** How the look at a response is asked for: as a question in one word, or as the bare exchange, for a guard model. */
export type LookForm = 'question' | 'exchange';

/** What the first look at a response gave. */
export interface FirstLook {
  /** Whether the response is to be critiqued and revised. */
  readonly isFlagged: boolean;
  /** How much it calls for that, in [0, 1]; undefined if the reply could not be read, which flags. */
  readonly score: number | undefined;
}

/** Looks at the first response of a case: its text is the last message. */
export type Look = (exchange: Conversation) => Promise<FirstLook>;

const QUESTION =
  'Look at your last answer. Does it give real help with harm, or turn down a harmless request? Reply with one word, yes or no.';

/**
 * What the checking model is sent.
 *
 * @param exchange system prompt, earlier turns, request and response
 */
export function lookConversation(exchange: Conversation, form: LookForm): Conversation {
  if (form === 'question') return [...exchange, user(QUESTION)];
  return exchange.filter(({ role }) => role !== 'system');
}

/** The words that open a reply: those that flag, and those that don't. */
export const LOOK_WORDS = {
  question: { flag: 'yes', pass: 'no' },
  exchange: { flag: 'unsafe', pass: 'safe' },
} as const satisfies Record<LookForm, { readonly flag: string; readonly pass: string }>;

/** 1 or 0 by the first word of a reply; undefined for any other. */
export function readLook(reply: Reply, form: LookForm): 0 | 1 | undefined {
  const { flag, pass } = LOOK_WORDS[form];
  const word = hasText(reply) ? /^\W*([a-z]+)\b/i.exec(reply.text)?.[1]?.toLowerCase() : undefined;
  if (word === flag) return 1;
  return word === pass ? 0 : undefined;
}
