import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { buildReport } from '../analysis/report/buildReport.ts';
import { readAssets } from '../analysis/report/page/assets.ts';
import { renderReport } from '../analysis/report/page/page.ts';
import { toReportRow } from '../analysis/report/reportRow.ts';
import type { RawRow } from '../analysis/results/rawRows.ts';
import { messageOf } from '../foundation/errors.ts';
import { formatPairedTable } from './pairedTable.ts';
import { processTerminal } from './terminal/output.ts';

/** What promptfoo hands to an `afterAll` hook, as far as it is read here. */
export interface FinishedEvaluation {
  readonly evalId: string;
  readonly results: readonly RawRow[];
}

const DEFAULT_PAGE = 'metasc-report.html';

/**
 * promptfoo's hook `file://…/hooks.js:afterAll`: prints each column's figures beside the first column's, paired by case,
 * and writes the report to METASC_REPORT, or `metasc-report.html` in the working directory; `METASC_REPORT=false` writes
 * none. Never throws: promptfoo would then keep no results.
 *
 * @example
 * ```ts
 * // hooks.ts; in a config: extensions: [file://hooks.ts:afterAll]
 * // Without a file of your own: file://node_modules/promptfoo-metasc/dist/hooks.js:afterAll
 * export { afterAll } from 'promptfoo-metasc/hooks';
 * ```
 */
export async function afterAll({ evalId, results }: FinishedEvaluation): Promise<void> {
  const { out, err, env } = processTerminal();
  const page = env.METASC_REPORT || DEFAULT_PAGE;
  try {
    const report = buildReport([{ path: evalId, rows: results.map(toReportRow) }], {});
    out.write(`\n${formatPairedTable(report)}\n`);
    if (page === 'false') return;
    const { page: html } = await renderReport(report, readAssets());
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, html);
    out.write(`\nReport: ${page}\n`);
  } catch (error) {
    err.write(`\nNo paired table or report: ${messageOf(error)}\n`);
  }
}
