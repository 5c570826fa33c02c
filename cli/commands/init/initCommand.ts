import { InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../defineCommand.ts';
import { INIT_METRICS, ofOneKind } from './initAssertions.ts';
import { INIT_VARIANTS } from './initColumns.ts';
import type { InitCommandOptions } from './initRun.ts';

const METRIC_NAMES = INIT_METRICS.map(({ name }) => name);
const NAMES_OF_ONE_KIND = ofOneKind(INIT_METRICS).map(({ name }) => name);

/** `metasc init`: MetaSC for a promptfoo project that is there already. */
const defineInitCommand: DefineCommand = (command, terminal) => {
  command
    .argument('[config]', 'YAML or JSON config (default: promptfooconfig.yaml, .yml or .json)')
    .option('-o, --output <file>', 'file to write, beside the config (default: <its name>.metasc.yaml)')
    .option('--provider <id>', 'id or label of the provider that becomes the model, where there are several')
    .option('--variants <list>', `columns to make (default: ${INIT_VARIANTS.join(',')})`)
    .option('--steps <n>', 'cases that may change the spec of metasc, or all', parseSteps, 10)
    .option('--assertions <list>', `assertions to add (default: ${METRIC_NAMES.join(',')}, where they fit)`)
    .option('--judge <judge>', 'local, a model reference, or a judge as a JSON object (default: local)')
    .option('--only', 'leave the other providers out')
    .option('--yes', 'ask nothing; of several providers, take the first')
    .option('--force', 'write over a file that is there, or add to a config that has MetaSC columns')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The columns stand in the place of the provider that they wrap. Other providers, prompts, tests, assertions and comments
stay as they are, and so does your own file. ${NAMES_OF_ONE_KIND.join(' and ')} go to the tests in the config itself that say
harmful: true or false, because they fail all cases of the other kind; other assertions go to all tests, through defaultTest.

Asks on a terminal what the options leave open.

Examples:
  metasc init
  metasc init evals/safety.yaml --provider openai:gpt-4o-mini --judge openai:gpt-4o --yes

Exit codes: 0 written; 1 the config can't be read or edited, an option is wrong, or the file is there already.`,
    )
    .action(async (config: string | undefined, options: InitCommandOptions & { readonly json?: boolean }) => {
      const { printInit } = await import('./initRun.ts');
      await printInit(config, options, terminal);
    });
};

export default defineInitCommand;

function parseSteps(value: string): number | 'all' {
  if (value === 'all') return value;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number of 0 or more, or all.');
}
