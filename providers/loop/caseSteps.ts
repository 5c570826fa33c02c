import type { Conversation } from '../../foundation/conversation.ts';
import { type AcceptanceRule, type AcceptanceVerdict, judgeProposal } from './acceptance.ts';
import type { TurnResult } from './batch.ts';
import { type MetaCritiqueInput, metaCritique, type Proposal, type RefusedProposal } from './metaCritique.ts';
import { type SelfCritique, selfCritique } from './selfCritique.ts';
import type { Turn } from './specChain.ts';
import { judgeByTrial, type Trial } from './trial.ts';
import type { Ask, Prompts, Spare, Spec } from './types.ts';

export interface CaseInput {
  /** System prompt and request. */
  readonly conversation: Conversation;
  readonly turn: Turn;
  /** The spec that this case is revised under, as soon as its turn comes. */
  readonly spec: () => Promise<Spec>;
  readonly prompts: Prompts;
  readonly ask: Ask;
  readonly spare: Spare;
  /** `trial` tries proposals that the rules let through. */
  readonly acceptance: {
    readonly rule: AcceptanceRule;
    readonly maxSpecChars: number;
    readonly trial?: Trial | undefined;
  };
  readonly signal: AbortSignal | undefined;
}

/** A proposal for the next spec, and whether it was accepted. */
export interface SpecChange {
  readonly proposal: Proposal;
  readonly verdict: AcceptanceVerdict;
  /** The first proposal, if it was refused. */
  readonly refusedFirst?: RefusedProposal;
}

export interface CaseOutcome extends SelfCritique {
  /** Only of a step that proposes. */
  readonly change?: SpecChange;
}

/**
 * One case with critique and revision, and with the meta-critique if its turn proposes. The caller ends the turn.
 *
 * @throws whatever `ask` throws before there is an answer, whatever `spare` throws, or the signal's reason
 */
export async function runCase(input: CaseInput): Promise<CaseOutcome> {
  const { conversation, turn, spec, prompts, ask, signal } = input;
  const answer = await selfCritique({ conversation, spec, prompts, ask });
  if (!turn.proposes) return answer;
  const transcripts = await turn.transcripts(answer.transcript, signal);
  const change = transcripts.length === 0 ? undefined : await proposeSpec(input, transcripts);
  return change === undefined ? answer : { ...answer, change };
}

/** What the turn passes to the next. */
export function toTurnResult({ transcript, change }: CaseOutcome): TurnResult {
  return {
    ...(transcript === undefined ? {} : { transcript }),
    ...(change?.verdict.accepted ? { accepted: change.proposal.text } : {}),
  };
}

/**
 * Under `structural`, a refused proposal gets a second try with the reasons; if that is refused too, the spec stays.
 *
 * @returns undefined if there is no proposal
 */
async function proposeSpec(
  { spec, prompts, ask, spare, acceptance }: CaseInput,
  transcripts: readonly Conversation[],
): Promise<SpecChange | undefined> {
  const current = await spec();
  const { rule, maxSpecChars, trial } = acceptance;
  const judge = async (proposal: Proposal): Promise<AcceptanceVerdict> => {
    const verdict = judgeProposal(rule, { proposal, current: current.text, transcripts, maxSpecChars });
    if (!verdict.accepted || trial === undefined) return verdict;
    return judgeByTrial({ trial, prompts, current, proposal: proposal.text }).catch((error: unknown) => {
      spare('trial', error);
      return { accepted: false, because: 'the trial failed' };
    });
  };
  const propose = (refused: Partial<Pick<MetaCritiqueInput, 'refused'>> = {}) =>
    metaCritique({ transcripts, spec: current, prompts, ask, isVerbatim: rule === 'always', ...refused }).catch(
      (error: unknown) => {
        spare('metaCritique', error);
        return undefined;
      },
    );

  const proposal = await propose();
  if (proposal === undefined) return undefined;
  // The current spec again is no new version.
  if (proposal.text === current.text)
    return { proposal, verdict: { accepted: false, because: 'it is the current spec' } };
  const verdict = await judge(proposal);
  if (verdict.accepted || rule === 'always') return { proposal, verdict };

  const refusedFirst = { text: proposal.text, because: verdict.because };
  const second = await propose({ refused: refusedFirst });
  if (second === undefined) return { proposal, verdict };
  return { proposal: second, verdict: await judge(second), refusedFirst };
}
