import type { Conversation } from '../../foundation/conversation.ts';
import { type AcceptanceRule, type AcceptanceVerdict, judgeProposal } from './acceptance.ts';
import type { TurnResult } from './batch.ts';
import { metaCritique, type Proposal } from './metaCritique.ts';
import { type SelfCritique, selfCritique } from './selfCritique.ts';
import type { Turn } from './specChain.ts';
import { judgeByTrial, type Trial } from './trial.ts';
import type { Ask, Prompts, Spec } from './types.ts';

export interface Acceptance {
  readonly rule: AcceptanceRule;
  readonly maxSpecChars: number;
  /** Asked about proposals that the rules let through. */
  readonly trial?: Trial;
}

export interface CaseInput {
  /** System prompt and request. */
  readonly conversation: Conversation;
  readonly turn: Turn;
  /** The spec that this case is revised under, once its turn has come. */
  readonly spec: () => Promise<Spec>;
  readonly prompts: Prompts;
  readonly ask: Ask;
  readonly acceptance: Acceptance;
  readonly signal: AbortSignal | undefined;
}

/** A proposal for the next spec, and what became of it. */
export interface SpecChange {
  readonly proposal: Proposal;
  readonly verdict: AcceptanceVerdict;
  /** The proposal before it, which was refused. */
  readonly refusedFirst?: { readonly proposal: Proposal; readonly because: string };
}

export interface CaseOutcome extends SelfCritique {
  /** Of the step that proposes. */
  readonly change?: SpecChange;
}

/**
 * One case with critique and revision, and with the meta-critique where its turn proposes. The caller ends the turn.
 *
 * @throws whatever `ask` throws, or the signal's reason
 */
export async function runCase(input: CaseInput): Promise<CaseOutcome> {
  const { conversation, turn, spec, prompts, ask, signal } = input;
  const answer = await selfCritique({ conversation, spec, prompts, ask });
  if (!turn.proposes) return answer;
  const transcripts = await turn.transcripts(answer.transcript, signal);
  const change = transcripts.length === 0 ? undefined : await proposeSpec(input, transcripts);
  return change === undefined ? answer : { ...answer, change };
}

/** What the turn hands on to the next. */
export function toTurnResult({ transcript, change }: CaseOutcome): TurnResult {
  return {
    ...(transcript === undefined ? {} : { transcript }),
    ...(change?.verdict.accepted ? { accepted: change.proposal.text } : {}),
  };
}

/** Under `structural`, a refused proposal gets one more try, with the reasons; after that the old spec stays. */
async function proposeSpec(
  { spec, prompts, ask, acceptance }: CaseInput,
  transcripts: readonly Conversation[],
): Promise<SpecChange | undefined> {
  const current = await spec();
  const { rule, maxSpecChars, trial } = acceptance;
  const judge = async (proposal: Proposal): Promise<AcceptanceVerdict> => {
    const verdict = judgeProposal(rule, { proposal, current: current.text, transcripts, maxSpecChars });
    if (!verdict.accepted || trial === undefined) return verdict;
    return judgeByTrial({ trial, prompts, current, proposal: proposal.text });
  };

  const proposal = await metaCritique({ transcripts, spec: current, prompts, ask });
  if (proposal === undefined) return undefined;
  const verdict = await judge(proposal);
  if (verdict.accepted || rule === 'always') return { proposal, verdict };

  const refusedFirst = { proposal, because: verdict.because };
  const second = await metaCritique({ transcripts, spec: current, prompts, ask, refused: refusedFirst });
  if (second === undefined) return { proposal, verdict };
  return { proposal: second, verdict: await judge(second), refusedFirst };
}
