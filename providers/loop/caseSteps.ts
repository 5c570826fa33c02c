import type { Conversation } from '../../foundation/conversation.ts';
import { type AcceptanceRule, type AcceptanceVerdict, judgeProposal } from './acceptance.ts';
import type { TurnResult } from './batch.ts';
import type { Look } from './firstLook.ts';
import { type MetaCritiqueInput, metaCritique, type Proposal, type RefusedProposal } from './metaCritique.ts';
import { type SelfCritique, selfCritique } from './selfCritique.ts';
import type { Turn } from './specChain.ts';
import { type Trial, type TrialResult, tryProposal } from './trial.ts';
import type { Ask, Prompts, Spare, Spec } from './types.ts';

export interface CaseInput {
  /** System prompt and request. */
  readonly conversation: Conversation;
  readonly turn: Turn;
  /** The spec that this case is revised under, as soon as its turn comes. */
  readonly spec: () => Promise<Spec>;
  readonly prompts: Prompts;
  readonly ask: Ask;
  readonly look?: Look | undefined;
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
  /** Only of a proposal that the rule lets through, where there is a trial. */
  readonly trial?: TrialResult;
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
  const { conversation, turn, spec, prompts, ask, look, signal } = input;
  const answer = await selfCritique({ conversation, spec, prompts, ask, look });
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
 * The proposal with its verdict: that of the rule, then that of the trial, if there is one.
 *
 * @returns undefined if there is no proposal
 */
async function proposeSpec(input: CaseInput, transcripts: readonly Conversation[]): Promise<SpecChange | undefined> {
  const current = await input.spec();
  const change = await drawProposal(input, transcripts, current);
  const { prompts, spare, acceptance } = input;
  const { trial } = acceptance;
  if (change === undefined || !change.verdict.accepted || trial === undefined) return change;
  const result = await tryProposal({ trial, prompts, current, proposal: change.proposal.text, spare });
  const { because } = result;
  return {
    ...change,
    verdict: because === undefined ? { accepted: true } : { accepted: false, because },
    trial: result,
  };
}

/**
 * Under `structural`, a refused proposal gets a second try with the reasons; if that is refused too, the spec stays. A trial
 * comes after both: none of its numbers reaches the meta-critic, and no second proposal is drawn on the same cases.
 */
async function drawProposal(
  { prompts, ask, spare, acceptance: { rule, maxSpecChars } }: CaseInput,
  transcripts: readonly Conversation[],
  current: Spec,
): Promise<SpecChange | undefined> {
  const judge = (proposal: Proposal) =>
    judgeProposal(rule, { proposal, current: current.text, transcripts, maxSpecChars });
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
  const verdict = judge(proposal);
  if (verdict.accepted || rule === 'always') return { proposal, verdict };

  const refusedFirst = { text: proposal.text, because: verdict.because };
  const second = await propose({ refused: refusedFirst });
  if (second === undefined) return { proposal, verdict };
  return { proposal: second, verdict: judge(second), refusedFirst };
}
