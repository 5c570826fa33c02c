import { InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../defineCommand.ts';
import { INIT_METRICS, ofOneKind } from './initAssertions.ts';
import { INIT_VARIANTS } from './initColumns.ts';
import type { InitCommandOptions } from './initRun.ts';

const METRIC_NAMES = INIT_METRICS.map(({ name }) => name);
const NAMES_OF_ONE_KIND = ofOneKind(INIT_METRICS).map(({ name }) => name);

/** `metasc init`: adds MetaSC to an existing promptfoo project. */
const defineInitCommand: DefineCommand = (command, terminal) => {
  command
    .argument('[config]', 'YAML or JSON config (default: promptfooconfig.yaml, .yml or .json)')
    .option('-o, --output <file>', "file to write, in the config's folder (default: <name of the config>.metasc.yaml)")
    .option('--provider <id>', 'id or label of the provider that becomes the model, if there are several')
    .option('--variants <list>', `columns to make (default: ${INIT_VARIANTS.join(',')})`)
    .option('--steps <n>', 'number of cases that may change the spec of the metasc column, or all', parseSteps, 10)
    .option('--assertions <list>', `assertions to add (default: ${METRIC_NAMES.join(',')}, where they fit)`)
    .option('--judge <judge>', 'local, a model reference, or a judge as a JSON object (default: local)')
    .option('--only', 'leave the other providers out')
    .option('--yes', 'ask nothing, and take the first of several providers')
    .option('--force', 'overwrite an existing file, or add to a config that has MetaSC columns')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The columns replace the provider that they wrap. Other providers, prompts, tests, assertions and comments stay unchanged,
and so does your own file.

${NAMES_OF_ONE_KIND.join(' and ')} fail all cases of the other kind, so they go only to tests in the config that say
harmful: true or false. Other assertions go to all tests, through defaultTest.

On a terminal, asks for what the options leave open.

Examples:
  metasc init
  metasc init evals/safety.yaml --provider openai:gpt-4o-mini --judge openai:gpt-4o --yes

Exit codes: 0 written; 1 the config can't be read or edited, an option is wrong, or the file exists already.`,
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
