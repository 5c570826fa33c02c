import { InvalidArgumentError, Option } from 'commander';
import { hintAt } from '../../../foundation/nearest.ts';
import { SUITE_NAMES } from '../../../suites/suiteNames.ts';
import type { DefineCommand } from '../defineCommand.ts';
import type { EvalOptions } from './evalRun.ts';

/** `metasc eval`: checks a config, fetches what the run needs, runs `promptfoo eval`, and summarises the results. */
const defineEvalCommand: DefineCommand = (command, terminal) => {
  command
    .addOption(
      new Option('-s, --suite <name>', `a suite of this package: ${SUITE_NAMES.join(', ')}`)
        .argParser(parseSuite)
        .conflicts('config'),
    )
    .option('-c, --config <file>', 'any promptfoo config (default: promptfooconfig.yaml, or another form of it)', once)
    .option('--estimate', 'print cells, calls, tokens and cost, and ask nothing')
    .option('--dataset <sets>', 'suite robustness, generated tests: sets or CSV files, separated by commas')
    .option('--limit <n>', 'run only the first n cases')
    .option('--seed <n>', 'shuffle the cases; the same seed gives the same order')
    .option('--orders <n>', 'run the cases in n orders, each on its own chain')
    .option('--adapt <n>', 'adapt on the first n cases, and hold out the others')
    .addOption(
      new Option('--pairing <kind>', 'jailbreak cases: how goals and wrappers are combined').choices([
        'paired',
        'product',
      ]),
    )
    .option('--lock <file>', 'suite transfer: add a column for the spec of this lock file')
    .option('--prompts <file>', 'suites: a YAML file with critique, revision and metaCritique, instead of our wording')
    .option('--system-prompt <file>', 'suites: a text file with the system prompt, instead of our own')
    .option('--columns <labels>', 'suites: run only these columns, separated by commas')
    .option('-o, --output <file>', 'results, as .json or .jsonl (default: results/<name of the config>.json)')
    .option('--json', "print the summary as JSON; promptfoo's output goes to standard error")
    .allowUnknownOption()
    .argument('[promptfoo options...]', 'options of promptfoo eval, as they are or after --')
    .addHelpText(
      'after',
      `
Looks at the whole config first: options, models, keys, judges, files. A fault ends the run before anything is asked.

--limit, --seed, --orders, --adapt and --pairing are for suites and for tests from suites/cases; other tests take
promptfoo's own --filter-first-n, --filter-sample and --filter-sample-seed. --dataset is for those that state no set.

--prompts, --system-prompt and --columns are for suites; metasc datasets import metasc-templates writes those of the paper's code.
promptfoo's own --prompts goes after --.

The environment variables METASC_MODEL, METASC_META_MODEL and METASC_JUDGE choose the models of the suites, and of a
config that reads them. docs/options.md lists the model references.

Examples:
  metasc eval
  metasc eval --config promptfooconfig.metasc.yaml --estimate
  metasc eval --suite jailbreak --limit 10
  metasc eval --suite defences --columns baseline,metasc-10,response-check --estimate
  METASC_MODEL=openai:gpt-4o-mini metasc eval --no-cache -j 8 --filter-first-n 4

Exit codes: 0 every row has an answer, whatever its scores; 1 a row has an error, the config has a fault, or promptfoo
failed.`,
    )
    .action(async (rest: string[], options: EvalOptions) => {
      const { runEval } = await import('./evalRun.ts');
      const knownOptions = command.options.flatMap(({ long }) => long ?? []);
      terminal.exitCode = await runEval({ options, rest, knownOptions }, terminal);
    });
};

export default defineEvalCommand;

function parseSuite(name: string): string {
  if (SUITE_NAMES.some((known) => known === name)) return name;
  throw new InvalidArgumentError(`Expected a suite; ${hintAt(name, SUITE_NAMES)}`);
}

function once(value: string, before: string | undefined): string {
  if (before === undefined) return value;
  throw new InvalidArgumentError('Expected one config; promptfoo takes further ones after --.');
}
