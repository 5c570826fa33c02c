import type { PairedCell } from '../pairing.ts';
import type { ResultRow } from '../results/row.ts';
import { passes, type RowJudge } from '../results/rowScores.ts';
import type { MetricPolicy } from './policy.ts';

/** What one side says of one test, on one metric. */
export type Standing =
  | {
      readonly kind: 'scored';
      readonly passes: boolean;
      readonly score: number;
      readonly reason: string;
      readonly judge: RowJudge;
    }
  | { readonly kind: 'unscored'; readonly reason: string }
  | { readonly kind: 'errored'; readonly reason: string }
  /** No row, or one without the metric. */
  | { readonly kind: 'missing'; readonly reason: string }
  /** Duplicates that don't agree. */
  | { readonly kind: 'contradictory'; readonly reason: string };

/** A test that has the metric on at least one side. */
export interface MetricCase {
  readonly cell: PairedCell;
  readonly head: Standing;
  readonly base: Standing;
}

interface TableOptions {
  readonly metric: string;
  readonly direction: MetricPolicy['direction'];
  /** All that are gated: to tell whose row it is that failed on every side. */
  readonly gated: readonly string[];
}

/**
 * The tests that have a metric, with what each side says. A test has it where any row of its case says something of it.
 * Where no row of the case has an answer, its assertions' names tell, and where they name no gated metric, it counts for
 * all: a run that fails altogether must show.
 */
export function tabulate(
  cells: readonly PairedCell[],
  { metric, direction, gated }: TableOptions,
): readonly MetricCase[] {
  const ofCase = new Map<string, { has: boolean; answered: boolean; expects: boolean; expectsAny: boolean }>();
  for (const { caseId, head, base } of cells) {
    const known = ofCase.get(caseId) ?? { has: false, answered: false, expects: false, expectsAny: false };
    for (const { scores, error, expects } of [...head, ...base]) {
      known.has ||= scores.has(metric);
      known.answered ||= error === undefined;
      known.expects ||= expects.includes(metric);
      known.expectsAny ||= expects.some((name) => gated.includes(name));
    }
    ofCase.set(caseId, known);
  }
  return cells
    .filter(({ caseId }) => {
      const { has, answered, expects, expectsAny } = ofCase.get(caseId) ?? { has: false, answered: true };
      return has || (!answered && (expects || !expectsAny));
    })
    .map((cell) => ({
      cell,
      head: standingOf(cell.head, { metric, direction }),
      base: standingOf(cell.base, { metric, direction }),
    }));
}

function standingOf(rows: readonly ResultRow[], options: Pick<TableOptions, 'metric' | 'direction'>): Standing {
  const standings = rows.map((row) => standingOfRow(row, options));
  const [first] = standings;
  if (first === undefined) return { kind: 'missing', reason: 'no row' };
  const other = standings.find((standing) => signOf(standing) !== signOf(first));
  if (other === undefined) return first;
  return { kind: 'contradictory', reason: `one row is ${wordOf(first)}, another ${wordOf(other)}` };
}

function standingOfRow(row: ResultRow, { metric, direction }: Pick<TableOptions, 'metric' | 'direction'>): Standing {
  if (row.error !== undefined) return { kind: 'errored', reason: row.error };
  const score = row.scores.get(metric);
  if (score === undefined) return { kind: 'missing', reason: 'a row without the metric' };
  if (score.kind === 'unscored') return score;
  return { ...score, passes: direction === 'lower' ? score.score < 0.5 : passes(score) };
}

/** Equal for rows that agree: on the decision, and on who decided. */
function signOf(standing: Standing): string {
  return standing.kind === 'scored' ? `${wordOf(standing)} ${standing.judge.hash}` : wordOf(standing);
}

/** `pass`, `fail`, or why there is neither. */
export function wordOf(standing: Standing): string {
  if (standing.kind !== 'scored') return standing.kind;
  return standing.passes ? 'pass' : 'fail';
}
