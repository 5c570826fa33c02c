import type { RawRow } from '../../analysis/results/rawRows.ts';
import { type ResultRow, toRow } from '../../analysis/results/row.ts';
import { passes } from '../../analysis/results/rowScores.ts';
import { type Proportion, wilsonProportion } from '../../analysis/statistics/wilson.ts';
import { type CaseRecord, readCaseRecord } from '../../providers/case/caseRecord.ts';

/** One of promptfoo's rows, as a hook reads it. */
export interface HookRow extends ResultRow {
  /** undefined of another provider. */
  readonly record: CaseRecord | undefined;
}

/** What promptfoo hands to an `afterAll` hook, as far as one is read here. */
export interface FinishedRun {
  readonly results: readonly RawRow[];
}

export function toHookRow(raw: RawRow): HookRow {
  const record = readCaseRecord(raw.metadata);
  return { ...toRow(raw, record), record };
}

/** What a metric says of the rows that it scored. */
export function scoredBy(rows: readonly HookRow[], metric: string) {
  return rows.flatMap(({ scores }) => {
    const score = scores.get(metric);
    return score?.kind === 'scored' ? [score] : [];
  });
}

/** The share of scored rows that pass; null where none was scored. */
export function passRate(rows: readonly HookRow[], metric: string): Proportion | null {
  const scored = scoredBy(rows, metric);
  return wilsonProportion(scored.filter(passes).length, scored.length);
}

/** `.83 [.71, .91]`, or `-` where nothing was measured. */
export function showPassRate(rate: Proportion | null): string {
  if (rate === null) return '-';
  const [value, low, high] = [rate.value, rate.low, rate.high].map((share) => share.toFixed(2).replace(/^0/, ''));
  return `${value} [${low}, ${high}]`;
}
