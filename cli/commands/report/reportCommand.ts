import { InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../defineCommand.ts';
import type { ReportCommandOptions } from './makeReport.ts';

function parseSize(text: string): number {
  const size = Number(text);
  if (size > 0) return size;
  throw new InvalidArgumentError('Expected a number of megabytes above 0.');
}

/** `metasc report`: writes results as one page to read and share. */
const defineReportCommand: DefineCommand = (command, terminal) => {
  command
    .argument('<results...>', 'results files from promptfoo eval -o FILE.json or FILE.jsonl')
    .option('-o, --output <file>', 'page to write; an existing one is overwritten', 'report.html')
    .option('--against <label>', 'column to compare the others with (default: the first)')
    .option('--title <text>', 'title of the page', 'MetaSC report')
    .option('--max-mb <number>', 'size of the page to which long texts of cases are cut', parseSize, 8)
    .option('--png <folder>', 'also save the charts as pictures, at twice their size')
    .option('--svg <folder>', 'also save the charts as vector figures')
    .option('--csv <folder>', 'also save the figures of every chart and table, and all rows without their texts')
    .option('--latex <file>', 'also save tables and methods as LaTeX, for booktabs')
    .option('--markdown <file>', 'also save tables and methods as Markdown')
    .option('--json', 'print the figures of the page as JSON')
    .addHelpText(
      'after',
      `
The page shows the columns of all files side by side. A label that occurs in several files gets its file's name as a
prefix. Cases are paired by id. The page loads nothing: open it from disk, print it or send it.

Examples:
  metasc report results/promptfooconfig.json
  metasc report results/jailbreak.json -o jailbreak.html --png figures --csv figures
  metasc report results/jailbreak.json --latex tables.tex --svg figures
  metasc report base.json head.json --against 'base: metasc-10'

Exit codes: 0 the page is written, whatever its figures; 1 an option or a file is wrong, or a file can't be written.`,
    )
    .action(async (paths: string[], options: ReportCommandOptions) => {
      const { makeReport } = await import('./makeReport.ts');
      await makeReport(paths, options, terminal);
    });
};

export default defineReportCommand;
