import { join } from 'node:path';
import { buildReport, type Report, tablesOf } from '../../../analysis/report/buildReport.ts';
import { readAssets } from '../../../analysis/report/page/assets.ts';
import { toTableCsv } from '../../../analysis/report/page/dataTable.ts';
import { renderReport } from '../../../analysis/report/page/page.ts';
import { toPng } from '../../../analysis/report/page/png.ts';
import { toReportRow } from '../../../analysis/report/reportRow.ts';
import { readRows } from '../../../analysis/results/rawRows.ts';
import { plural } from '../../../analysis/words.ts';
import { writeUserFile } from '../../../foundation/files.ts';
import type { Terminal } from '../../terminal/output.ts';

export interface ReportCommandOptions {
  readonly output: string;
  readonly against?: string;
  readonly title?: string;
  readonly png?: string;
  readonly csv?: string;
  readonly json?: boolean;
}

/** Writes the page and the requested extras, and prints where they are and a summary. */
export async function makeReport(
  paths: readonly string[],
  { output, against, title, png, csv, json = false }: ReportCommandOptions,
  { out }: Terminal,
): Promise<void> {
  const files = [];
  for (const path of new Set(paths)) files.push({ path, rows: await readRows(path, toReportRow) });
  const made = buildReport(files, { against, title });
  const { page, charts } = await renderReport(made, readAssets());
  writeUserFile(output, page, { option: '--output' });
  if (csv !== undefined)
    for (const table of tablesOf(made))
      writeUserFile(join(csv, `${table.name}.csv`), toTableCsv(table), { option: '--csv' });
  if (png !== undefined)
    for (const chart of charts) writeUserFile(join(png, `${chart.id}.png`), await toPng(chart), { option: '--png' });
  const bytes = Buffer.byteLength(page);
  if (json) out.writeJson({ output, bytes, ...toJsonFigures(made) });
  else
    out.write(
      `${formatSummary(
        made,
        [output, png, csv].filter((path) => path !== undefined),
        bytes,
      )}\n`,
    );
}

/** The paths and the size of the page, then three lines about its content. */
function formatSummary({ matrix, findings, caveats }: Report, paths: readonly string[], bytes: number): string {
  const [finding] = findings;
  return [
    `${paths.join(', ')} (${(bytes / 1e6).toFixed(1)} MB)`,
    `${plural(matrix.cases.length, 'case')} in ${plural(matrix.columns.length, 'column')}: ${matrix.columns.map(({ label }) => label).join(', ')}`,
    finding === undefined
      ? 'One column: there is nothing to compare it with.'
      : `${finding.column.label} against ${matrix.against.label}: ${finding.text}`,
    caveats[0] ?? 'The rows show no reason to doubt these figures.',
  ].join('\n');
}

/** The figures for programs; columns by their labels. */
function toJsonFigures(report: Report) {
  const { title, files, matrix, own, verdicts, refusals, tradeoff, costs, harmPrices, judges, findings, caveats } =
    report;
  const byLabel = <T extends { readonly column: { readonly label: string } }>(all: readonly T[]) =>
    all.map(({ column, ...rest }) => ({ column: column.label, ...rest }));
  return {
    title,
    files,
    against: matrix.against.label,
    columns: matrix.columns.map(({ label, path, variant, rows, duplicates }) => ({
      label,
      path,
      variant,
      cases: rows.size,
      duplicates,
    })),
    cases: matrix.cases.length,
    ownAssertions: own,
    verdicts: byLabel(verdicts),
    refusals: byLabel(refusals),
    tradeoff: { ...tradeoff, points: byLabel(tradeoff.points.map(({ cost: _, ...point }) => point)) },
    costs: byLabel(costs),
    harmPrices: byLabel(harmPrices),
    judges,
    findings: byLabel(findings),
    caveats,
  };
}
