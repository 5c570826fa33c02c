import type { CaseRecord } from '../../../../providers/case/caseRecord.ts';

/** What became of a proposal. `rejected`: by a rule, or refused in a trial. */
export const OUTCOMES = ['accepted', 'rejected', 'undecided'] as const;
export type ProposalOutcome = (typeof OUTCOMES)[number];

export function proposalOutcome({ accepted, evidence }: Pick<CaseRecord, 'accepted' | 'evidence'>): ProposalOutcome {
  if (evidence?.decision === 'undecided') return 'undecided';
  return accepted === true ? 'accepted' : 'rejected';
}

const COLORS = { accepted: 'var(--good)', rejected: 'var(--bad)', undecided: 'var(--muted)' } as const;

/** The mark of a proposal in a chart: a triangle, a cross or a question mark; a tick where there are many. */
export function proposalMark(outcome: ProposalOutcome, isTick = false) {
  const color = COLORS[outcome];
  if (isTick) return { type: 'tick', orient: 'vertical', size: 9, thickness: 1.5, color, opacity: 1 } as const;
  return outcome === 'accepted'
    ? ({ type: 'point', shape: 'triangle-up', filled: true, color, size: 48, opacity: 1 } as const)
    : ({ type: 'text', text: outcome === 'rejected' ? '×' : '?', color, fontSize: 15 } as const);
}
