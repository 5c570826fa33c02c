import { assistant, type Conversation, user } from '../../foundation/conversation.ts';
import type { Ask, Prompts, Spec } from './types.ts';

export interface SelfCritiqueInput {
  /** System prompt and request; the last message is the user's. */
  readonly conversation: Conversation;
  /** The spec of this step. Awaited after the response, because responses run ahead of their turn. */
  readonly spec: () => Promise<Spec>;
  readonly prompts: Prompts;
  readonly ask: Ask;
}

/**
 * Response, critique and revision in one growing conversation, under one spec.
 *
 * @returns the whole conversation; its last message is the revision, which the user gets
 * @throws whatever `ask` or `spec` throws; nothing is retried here
 *
 * *Source:* paper, section 2, steps 1 to 3.
 */
export async function selfCritique({ conversation, spec, prompts, ask }: SelfCritiqueInput): Promise<Conversation> {
  const response = await ask('response', conversation);
  const { text: specText } = await spec();

  const critiqued = [...conversation, assistant(response.text), user(prompts.critique(specText))];
  const critique = await ask('critique', critiqued);

  const revised = [...critiqued, assistant(critique.text), user(prompts.revision(specText))];
  const revision = await ask('revision', revised);
  return [...revised, assistant(revision.text)];
}
