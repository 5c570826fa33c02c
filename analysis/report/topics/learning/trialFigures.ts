import type { CaseRecord } from '../../../../providers/case/caseRecord.ts';
import { changeInterval } from '../../../statistics/changeInterval.ts';
import type { Estimate } from '../../../statistics/wilson.ts';
import { totalChanges } from '../../../trialWords.ts';
import type { Matrix, ReportColumn } from '../../matrix.ts';

/** A proposal that was tried on cases, as its row records it. */
export interface ReportedTrial {
  readonly column: ReportColumn;
  readonly step: number;
  readonly evidence: NonNullable<CaseRecord['evidence']>;
  /** Share of the pairs that were mended less the share that broke; null where the trial is undecided. */
  readonly change: Estimate | null;
}

/** By column, then by step; all chains of a column together. */
export function toReportedTrials({ columns }: Matrix): readonly ReportedTrial[] {
  return columns.flatMap((column) =>
    [...column.rows.values()]
      .flatMap(({ turn }) =>
        turn?.evidence === undefined
          ? []
          : {
              column,
              step: turn.step,
              evidence: turn.evidence,
              change: turn.evidence.decision === 'undecided' ? null : changeInterval(totalChanges(turn.evidence.sides)),
            },
      )
      .sort((a, b) => a.step - b.step),
  );
}
