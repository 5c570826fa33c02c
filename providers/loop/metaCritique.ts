import { assistant, type Conversation, user } from '../../foundation/conversation.ts';
import { retryPrompt } from './prompts.ts';
import type { Ask, Prompts, Spec } from './types.ts';

export interface MetaCritiqueInput {
  /** The finished conversations of one batch, at least one, in the order of their steps. */
  readonly transcripts: readonly Conversation[];
  /** The spec that they were revised under. */
  readonly spec: Spec;
  readonly prompts: Prompts;
  readonly ask: Ask;
  /** Takes a whole reply as it is written, quotes and lead-in included. @default false */
  readonly isVerbatim?: boolean;
  /** A refused proposal: the meta model sees it with the reason and is asked for another one. */
  readonly refused?: RefusedProposal;
}

/** The text of a refused proposal, and the reason. */
export interface RefusedProposal {
  readonly text: string;
  readonly because: string;
}

/** The spec that the meta-critique proposes. */
export interface Proposal {
  /** The sentence, without lead-in and quotes unless it is taken verbatim; may be empty. */
  readonly text: string;
  readonly truncated: boolean;
}

/**
 * Shows the meta model the whole conversation and asks for a better spec. The conversations of a batch follow each other
 * under the first one's system message. `acceptance.ts` decides whether the proposal becomes the spec.
 *
 * @returns undefined when the platform withheld the reply: there is no proposal then
 * @throws whatever `ask` throws
 *
 * *Source:* paper, section 2, step 4. Batches, the second try and what is dropped of a reply are ours; one transcript, one
 * try and the reply verbatim are the reference code's.
 */
export async function metaCritique(input: MetaCritiqueInput): Promise<Proposal | undefined> {
  const { transcripts, spec, prompts, ask, isVerbatim = false, refused } = input;
  const conversation = transcripts.flatMap((transcript, index) =>
    index === 0 ? transcript : transcript.filter(({ role }) => role !== 'system'),
  );
  const secondTry =
    refused === undefined ? [] : [assistant(refused.text || '(nothing)'), user(retryPrompt(refused.because))];
  const reply = await ask('metaCritique', [...conversation, user(prompts.metaCritique(spec.text)), ...secondTry]);
  if (reply.outcome === 'withheld') return undefined;
  // A refusal, a thought or a tool call is no spec.
  if (reply.outcome !== 'answered') return { text: '', truncated: reply.outcome === 'cut' };
  return { text: isVerbatim ? reply.text : unpack(reply.text), truncated: reply.truncated };
}

/** Drops a lead-in, a label, surrounding quotes and emphasis: `Here is a better one: **Specification:** "Answers …"`. */
function unpack(text: string): string {
  return text
    .trim()
    .replace(/^(?:here is|here's|sure|certainly|of course)\b[^:\n]{0,80}:\s*/i, '')
    .replace(
      /^[*_#>\s]*(?:(?:new|better|revised|improved|updated)\s+)?(?:safety\s+)?spec(?:ification)?[*_\s]*:[*_\s]*/i,
      '',
    )
    .replace(/^["“”'‘’`*_\s]+|["“”'‘’`*_\s]+$/g, '')
    .replace(/\s+/g, ' ');
}
