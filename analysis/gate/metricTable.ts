import type { PairedCell } from '../pairing.ts';
import { isExpected, scoreOn } from '../results/ownScores.ts';
import type { ResultRow } from '../results/row.ts';
import { passes, type RowJudge } from '../results/rowScores.ts';
import type { MetricPolicy } from './policy.ts';

/** The result of one side on one test and metric. */
export type Standing =
  | {
      readonly kind: 'scored';
      readonly passes: boolean;
      readonly score: number;
      readonly reason: string;
      readonly judge: RowJudge;
    }
  /**
   * `missing`: no row, or one without the metric; `contradictory`: duplicates that don't agree; `faulty`: a score or
   * threshold that can't be.
   */
  | { readonly kind: 'unscored' | 'errored' | 'missing' | 'contradictory' | 'faulty'; readonly reason: string };

/** A test whose case has the metric on at least one side. */
export interface MetricTest {
  readonly cell: PairedCell;
  readonly head: Standing;
  readonly base: Standing;
}

/** The tests of a metric. */
export interface MetricTable {
  readonly metric: string;
  readonly tests: readonly MetricTest[];
}

interface ScoreRule {
  readonly metric: string;
  readonly direction: MetricPolicy['direction'];
  /** Whether a score outside [0, 1] stands if the assertion decides what passes. @default false */
  readonly takesAnyScore?: boolean;
}

/**
 * The tests that have a metric, with the result of each side. A test has the metric if any row of its case does. If no row
 * of the case has an answer, the names of its assertions decide; if they name no gated metric, the test counts for all of
 * them, so that a run that fails altogether shows.
 *
 * @param options `gated`: all metrics that are compared
 */
export function tabulate(
  cells: readonly PairedCell[],
  { gated, ...rule }: ScoreRule & { readonly gated: readonly string[] },
): readonly MetricTest[] {
  const { metric } = rule;
  const ofCase = new Map<string, { has: boolean; answered: boolean; expects: boolean; expectsAny: boolean }>();
  for (const { caseId, head, base } of cells) {
    const known = ofCase.get(caseId) ?? { has: false, answered: false, expects: false, expectsAny: false };
    for (const row of [...head, ...base]) {
      if (row.error === undefined) {
        known.answered = true;
        known.has ||= scoreOn(row, metric) !== undefined;
      } else {
        known.expects ||= isExpected(row, metric);
        known.expectsAny ||= gated.some((name) => isExpected(row, name));
      }
    }
    ofCase.set(caseId, known);
  }
  return cells
    .filter(({ caseId }) => {
      const { has, answered, expects, expectsAny } = ofCase.get(caseId) ?? { has: false, answered: true };
      return has || (!answered && (expects || !expectsAny));
    })
    .map((cell) => ({ cell, head: standingOf(cell.head, rule), base: standingOf(cell.base, rule) }));
}

function standingOf(rows: readonly ResultRow[], rule: ScoreRule): Standing {
  const standings = rows.map((row) => standingOfRow(row, rule));
  const [first] = standings;
  if (first === undefined) return { kind: 'missing', reason: 'no row' };
  const other = standings.find((standing) => signOf(standing) !== signOf(first));
  if (other === undefined) return first;
  return { kind: 'contradictory', reason: `one row is ${wordOf(first)}, another ${wordOf(other)}` };
}

function standingOfRow(row: ResultRow, { metric, direction, takesAnyScore = false }: ScoreRule): Standing {
  if (row.error !== undefined) return { kind: 'errored', reason: row.error };
  const score = scoreOn(row, metric);
  if (score === undefined) return { kind: 'missing', reason: 'a row without the metric' };
  if (score.fault !== undefined && !takesAnyScore) return { kind: 'faulty', reason: score.fault };
  if (score.kind === 'unscored') return score;
  return { ...score, passes: direction === 'lower' ? score.score < 0.5 : passes(score) };
}

/** Equal for rows that agree on the decision and on the judge. */
function signOf(standing: Standing): string {
  return standing.kind === 'scored' ? `${wordOf(standing)} ${standing.judge.hash}` : wordOf(standing);
}

/** `pass`, `fail`, or why there is neither. */
export function wordOf(standing: Standing): string {
  if (standing.kind !== 'scored') return standing.kind;
  return standing.passes ? 'pass' : 'fail';
}
