import { readRows } from '../results/rawRows.ts';
import type { ReportFile } from './matrix.ts';
import { toReportRow } from './reportRow.ts';

/**
 * Reads a results file of promptfoo with the texts of its rows, JSON or JSON Lines.
 *
 * @throws MetaScError `FILE_UNREADABLE` when the file is missing, torn, or no results of promptfoo
 */
export async function readReportFile(path: string): Promise<ReportFile> {
  return { path, rows: await readRows(path, toReportRow) };
}
