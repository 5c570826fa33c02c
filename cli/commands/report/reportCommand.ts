import { join } from 'node:path';
import { Command } from 'commander';
import { buildReport, type Report, tablesOf } from '../../../analysis/report/buildReport.ts';
import { readAssets } from '../../../analysis/report/page/assets.ts';
import { toTableCsv } from '../../../analysis/report/page/dataTable.ts';
import { renderReport } from '../../../analysis/report/page/page.ts';
import { toPng } from '../../../analysis/report/page/png.ts';
import { readReportFile } from '../../../analysis/report/readReportFile.ts';
import { plural } from '../../../analysis/words.ts';
import { writeUserFile } from '../../../foundation/files.ts';
import { printable } from '../../terminal/printable.ts';

interface CommandOptions {
  readonly output: string;
  readonly against?: string;
  readonly title?: string;
  readonly png?: string;
  readonly csv?: string;
  readonly json?: boolean;
}

/** `metasc report`: results as one page to read and send on. */
export function createReportCommand(): Command {
  return new Command('report')
    .description('Make one self-contained page of results: verdicts, trade-off, learning curve, costs, judges, cases.')
    .argument('<results...>', 'results files of promptfoo eval (-o FILE.json or FILE.jsonl)')
    .option('-o, --output <file>', 'the page; overwritten if it is there', 'report.html')
    .option('--against <label>', 'column that the others are compared with (default: the first)')
    .option('--title <text>', 'title of the page', 'MetaSC report')
    .option('--png <folder>', 'save the charts as pictures, too, at twice their size')
    .option('--csv <folder>', 'save the figures behind every chart and table, and all rows without their texts, too')
    .option('--json', 'print what the page says in figures, as JSON')
    .addHelpText(
      'after',
      `
The columns of all files stand side by side; a label that is in several has its file's name before it. Cases are paired
by id. The page loads nothing from anywhere, and can be opened from disk, printed and sent.

Examples:
  metasc report results/promptfooconfig.json
  metasc report results/jailbreak.json -o jailbreak.html --png figures --csv figures
  metasc report base.json head.json --against 'base: metasc-10'

Exit codes: 0 the page is written, whatever it says; 1 an option or a file is wrong, or a file can't be written.`,
    )
    .action(async (paths: string[], options: CommandOptions) => {
      await report(paths, options);
    });
}

async function report(
  paths: readonly string[],
  { output, against, title, png, csv, json = false }: CommandOptions,
): Promise<void> {
  const files = [];
  for (const path of new Set(paths)) files.push(await readReportFile(path));
  const made = buildReport(files, { against, title });
  const { page, charts } = await renderReport(made, readAssets());
  writeUserFile(output, page, { option: '--output' });
  if (csv !== undefined)
    for (const table of tablesOf(made))
      writeUserFile(join(csv, `${table.name}.csv`), toTableCsv(table), { option: '--csv' });
  if (png !== undefined)
    for (const chart of charts) writeUserFile(join(png, `${chart.id}.png`), toPng(chart), { option: '--png' });
  const bytes = Buffer.byteLength(page);
  process.stdout.write(
    json
      ? `${JSON.stringify({ output, bytes, ...toJsonReport(made) }, null, 2)}\n`
      : `${formatSummary(made, { output, bytes, png, csv }).map(printable).join('\n')}\n`,
  );
}

interface Written {
  readonly output: string;
  readonly bytes: number;
  readonly png: string | undefined;
  readonly csv: string | undefined;
}

/** Where the page is, and three lines of what it says. */
function formatSummary({ matrix, findings, caveats }: Report, { output, bytes, png, csv }: Written): readonly string[] {
  const [finding] = findings;
  return [
    `${[output, ...(png === undefined ? [] : [png]), ...(csv === undefined ? [] : [csv])].join(', ')} (${(bytes / 1e6).toFixed(1)} MB)`,
    `${plural(matrix.cases.length, 'case')} in ${plural(matrix.columns.length, 'column')}: ${matrix.columns.map(({ label }) => label).join(', ')}`,
    finding === undefined
      ? 'One column: there is nothing to compare it with.'
      : `${finding.column.label} against ${matrix.against.label}: ${finding.text}`,
    caveats[0] ?? 'Nothing speaks against these figures that the rows tell of.',
  ];
}

/** The figures for programs; columns by their labels. */
function toJsonReport({
  title,
  files,
  matrix,
  verdicts,
  tradeoff,
  costs,
  harmPrices,
  judges,
  findings,
  caveats,
}: Report) {
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
    verdicts: byLabel(verdicts),
    tradeoff: { ...tradeoff, points: byLabel(tradeoff.points.map(({ cost: _, ...point }) => point)) },
    costs: byLabel(costs),
    harmPrices: byLabel(harmPrices),
    judges,
    findings: byLabel(findings),
    caveats,
  };
}
