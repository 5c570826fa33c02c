import { fieldsOf, numberOf } from '../../../../foundation/untyped.ts';
import type { CaseRecord, PhaseUsage } from '../../../../providers/case/caseRecord.ts';
import type { RawRow } from '../../../results/rawRows.ts';

/** Phases in the order of a case. */
export const PHASE_ORDER: readonly string[] = ['response', 'critique', 'revision', 'metaCritique', 'trial'];

/** A row's phases by name. Without recorded phases there is one, `response`, with the row's totals. */
export function phasesOf(raw: RawRow, record: CaseRecord | undefined): ReadonlyMap<string, PhaseUsage> {
  const phases = Object.entries(record?.phases ?? {});
  if (phases.length > 0) return new Map(phases);
  if (raw.response == null) return new Map();
  const { prompt, completion, numRequests } = fieldsOf(raw.tokenUsage);
  const costUsd = numberOf(raw.cost);
  const usage = {
    calls: numberOf(numRequests) ?? 1,
    sharedCalls: 0,
    promptTokens: numberOf(prompt) ?? 0,
    completionTokens: numberOf(completion) ?? 0,
    ms: numberOf(raw.latencyMs) ?? 0,
    // promptfoo writes 0 where a provider names no cost.
    ...(costUsd === undefined || costUsd === 0 ? {} : { costUsd }),
  };
  return new Map([['response', usage]]);
}
