import type { DefineCommand } from '../defineCommand.ts';
import type { ReportCommandOptions } from './makeReport.ts';

/** `metasc report`: results as one page to read and send on. */
const defineReportCommand: DefineCommand = (command, terminal) => {
  command
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
    .action(async (paths: string[], options: ReportCommandOptions) => {
      const { makeReport } = await import('./makeReport.ts');
      await makeReport(paths, options, terminal);
    });
};

export default defineReportCommand;
