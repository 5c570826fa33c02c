import { readRawRows } from '../results/rawRows.ts';
import type { ReportFile } from './matrix.ts';
import { type ReportRow, toReportRow } from './reportRow.ts';

/**
 * Reads a results file of promptfoo with the texts of its rows, JSON or JSON Lines.
 *
 * @throws MetaScError `FILE_UNREADABLE` when the file is missing, torn, or no results of promptfoo
 */
export async function readReportFile(path: string): Promise<ReportFile> {
  const rows: ReportRow[] = [];
  for await (const raw of readRawRows(path)) rows.push(toReportRow(raw));
  return { path, rows };
}
