import { type AcceptanceRule, type AcceptanceVerdict, judgeProposal } from './acceptance.ts';
import { metaCritique, type Proposal } from './metaCritique.ts';
import { selfCritique } from './selfCritique.ts';
import type { Turn } from './specChain.ts';
import type { Ask, Conversation, Prompts, Spec } from './types.ts';

export interface CaseInput {
  /** System prompt and request. */
  readonly conversation: Conversation;
  readonly turn: Turn;
  /** The spec that this case is revised under, once its turn has come. */
  readonly spec: () => Promise<Spec>;
  readonly prompts: Prompts;
  readonly ask: Ask;
  readonly acceptance: { readonly rule: AcceptanceRule; readonly maxSpecChars: number };
  readonly signal: AbortSignal | undefined;
}

/** A proposal for the next spec, and what became of it. */
export interface SpecChange {
  readonly proposal: Proposal;
  readonly verdict: AcceptanceVerdict;
}

/**
 * One case with critique and revision, and with the meta-critique where the turn proposes. Ends the turn when it
 * succeeds; the caller ends it otherwise.
 *
 * @throws whatever `ask` throws, or the signal's reason
 */
export async function runCase(input: CaseInput): Promise<SpecChange | undefined> {
  const { conversation, turn, spec, prompts, ask, signal } = input;
  const transcript = await selfCritique({ conversation, spec, prompts, ask });
  if (!turn.proposes) {
    turn.end({ transcript });
    return undefined;
  }
  const transcripts = await turn.transcripts(transcript, signal);
  const change = await proposeSpec(input, transcripts);
  turn.end({ transcript, ...(change.verdict.accepted ? { accepted: change.proposal.text } : {}) });
  return change;
}

async function proposeSpec(
  { spec, prompts, ask, acceptance }: CaseInput,
  transcripts: readonly Conversation[],
): Promise<SpecChange> {
  const current = await spec();
  const proposal = await metaCritique({ transcripts, spec: current, prompts, ask });
  const { rule, maxSpecChars } = acceptance;
  return { proposal, verdict: judgeProposal(rule, { proposal, current: current.text, transcripts, maxSpecChars }) };
}
