import { readUserBytes } from '../../foundation/files.ts';
import { sha256 } from '../../foundation/hash.ts';
import { type Agreement, measureAgreement, UNSCORED } from '../statistics/agreement.ts';
import type { Judgement } from '../statistics/classification.ts';
import { type AnnotatorFigures, measureAnnotators, NO_MAJORITY } from './annotations.ts';
import { choosePositive } from './calibrateClasses.ts';
import type { CalibrateOptions, CalibratePorts } from './calibrateOptions.ts';
import { readLabelledData, textIn } from './labelledData.ts';
import { judgeAll, type Measured, missing, readVerdicts } from './measureJudge.ts';

export interface JudgedCase extends Judgement {
  /** Row of the file, from 1, without the header. */
  readonly row: number;
  /** Of several annotators: the class that each gave, null where one gave none. */
  readonly labels?: readonly (string | null)[];
  /** Of a cascade: the judge whose verdict counts. */
  readonly decidedBy?: 'first' | 'then';
  readonly request: string;
  readonly response: string;
  /** Why the judge decided so; empty for verdicts from the file. */
  readonly reason: string;
}

export interface Calibration extends Omit<Measured, 'scheme' | 'settled' | 'found'> {
  /** null for verdicts from the file if none is named. */
  readonly assertion: string | null;
  readonly data: { readonly file: string; readonly sha256: string };
  /** Against the label, or the majority of several; rows without one are left out. */
  readonly figures: Agreement;
  /** Only with several columns of labels. */
  readonly annotators?: AnnotatorFigures;
  readonly cases: readonly JudgedCase[];
}

/**
 * Measures a judge against a labelled file: it judges each row, or its verdicts are in a column. A cascade's `when` may be
 * fitted first; then each row is measured with bands that it had no part in.
 *
 * @throws MetaScError `CONFIG_INVALID`, `FILE_UNREADABLE`, `DATASET_INVALID` or as `openCalibratedJudge`, before any row is
 *   judged
 */
export async function calibrate(options: CalibrateOptions, ports: CalibratePorts): Promise<Calibration> {
  const bytes = readUserBytes(options.data, '--data');
  const { judgeColumn, judgeMap } = options;
  if (judgeMap !== undefined && judgeColumn === undefined) throw missing('--judge-column beside --judge-map');
  const source = readLabelledData(bytes, options);
  const { annotations, texts } = source;
  const measured = judgeColumn === undefined ? await judgeAll(source, options, ports) : readVerdicts(source, options);
  const { scheme, settled, found: verdicts, ...about } = measured;
  const isShared = annotations.columns.length > 1;
  const cases = annotations.rows.map((row, index): JudgedCase => {
    const { label = NO_MAJORITY, labels = [] } = settled[index] ?? {};
    const { found = UNSCORED, reason = '', decidedBy } = verdicts[index] ?? {};
    return {
      row: row.number,
      label,
      ...(isShared ? { labels } : {}),
      verdict: found,
      ...(decidedBy === undefined ? {} : { decidedBy }),
      request: textIn(row, texts.request),
      response: textIn(row, texts.response),
      reason,
    };
  });
  const { classes } = scheme;
  return {
    ...about,
    assertion: options.assertion ?? null,
    data: { file: options.data, sha256: sha256(bytes) },
    figures: measureAgreement(
      cases.filter(({ label }) => label !== NO_MAJORITY),
      { classes, positive: choosePositive(scheme, options.positive) },
    ),
    ...(isShared && {
      annotators: measureAnnotators(annotations, {
        settled,
        verdicts: cases.map(({ verdict }) => verdict),
        classes,
        judge: about.judge.name,
      }),
    }),
    cases,
  };
}
