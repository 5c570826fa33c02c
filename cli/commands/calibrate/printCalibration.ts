import type { CalibrateOptions, CalibratePorts } from '../../../analysis/calibration/calibrateOptions.ts';
import { calibrate } from '../../../analysis/calibration/calibrateRun.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { writeUserFile } from '../../../foundation/files.ts';
import type { Terminal } from '../../terminal/output.ts';
import { createProgressBar } from '../../terminal/progress.ts';
import { createPage } from './calibratePage.ts';
import { formatReport, toJsonReport, toRecord } from './calibrateReport.ts';

export interface CalibrateCommandOptions extends Omit<CalibrateOptions, 'data' | 'cacheDir'> {
  readonly data?: string;
  readonly cacheDir: string;
  readonly cache: boolean;
  readonly write?: string;
  readonly html?: string;
  readonly selfTest?: boolean;
  readonly json?: boolean;
}

const NOTHING_SCORED = 2;

/** Measures a judge, prints and saves the figures, and resolves with the exit code. */
export async function printCalibration(
  { data, write, html, json = false, cache, cacheDir, ...options }: CalibrateCommandOptions,
  { out, err, env }: Terminal,
): Promise<number> {
  if (data === undefined) {
    throw new MetaScError('calibrate: expected --data, got none', { code: 'CONFIG_INVALID' });
  }
  const bar = createProgressBar(err, { label: '{value} of {total} verdicts, {eta_formatted} left' });
  const ports: CalibratePorts = { env, onProgress: bar.show };
  const calibration = await calibrate({ ...options, data, ...(cache ? { cacheDir } : {}) }, ports).finally(bar.stop);
  if (write !== undefined)
    writeUserFile(write, `${JSON.stringify(toRecord(calibration), null, 2)}\n`, { option: '--write' });
  if (html !== undefined) writeUserFile(html, createPage(calibration), { option: '--html' });
  if (json) out.writeJson(toJsonReport(calibration));
  else out.write(`${formatReport(calibration)}\n`);
  return calibration.figures.scored === 0 ? NOTHING_SCORED : 0;
}
