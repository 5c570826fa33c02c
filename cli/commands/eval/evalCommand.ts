import { Option } from 'commander';
import { SUITE_NAMES } from '../../../suites/suiteNames.ts';
import type { DefineCommand } from '../defineCommand.ts';
import type { EvalOptions } from './evalRun.ts';

/** `metasc eval`: fetches what the run needs, runs `promptfoo eval`, and says where the results are. */
const defineEvalCommand: DefineCommand = (command, terminal) => {
  command
    .addOption(new Option('-s, --suite <name>', 'a suite of this package').choices(SUITE_NAMES).conflicts('config'))
    .option('-c, --config <file>', 'promptfoo config', 'promptfooconfig.yaml')
    .option('--limit <n>', 'of a suite: the first n cases')
    .option('--seed <n>', 'of a suite: shuffle the cases, always in the same way')
    .option('--orders <n>', 'of a suite: run the cases in n orders, each on a chain of its own')
    .option('--adapt <n>', 'of a suite: mark the first n cases to adapt on, the others as held out')
    .addOption(new Option('--pairing <kind>', 'of jailbreaks: goals and wrappers').choices(['paired', 'product']))
    .option('--lock <file>', 'of transfer: a lock file whose spec gets a column')
    .option('-o, --output <file>', 'results file (default: results/<config name>.json)')
    .option('--json', 'print the summary as JSON on standard output, promptfoo’s own output on standard error')
    .argument('[promptfoo options...]', 'passed on to promptfoo eval, after --')
    .addHelpText(
      'after',
      `
METASC_MODEL, METASC_META_MODEL and METASC_JUDGE put other models into the configs of this project.

Suites: ${SUITE_NAMES.join(', ')}.

Examples:
  metasc eval
  metasc eval --suite jailbreak --limit 10
  METASC_MODEL=openai:gpt-4o-mini metasc eval -- --filter-first-n 4 -j 8

Exit codes: 0 every row was answered, whatever its scores; 1 a row has an error, or promptfoo failed.`,
    )
    .action(async (promptfooOptions: string[], options: EvalOptions) => {
      const { runEval } = await import('./evalRun.ts');
      terminal.exitCode = await runEval(options, promptfooOptions, terminal);
    });
};

export default defineEvalCommand;
