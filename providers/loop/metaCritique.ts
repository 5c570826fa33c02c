import { type Ask, type Conversation, type Prompts, type Spec, user } from './types.ts';

export interface MetaCritiqueInput {
  /** The finished conversations of one batch, at least one, in the order of their steps. */
  readonly transcripts: readonly Conversation[];
  /** The spec that they were revised under. */
  readonly spec: Spec;
  readonly prompts: Prompts;
  readonly ask: Ask;
}

/** What the meta-critique proposes as the next spec: the sentence without the packaging that models put around it. */
export interface Proposal {
  readonly text: string;
  readonly truncated: boolean;
}

/**
 * Shows the meta model the whole conversation (of a batch: one after the other, under the first one's system message)
 * and asks for a better spec. Whether it becomes one is decided in `acceptance.ts`.
 *
 * @throws whatever `ask` throws
 *
 * *Source:* paper, section 2, step 4. Batches are ours; one transcript is the paper's.
 */
export async function metaCritique({ transcripts, spec, prompts, ask }: MetaCritiqueInput): Promise<Proposal> {
  const conversation = transcripts.flatMap((transcript, index) =>
    index === 0 ? transcript : transcript.filter(({ role }) => role !== 'system'),
  );
  const reply = await ask('metaCritique', [...conversation, user(prompts.metaCritique(spec.text))]);
  return { text: unpack(reply.text), truncated: reply.truncated };
}

/** Drops a leading label, surrounding quotes and emphasis: `**Specification:** "Answers should …"`. */
function unpack(text: string): string {
  return text
    .trim()
    .replace(/^[*_#>\s]*(?:(?:new|better|revised|improved)\s+)?(?:safety\s+)?spec(?:ification)?[*_\s]*:[*_\s]*/i, '')
    .replace(/^["“”'‘’`*_\s]+|["“”'‘’`*_\s]+$/g, '')
    .replace(/\s+/g, ' ');
}
