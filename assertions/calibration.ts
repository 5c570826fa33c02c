import { resolve } from 'node:path';
import { parseJson } from '../foundation/documents.ts';
import { readNamedFile } from '../foundation/files.ts';
import { type CalibrationRecord, findMisfit, parseCalibrationRecord } from './calibrationRecord.ts';
import type { CalibrationStatus } from './gradingMetadata.ts';
import type { Graded } from './gradingResult.ts';
import type { Judge } from './judges/judge.ts';

/** The record that an assertion names, and the kappa that it demands. */
export interface CalibrationDemand {
  /** Path of the record, from the assertion's base path. */
  readonly record: string;
  /** In [-1, 1]: the lowest Cohen's kappa that is accepted. */
  readonly minKappa: number;
}

/** @throws MetaScError `FILE_UNREADABLE`; `CONFIG_INVALID` when the file isn't a record of this version */
export async function readCalibrationRecord(path: string, basePath: string): Promise<CalibrationRecord> {
  const file = resolve(basePath, path.replace(/^file:\/\//, ''));
  const text = await readNamedFile(file, 'calibration', () => HELP);
  const subject = `calibration record ${file}`;
  return parseCalibrationRecord(parseJson(text.toString('utf8'), { subject, code: 'FILE_UNREADABLE', help: HELP }), {
    subject,
  });
}

const HELP = 'Write one: metasc calibrate --assertion NAME --judge JUDGE --data FILE --write RECORD.';

/** Compares the judge that scores with the measured one. Any difference makes it `uncalibrated`; the first is the reason. */
export function checkCalibration(
  record: CalibrationRecord,
  { metric, threshold, judge }: Pick<Graded, 'metric' | 'threshold'> & { readonly judge: Pick<Judge, 'name' | 'hash'> },
  { minKappa }: CalibrationDemand,
): CalibrationStatus {
  const { assertion, judge: measured, judgeHash, threshold: measuredAt } = record;
  const kappa = record.figures.kappa?.value ?? Number.NaN;
  const uncalibrated = (because: string): CalibrationStatus => ({ status: 'uncalibrated', because });
  if (assertion !== metric) return uncalibrated(`the record is of ${assertion ?? 'no assertion'}, not of ${metric}`);
  switch (findMisfit(record, { hash: judge.hash, threshold }, minKappa)) {
    case 'judge':
      return uncalibrated(
        `the record is of the judge ${measured} (hash ${judgeHash ?? 'none'}), not of ${judge.name} (hash ${judge.hash})`,
      );
    case 'threshold':
      return uncalibrated(`the record counts a pass from ${measuredAt}, not from ${threshold}`);
    case 'no kappa':
      return uncalibrated('the record has no kappa: too few kinds of cases were scored');
    case 'kappa':
      return uncalibrated(`kappa ${kappa.toFixed(3)} is below the floor of ${minKappa}`);
    case undefined:
      return { status: 'calibrated', kappa, minKappa };
  }
}
