import { assistant, type Conversation, user } from '../../foundation/conversation.ts';
import type { FirstLook, Look } from './firstLook.ts';
import { type Ask, hasText, type Outcome, type Prompts, type Spec } from './types.ts';

export interface SelfCritiqueInput {
  /** System prompt and request; the last message is the user's. */
  readonly conversation: Conversation;
  /** The spec of this step. Awaited after the response, because responses run ahead of their turn. */
  readonly spec: () => Promise<Spec>;
  readonly prompts: Prompts;
  readonly ask: Ask;
  /** Decides whether a response is critiqued at all. @default every one is */
  readonly look?: Look | undefined;
}

/** How the case came out. */
export interface SelfCritique {
  /** Of the answer: `answered` or `refused`, `withheld` by the platform, or a `tool-call`, which is passed on as it is. */
  readonly outcome: Outcome;
  /** Why the response is the answer, unrevised, as a phrase: `the response is a tool call`. */
  readonly skipped?: string;
  /** The whole conversation; its last message is the revision, the answer that the user gets. Only of one with a text. */
  readonly transcript?: Conversation;
  /** Only where there was one. */
  readonly firstLook?: FirstLook;
}

/**
 * Response, critique and revision in one growing conversation, under one spec. A response without a text ends the case; a
 * critique without one is left out.
 *
 * @throws whatever `ask` or `spec` throws; nothing is retried here
 *
 * *Source:* paper, section 2, steps 1 to 3. What happens without a text is ours.
 */
export async function selfCritique({
  conversation,
  spec,
  prompts,
  ask,
  look,
}: SelfCritiqueInput): Promise<SelfCritique> {
  const response = await ask('response', conversation);
  if (response.outcome === 'tool-call') return { outcome: 'tool-call', skipped: 'the response is a tool call' };
  if (!hasText(response)) return { outcome: response.outcome };
  if (response.unrevisable !== undefined) return { outcome: response.outcome, skipped: response.unrevisable };
  const answered = [...conversation, assistant(response.text)];
  const firstLook = await look?.(answered);
  const looked = firstLook === undefined ? {} : { firstLook };
  if (firstLook?.isFlagged === false) return { outcome: response.outcome, skipped: UNFLAGGED, ...looked };

  const { text: specText } = await spec();
  const critique = await ask('critique', [...answered, user(prompts.critique(specText))]);
  const critiqued = hasText(critique)
    ? [...answered, user(prompts.critique(specText)), assistant(critique.text)]
    : answered;

  const revised = [...critiqued, user(prompts.revision(specText))];
  const revision = await ask('revision', revised);
  if (!hasText(revision)) return { outcome: revision.outcome, ...looked };
  return { outcome: revision.outcome, transcript: [...revised, assistant(revision.text)], ...looked };
}

const UNFLAGGED = 'the first look found nothing to mend';
