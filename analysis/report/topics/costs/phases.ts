import { fieldsOf, numberOf } from '../../../../foundation/untyped.ts';
import type { RawRow } from '../../../results/rawRows.ts';

/** What one phase of a row took. Tokens and cost are those of the row's own calls; shared ones were paid elsewhere. */
export interface PhaseUsage {
  readonly calls: number;
  readonly sharedCalls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly ms: number;
  /** undefined where it isn't known. */
  readonly costUsd: number | undefined;
}

/** Phases in the order in which a case goes through them. */
export const PHASE_ORDER: readonly string[] = ['response', 'critique', 'revision', 'metaCritique', 'trial'];

/** A row's phases by name. A provider that knows none has one, `response`, with the row's own totals. */
export function phasesOf(raw: RawRow, metasc: Readonly<Record<string, unknown>>): ReadonlyMap<string, PhaseUsage> {
  const phases = Object.entries(fieldsOf(metasc.phases));
  if (phases.length > 0) return new Map(phases.map(([name, usage]) => [name, toUsage(fieldsOf(usage))]));
  if (raw.response === undefined || raw.response === null) return new Map();
  const { tokenUsage, cost, latencyMs } = raw as Readonly<Record<string, unknown>>;
  const { prompt, completion, numRequests } = fieldsOf(tokenUsage);
  const costUsd = numberOf(cost);
  return new Map([
    [
      'response',
      toUsage({
        calls: numRequests ?? 1,
        promptTokens: prompt,
        completionTokens: completion,
        ms: latencyMs,
        // promptfoo writes 0 where a provider names no cost.
        costUsd: costUsd === 0 ? undefined : costUsd,
      }),
    ],
  ]);
}

function toUsage(usage: Readonly<Record<string, unknown>>): PhaseUsage {
  return {
    calls: numberOf(usage.calls) ?? 0,
    sharedCalls: numberOf(usage.sharedCalls) ?? 0,
    promptTokens: numberOf(usage.promptTokens) ?? 0,
    completionTokens: numberOf(usage.completionTokens) ?? 0,
    ms: numberOf(usage.ms) ?? 0,
    costUsd: numberOf(usage.costUsd),
  };
}
