import type { GradingMetadata } from '../../../../assertions/gradingMetadata.ts';
import { textOf } from '../../../../foundation/untyped.ts';
import type { RawRow } from '../../../results/rawRows.ts';
import { gradedComponentsOf } from '../../../results/rowScores.ts';

/** What a row records about the judge of one metric, besides the score. */
export interface JudgeNote extends Partial<GradingMetadata> {
  /** The whole reason, as the viewer shows it. */
  readonly reason: string;
}

const MAX_REASON_CHARS = 1_500;

/** By metric: the note of the first assertion that names it. */
export function judgeNotesOf(raw: RawRow): ReadonlyMap<string, JudgeNote> {
  return new Map(
    [...gradedComponentsOf(raw)].flatMap(([metric, [first]]) => {
      if (first === undefined) return [];
      const reason = (textOf(first.component.reason) ?? '').slice(0, MAX_REASON_CHARS);
      return [[metric, { ...first.grading, reason }]];
    }),
  );
}
