import { join } from 'node:path';
import { buildReport, type Report, tablesOf } from '../../../analysis/report/buildReport.ts';
import type { ColumnComparison } from '../../../analysis/report/comparisons.ts';
import { countTests } from '../../../analysis/report/matrix.ts';
import { readAssets } from '../../../analysis/report/page/assets.ts';
import type { DrawnChart } from '../../../analysis/report/page/chart.ts';
import { toTableCsv } from '../../../analysis/report/page/dataTable.ts';
import { renderReport } from '../../../analysis/report/page/page.ts';
import { toFigure, toPng } from '../../../analysis/report/page/png.ts';
import { toLatex } from '../../../analysis/report/paper/latexTables.ts';
import { toMarkdownTables } from '../../../analysis/report/paper/markdownTables.ts';
import { toPaper } from '../../../analysis/report/paper/paper.ts';
import { toReportRow } from '../../../analysis/report/reportRow.ts';
import { readRows } from '../../../analysis/results/rawRows.ts';
import { readRunFacts } from '../../../analysis/results/runFacts.ts';
import { plural } from '../../../analysis/words.ts';
import { writeUserFile } from '../../../foundation/files.ts';
import type { Terminal } from '../../terminal/output.ts';

export interface ReportCommandOptions {
  readonly output: string;
  readonly against?: string;
  readonly title?: string;
  readonly maxMb?: number;
  readonly png?: string;
  readonly svg?: string;
  readonly csv?: string;
  readonly latex?: string;
  readonly markdown?: string;
  readonly json?: boolean;
}

/** Writes the page and the requested extras, and prints where they are and a summary. */
export async function makeReport(
  paths: readonly string[],
  { output, against, title, maxMb, json = false, ...extras }: ReportCommandOptions,
  { out }: Terminal,
): Promise<void> {
  const files = [];
  for (const path of new Set(paths)) {
    files.push({ path, rows: await readRows(path, toReportRow), facts: await readRunFacts(path) });
  }
  const assets = readAssets();
  const made = buildReport(files, { against, title, version: assets.version });
  const { page, charts } = await renderReport(made, assets, { maxMb });
  writeUserFile(output, page, { option: '--output' });
  await writeExtras(made, charts, extras);
  const bytes = Buffer.byteLength(page);
  if (json) out.writeJson({ output, bytes, ...toJsonFigures(made) });
  else out.write(`${formatSummary(made, [output, ...Object.values(extras)], bytes)}\n`);
}

type Extras = Pick<ReportCommandOptions, 'png' | 'svg' | 'csv' | 'latex' | 'markdown'>;

async function writeExtras(
  report: Report,
  charts: readonly DrawnChart[],
  { png, svg, csv, latex, markdown }: Extras,
): Promise<void> {
  if (csv !== undefined)
    for (const table of tablesOf(report))
      writeUserFile(join(csv, `${table.name}.csv`), toTableCsv(table), { option: '--csv' });
  if (png !== undefined)
    for (const chart of charts) writeUserFile(join(png, `${chart.id}.png`), await toPng(chart), { option: '--png' });
  if (svg !== undefined)
    for (const chart of charts) writeUserFile(join(svg, `${chart.id}.svg`), toFigure(chart), { option: '--svg' });
  if (latex !== undefined) writeUserFile(latex, toLatex(toPaper(report)), { option: '--latex' });
  if (markdown !== undefined) writeUserFile(markdown, toMarkdownTables(toPaper(report)), { option: '--markdown' });
}

const SHOWN_FINDINGS = 5;

/** The paths and the size of the page, then its columns, a line for each of the first, and the most serious caveat. */
function formatSummary({ matrix, findings, caveats }: Report, paths: readonly string[], bytes: number): string {
  return [
    `${paths.join(', ')} (${(bytes / 1e6).toFixed(1)} MB)`,
    `${countTests(matrix)} in ${plural(matrix.columns.length, 'column')}: ${matrix.columns.map(({ label }) => label).join(', ')}`,
    ...(findings.length === 0
      ? ['One column: there is nothing to compare it with.']
      : findings
          .slice(0, SHOWN_FINDINGS)
          .map(({ column, text }) => `${column.label} against ${matrix.against.label}: ${text}`)),
    caveats[0] ?? 'The rows show no reason to doubt these figures.',
  ].join('\n');
}

/** The figures for programs; columns by their labels. */
function toJsonFigures(report: Report) {
  const { title, files, matrix, own, verdicts, pairs, methods, refusals, tradeoff, costs, harmPrices, judges } = report;
  const { findings, caveats } = report;
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
    cases: matrix.cases,
    tests: matrix.tests.length,
    ownAssertions: own,
    verdicts: byLabel(verdicts).map(({ comparison, ...cell }) => ({
      ...cell,
      ...(comparison === undefined
        ? {}
        : { difference: comparison && toJsonDifference(comparison), word: comparison?.word }),
    })),
    pairs: pairs.map((comparison) => ({
      metric: comparison.metric,
      column: comparison.head.label,
      against: comparison.base.label,
      ...toJsonDifference(comparison),
      word: comparison.word,
    })),
    methods,
    refusals: byLabel(refusals),
    tradeoff: { ...tradeoff, points: byLabel(tradeoff.points.map(({ cost: _, ...point }) => point)) },
    costs: byLabel(costs),
    harmPrices: byLabel(harmPrices),
    judges,
    findings: byLabel(findings),
    caveats,
  };
}

function toJsonDifference({ decision, faults }: ColumnComparison) {
  const { difference, pairs, clusters, p, adjustedP, test, interval } = decision;
  return difference && { ...difference, pairs, clusters, p, adjustedP, test, method: interval, faults };
}
