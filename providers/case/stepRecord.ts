import type { CaseOutcome, SpecChange } from '../loop/caseSteps.ts';
import type { Turn } from '../loop/specChain.ts';
import type { VariantSetup } from '../options/variantSetup.ts';
import type { ScreenEvidence } from '../specs/evidence.ts';
import type { StepEntry } from '../specs/journalEntry.ts';
import type { CaseLedger } from './caseLedger.ts';

/** What the trial of a proposal leaves behind: its calls are all that the case made for a trial. */
export function screenEvidenceOf(
  change: SpecChange | undefined,
  { trial }: VariantSetup,
  ledger: CaseLedger,
): ScreenEvidence | undefined {
  if (change?.trial === undefined || trial === undefined) return undefined;
  const { because: _, ...result } = change.trial;
  const { casesHash, judge, judgeHash } = trial;
  return { casesHash, judge: judge.name, judgeHash, calls: ledger.phases().trial?.calls ?? 0, ...result };
}

interface Recording {
  readonly turn: Turn;
  readonly ledger: CaseLedger;
  readonly evidence: ScreenEvidence | undefined;
}

/** What a step leaves in its chain's journal, besides its place and its answer. */
export function toStepRecord(
  { transcript, change }: CaseOutcome,
  { turn, ledger, evidence }: Recording,
): Pick<StepEntry, 'transcript' | 'proposal' | 'unproposed'> {
  const isAwaited = turn.window && !turn.proposes;
  const failure = change === undefined ? ledger.failure('metaCritique') : undefined;
  return {
    ...(isAwaited && transcript && { transcript: transcript.map(({ role, content }) => ({ role, content })) }),
    ...(change && { proposal: { ...toProposalRecord(change), ...(evidence && { evidence }) } }),
    ...(failure && { unproposed: { code: failure.code, message: failure.message } }),
  };
}

function toProposalRecord({ proposal, verdict, refusedFirst }: SpecChange): NonNullable<StepEntry['proposal']> {
  return {
    text: proposal.text,
    accepted: verdict.accepted,
    ...(verdict.accepted ? {} : { because: verdict.because }),
    ...(refusedFirst && { refusedFirst }),
  };
}
