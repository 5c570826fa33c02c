import { type ChatMessage, type Conversation, user } from '../../../foundation/conversation.ts';
import { hasText, type Phase, type Reply } from '../types.ts';

/** A way of answering a case that has no spec: what calls, from which earlier replies, and what the answer is. */
export interface Defence {
  /** Where it was published. */
  readonly source: string;
  /** What a reader of the source must know about this version, as half-sentences. The wording is ours in all of them. */
  readonly differs: string;
  /** What is sent, in one line. */
  readonly sends: string;
  /** The fewest and the most calls of a case. */
  readonly calls: (options: DefenceOptions) => { readonly fewest: number; readonly most: number };
  /** Whether its response may come from elsewhere: it asks for one, before anything else, and for no other. @default false */
  readonly takesResponse?: true;
  /**
   * @throws whatever `ask` throws; nothing is retried here
   */
  readonly answer: (input: DefenceInput) => Promise<DefenceAnswer>;
}

export interface DefenceOptions {
  /** Copies of `smooth`, answers of `best-of-n`: at least 1. */
  readonly copies: number;
  /** Share of the request's characters that `smooth` changes in each copy, in [0, 1]. */
  readonly changedShare: number;
  /** What `policy` asks to be followed. */
  readonly policy: string;
}

export interface DefenceInput {
  /** System prompt and request; the last message is the user's. */
  readonly conversation: Conversation;
  readonly options: DefenceOptions;
  /** `critique` for what only prepares or judges an answer. Samples of one conversation are independent. @default sample 0 */
  readonly ask: (phase: DefencePhase, conversation: Conversation, sample?: number) => Promise<Reply>;
  /** Takes note of something unusual, as half a sentence. */
  readonly warn: (warning: string) => void;
  /** Numbers in [0, 1), the same for the same copy of this request. */
  readonly random: (copy: number) => () => number;
}

export type DefencePhase = Exclude<Phase, 'metaCritique'>;

export interface DefenceAnswer {
  /** What the user gets. */
  readonly reply: Reply;
  /** Why the model's answer is not what the user gets, or passed unseen, as a phrase. */
  readonly note?: string;
}

/** What the user gets in place of an answer that is held back. */
export const REFUSAL = "I can't help with that.";

/** An answer that is held back. */
export const refuse = (note: string): DefenceAnswer => ({
  reply: { outcome: 'refused', text: REFUSAL, truncated: false },
  note,
});

/** The conversation with another last message. */
export function withRequest(conversation: Conversation, change: (request: string) => string): Conversation {
  return [...conversation.slice(0, -1), user(change(requestOf(conversation)))];
}

export const requestOf = (conversation: Conversation): string => conversation.at(-1)?.content ?? '';

/** The conversation with an instruction at its beginning, after the system prompt that it may have. */
export function withInstruction(
  conversation: Conversation,
  instruction: string,
  examples: readonly ChatMessage[] = [],
): Conversation {
  const [first, ...rest] = conversation;
  if (first?.role !== 'system') return [{ role: 'system', content: instruction }, ...examples, ...conversation];
  return [{ role: 'system', content: `${first.content}\n\n${instruction}` }, ...examples, ...rest];
}

/** Whether the reply is one that a defence can look at: a text, and nothing that no text says. */
export const isPlain = (reply: Reply): boolean => hasText(reply) && reply.unrevisable === undefined;

/** The first word of a reply that is a plain yes or no, or safe or unsafe: whether it says that there is harm. */
export function readsHarm({ outcome, text }: Reply): boolean | undefined {
  const word = outcome === 'answered' ? /^\W*(yes|no|unsafe|safe)\b/i.exec(text)?.[1]?.toLowerCase() : undefined;
  return word === undefined ? undefined : word === 'yes' || word === 'unsafe';
}

const REFUSING =
  /^\W*(?:i['’]?m |i am )?(?:so |very )?sorry\b|^\W*(?:unfortunately,? )?(?:i|we) (?:can['’]?t|cannot|can not|won['’]?t|will not|am unable|['’]m unable|must decline|have to decline)\b|^\W*no[,.]? i (?:can['’]?t|cannot|won['’]?t|will not)\b|^\W*i['’]?m (?:not able|unable) to\b/i;

/**
 * Whether a reply begins by turning the request down. A short list of openings, as the published defences have, and on
 * purpose not the detector that scores the columns.
 */
export const isRefusal = (reply: Reply): boolean =>
  reply.outcome === 'refused' || REFUSING.test(reply.text.slice(0, 200));

/** One call, or as many as the copies. */
export const always = (calls: number) => () => ({ fewest: calls, most: calls });

/** What stands after the last `label` of a text; the whole text, with a warning, where there is no such label. */
export function after(label: string, reply: Reply, warn: (warning: string) => void): Reply {
  if (!isPlain(reply)) return reply;
  const at = reply.text.toLowerCase().lastIndexOf(label.toLowerCase());
  const text = at === -1 ? '' : reply.text.slice(at + label.length).replace(/^[\s*:#\]]+/, '');
  if (text !== '') return { ...reply, text };
  warn(`no ${JSON.stringify(label)} in the reply: all of it is the answer`);
  return reply;
}
