import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { buildReport } from '../analysis/report/buildReport.ts';
import { readAssets } from '../analysis/report/page/assets.ts';
import { renderReport } from '../analysis/report/page/page.ts';
import { toReportRow } from '../analysis/report/reportRow.ts';
import type { RawRow } from '../analysis/results/rawRows.ts';
import { toRunFacts } from '../analysis/results/runFacts.ts';
import { messageOf } from '../foundation/errors.ts';
import { formatPairedTable } from './pairedTable.ts';
import { processTerminal } from './terminal/output.ts';

/** The parts of promptfoo's argument to an `afterAll` hook that are read here. */
export interface FinishedEvaluation {
  readonly evalId: string;
  readonly results: readonly RawRow[];
  /** The evaluation's config. */
  readonly config?: unknown;
}

const DEFAULT_PAGE = 'metasc-report.html';

/**
 * promptfoo's hook `file://…/hooks.js:afterAll`. Prints each column's figures beside those of the first, paired by case.
 * Writes the report to METASC_REPORT, by default `metasc-report.html` in the working directory; `METASC_REPORT=false`
 * writes none. Never throws, because promptfoo would then lose the results.
 *
 * @example
 * ```ts
 * // hooks.ts; in a config: extensions: [file://hooks.ts:afterAll]
 * // Without a file of your own: file://node_modules/promptfoo-metasc/dist/hooks.js:afterAll
 * export { afterAll } from 'promptfoo-metasc/hooks';
 * ```
 */
export async function afterAll({ evalId, results, config }: FinishedEvaluation): Promise<void> {
  const { out, err, env } = processTerminal();
  const page = env.METASC_REPORT || DEFAULT_PAGE;
  try {
    const assets = readAssets();
    const report = buildReport(
      [{ path: evalId, rows: results.map(toReportRow), facts: toRunFacts({ evalId, config }) }],
      { version: assets.version },
    );
    out.write(`\n${formatPairedTable(report)}\n`);
    if (page === 'false') return;
    const { page: html } = await renderReport(report, assets);
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, html);
    out.write(`\nReport: ${page}\n`);
  } catch (error) {
    err.write(`\nNo paired table or report: ${messageOf(error)}\n`);
  }
}
