import { sum } from '../../../statistics/arithmetic.ts';
import { type Proportion, wilsonProportion } from '../../../statistics/wilson.ts';
import type { Matrix } from '../../matrix.ts';
import type { JudgeNote } from './judgeNotes.ts';

/** The work of one judge on one metric, over all columns. */
export interface JudgeFigures {
  readonly metric: string;
  /** undefined for other assertions than ours, and if no judge was asked. */
  readonly judge: string | undefined;
  readonly hash: string | undefined;
  readonly rubric: string | undefined;
  readonly caveat: string | undefined;
  /** `calibrated` with its kappa, or why not; undefined if no record is named. */
  readonly calibration: string | undefined;
  /** Labels of the columns that it scored. */
  readonly columns: readonly string[];
  readonly scored: number;
  /** Rows without a verdict, as a share of its rows. */
  readonly unscored: Proportion | null;
  /** Why there was no verdict, the most frequent first; at most three. */
  readonly reasons: readonly { readonly reason: string; readonly rows: number }[];
  /** Of a panel: mean share of the members in the majority, and the number of rows. */
  readonly agreement: { readonly mean: number; readonly rows: number } | undefined;
  /** Of a cascade: the rows that its first judge decided, as a share of those that a judge of it was asked. */
  readonly decidedByFirst: Proportion | undefined;
}

const SHOWN_REASONS = 3;

/** By metric and judge; judges that differ in any way are separate. Rows without an answer are left out. */
export function toJudgeFigures({ columns, metrics }: Matrix): readonly JudgeFigures[] {
  return metrics.flatMap((metric) => {
    const entries = columns.flatMap((column) =>
      [...column.rows.values()].flatMap((row) => {
        const [score, note] = [row.scores.get(metric), row.judgeNotes.get(metric)];
        if (score === undefined) return [];
        return [{ column, note, kind: score.kind, reason: note?.because ?? note?.reason ?? score.reason }];
      }),
    );
    const groups = Map.groupBy(entries, ({ note }) =>
      JSON.stringify([note?.judge, note?.judgeHash, note?.rubric, note?.caveat, note?.calibration]),
    );
    return [...groups.values()].map((own) => {
      const note = own[0]?.note;
      const unscored = own.filter(({ kind }) => kind === 'unscored');
      const deciders = own.flatMap(({ note }) => note?.decidedBy ?? []).filter((decider) => decider !== 'platform');
      const agreements = own.flatMap((entry) => entry.note?.agreement ?? []);
      return {
        metric,
        judge: note?.judge,
        hash: note?.judgeHash,
        rubric: note?.rubric,
        caveat: note?.caveat,
        calibration: describe(note?.calibration),
        columns: [...new Set(own.map(({ column }) => column.label))],
        scored: own.length - unscored.length,
        unscored: wilsonProportion(unscored.length, own.length),
        reasons: countReasons(unscored.map(({ reason }) => reason)),
        agreement:
          agreements.length === 0 ? undefined : { mean: sum(agreements) / agreements.length, rows: agreements.length },
        decidedByFirst:
          wilsonProportion(deciders.filter((decider) => decider === 'first').length, deciders.length) ?? undefined,
      };
    });
  });
}

function describe(calibration: JudgeNote['calibration']): string | undefined {
  if (calibration === undefined) return undefined;
  return calibration.status === 'calibrated'
    ? `calibrated, κ ${calibration.kappa}`
    : `uncalibrated: ${calibration.because}`;
}

function countReasons(reasons: readonly string[]): JudgeFigures['reasons'] {
  return [...Map.groupBy(reasons, (reason) => reason)]
    .map(([reason, { length }]) => ({ reason, rows: length }))
    .sort((a, b) => b.rows - a.rows)
    .slice(0, SHOWN_REASONS);
}
