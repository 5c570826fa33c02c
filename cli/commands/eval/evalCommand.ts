import { Option } from 'commander';
import { SUITE_NAMES } from '../../../suites/suiteNames.ts';
import type { DefineCommand } from '../defineCommand.ts';
import type { EvalOptions } from './evalRun.ts';

/** `metasc eval`: fetches what the run needs, runs `promptfoo eval`, and summarises the results. */
const defineEvalCommand: DefineCommand = (command, terminal) => {
  command
    .addOption(new Option('-s, --suite <name>', 'a suite of this package').choices(SUITE_NAMES).conflicts('config'))
    .option('-c, --config <file>', 'promptfoo config', 'promptfooconfig.yaml')
    .option('--limit <n>', 'suites: run only the first n cases')
    .option('--seed <n>', 'suites: shuffle the cases; the same seed gives the same order')
    .option('--orders <n>', 'suites: run the cases in n orders, each on its own chain')
    .option('--adapt <n>', 'suites: adapt on the first n cases, and hold out the others')
    .addOption(
      new Option('--pairing <kind>', 'jailbreak suites: how goals and wrappers are combined').choices([
        'paired',
        'product',
      ]),
    )
    .option('--lock <file>', 'transfer: add a column for the spec of this lock file')
    .option('-o, --output <file>', 'results file (default: results/<name of the config>.json)')
    .option('--json', "print the summary as JSON; promptfoo's output goes to standard error")
    .argument('[promptfoo options...]', 'after --: options for promptfoo eval')
    .addHelpText(
      'after',
      `
The environment variables METASC_MODEL, METASC_META_MODEL and METASC_JUDGE choose the models of the suites and of this
project's promptfooconfig.yaml. docs/options.md lists the model references.

Examples:
  metasc eval
  metasc eval --suite jailbreak --limit 10
  METASC_MODEL=openai:gpt-4o-mini metasc eval -- --filter-first-n 4 -j 8

Exit codes: 0 every row has an answer, whatever its scores; 1 a row has an error, or promptfoo failed.`,
    )
    .action(async (promptfooOptions: string[], options: EvalOptions) => {
      const { runEval } = await import('./evalRun.ts');
      terminal.exitCode = await runEval(options, promptfooOptions, terminal);
    });
};

export default defineEvalCommand;
