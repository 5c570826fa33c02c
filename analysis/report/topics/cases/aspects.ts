import { type CellOutcome, type Matrix, outcomeOf } from '../../matrix.ts';
import { titleOf } from '../../metricWords.ts';
import type { ReportRow } from '../../reportRow.ts';
import type { JudgeNote } from '../judges/judgeNotes.ts';
import { ownOutcomeOf, ownReasonOf } from '../own/ownFigures.ts';

/** What the browser shows and filters cases by: the project's own assertions together, and each metric. */
export interface Aspect {
  readonly title: string;
  /** As filters call it. */
  readonly name: string;
  /** @param row undefined where the column lacks the case */
  readonly outcomeOf: (row: ReportRow | undefined) => CellOutcome;
  readonly scoreOf: (row: ReportRow) => number | null;
  /** In lines: a checklist has one for every answer. */
  readonly reasonOf: (row: ReportRow) => string;
}

/** Own assertions come first, if there are any. */
export function aspectsOf({ columns, metrics }: Matrix): readonly Aspect[] {
  const hasOwn = columns.some(({ rows }) => [...rows.values()].some((row) => ownOutcomeOf(row) !== 'none'));
  return [...(hasOwn ? [OWN] : []), ...metrics.map(toAspect)];
}

const OWN: Aspect = {
  title: 'Own assertions',
  name: 'own',
  outcomeOf: ownOutcomeOf,
  scoreOf: () => null,
  reasonOf: ownReasonOf,
};

function toAspect(metric: string): Aspect {
  return {
    title: titleOf(metric),
    name: metric,
    outcomeOf: (row) => outcomeOf(row, metric),
    scoreOf: ({ scores }) => {
      const score = scores.get(metric);
      return score?.kind === 'scored' ? score.score : null;
    },
    reasonOf: ({ judgeNotes, scores }) => {
      const note = judgeNotes.get(metric);
      return [note?.reason ?? scores.get(metric)?.reason ?? '', ...answersOf(note)].join('\n');
    },
  };
}

/** A line per question of a checklist: whether the answer is the good one, and the answer. */
function answersOf(note: JudgeNote | undefined): readonly string[] {
  return (note?.answers ?? []).map(({ question, answer, isGood }) => `${isGood ? '✓' : '✗'} ${question} ${answer}`);
}
