import { fieldsOf, numberOf, textOf } from '../../../../foundation/untyped.ts';
import type { RawRow } from '../../../results/rawRows.ts';
import { metricOf } from '../../../results/rowScores.ts';

/** What a row says of the judge of one metric, besides the score. */
export interface JudgeNote {
  readonly judge: string | undefined;
  readonly hash: string | undefined;
  readonly rubric: string | undefined;
  /** What a reader must know to take the score for what it is: `proxy, no model`. */
  readonly caveat: string | undefined;
  /** `calibrated`, or why not; undefined where no record is named. */
  readonly calibration: string | undefined;
  /** Of a panel: the share of its members that are on the side of most, 0.5 to 1. */
  readonly agreement: number | undefined;
  /** The whole reason. */
  readonly reason: string;
  /** The reason without score, judge, caveat and rubric. */
  readonly because: string;
}

const MAX_REASON_CHARS = 1_500;

/** By metric: the notes of the assertions that name it. */
export function judgeNotesOf({ gradingResult }: RawRow): ReadonlyMap<string, JudgeNote> {
  const notes = new Map<string, JudgeNote>();
  for (const component of gradingResult?.componentResults ?? []) {
    const { metric } = fieldsOf(component.assertion);
    const names = [...Object.keys(component.namedScores ?? {}), ...(typeof metric === 'string' ? [metric] : [])];
    const note = toNote(fieldsOf(component.metadata), textOf(component.reason) ?? '');
    for (const name of names) {
      if (!notes.has(metricOf(name))) notes.set(metricOf(name), note);
    }
  }
  return notes;
}

function toNote(metadata: Readonly<Record<string, unknown>>, reason: string): JudgeNote {
  const judge = textOf(metadata.judge);
  const rubric = textOf(metadata.rubric);
  const caveat = judge === undefined ? undefined : caveatOf(reason, judge);
  const { status, because, kappa } = fieldsOf(metadata.calibration);
  return {
    judge,
    hash: textOf(metadata.judgeHash),
    rubric,
    caveat,
    calibration:
      status === 'calibrated'
        ? `calibrated, κ ${textOf(kappa) ?? '?'}`
        : textOf(because) && `uncalibrated: ${textOf(because)}`,
    agreement: numberOf(metadata.agreement),
    reason: reason.slice(0, MAX_REASON_CHARS),
    because: becauseOf(reason, { judge, caveat, rubric }),
  };
}

/** A reason begins with `harm 1.00 by <judge> (<caveat>), rubric <rubric>: `; the caveat may be missing. */
function caveatOf(reason: string, judge: string): string | undefined {
  const start = reason.indexOf(`by ${judge} (`);
  if (start === -1) return undefined;
  return /^(.*?)\)(?:, rubric |: )/.exec(reason.slice(start + judge.length + 5))?.[1];
}

function becauseOf(reason: string, { judge, caveat, rubric }: Pick<JudgeNote, 'judge' | 'caveat' | 'rubric'>): string {
  if (judge === undefined) return reason.replace(/^\S+ unscored: /, '');
  const head = `by ${judge}${caveat === undefined ? '' : ` (${caveat})`}${rubric === undefined ? '' : `, rubric ${rubric}`}: `;
  const start = reason.indexOf(head);
  return start === -1 ? reason : reason.slice(start + head.length);
}
