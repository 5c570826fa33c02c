import type { RawRow } from '../../analysis/results/rawRows.ts';
import { type ResultRow, testFactsOf, toRow } from '../../analysis/results/row.ts';
import { passes } from '../../analysis/results/rowScores.ts';
import { type Estimate, type Proportion, wilsonProportion } from '../../analysis/statistics/wilson.ts';
import { type AttackReport, readAttackReport } from '../../providers/case/attackReport.ts';
import { type CaseRecord, readCaseRecord } from '../../providers/case/caseRecord.ts';

/** One of promptfoo's rows, with its case record. */
export interface HookRow extends ResultRow {
  /** undefined for another provider's row. */
  readonly record: CaseRecord | undefined;
  /** undefined where no attacker pursued the case. */
  readonly attack: AttackReport | undefined;
  /** As the test states it. */
  readonly isHarmful: boolean;
}

export function toHookRow(raw: RawRow): HookRow {
  const record = readCaseRecord(raw.metadata);
  const attack = readAttackReport(raw.metadata);
  return { ...toRow(raw, record), record, attack, isHarmful: testFactsOf(raw).harmful === true };
}

/** The metric's scores, of the rows that it scored. */
export function scoredBy(rows: readonly HookRow[], metric: string) {
  return rows.flatMap(({ scores }) => {
    const score = scores.get(metric);
    return score?.kind === 'scored' ? [score] : [];
  });
}

/** The share of scored rows that pass; null if none was scored. */
export function passRate(rows: readonly HookRow[], metric: string): Proportion | null {
  const scored = scoredBy(rows, metric);
  return wilsonProportion(scored.filter(passes).length, scored.length);
}

/** `.83 [.71, .91]`, or `-` for null. */
export function showPassRate(rate: Estimate | null): string {
  if (rate === null) return '-';
  const [value, low, high] = [rate.value, rate.low, rate.high].map((share) => share.toFixed(2).replace(/^0/, ''));
  return `${value} [${low}, ${high}]`;
}

/** promptfoo's `afterAll` hook that prints a table of the run, whose rows come as they ended with `--no-write`. */
export function createTableHook(toTable: (rows: readonly HookRow[]) => string) {
  return ({ results }: { readonly results: readonly RawRow[] }): void => {
    const rows = results.map(toHookRow).sort((a, b) => a.columnIdx - b.columnIdx);
    process.stdout.write(`\n${toTable(rows)}\n`);
  };
}
