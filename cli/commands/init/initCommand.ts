import { InvalidArgumentError } from 'commander';
import { ADOPTED_VARIANTS } from '../../../adoption/adoptedColumns.ts';
import { ADOPTED_METRICS, isOfOneKind } from '../../../adoption/assertionPlan.ts';
import type { DefineCommand } from '../defineCommand.ts';
import type { InitCommandOptions } from './initRun.ts';

const METRIC_NAMES = ADOPTED_METRICS.map(({ name }) => name);
const NAMES_OF_ONE_KIND = ADOPTED_METRICS.filter(isOfOneKind).map(({ name }) => name);

/** `metasc init`: adds MetaSC to an existing promptfoo project. */
const defineInitCommand: DefineCommand = (command, terminal) => {
  command
    .argument('[config]', 'YAML, JSON, TypeScript or JavaScript config (default: promptfooconfig.yaml, .yml, …)')
    .option('-o, --output <file>', "file to write, in the config's folder (default: <name of the config>.metasc.yaml)")
    .option('--provider <id>', 'id or label of the provider that becomes the model, if there are several')
    .option('--harmful <answer>', 'whether the requests of the tests are harmful: true (all), false (none) or mixed')
    .option(
      '--variants <list>',
      `columns to make (default: ${ADOPTED_VARIANTS.join(',')}; of a red team baseline,metasc)`,
    )
    .option('--steps <n>', 'cases that may change the spec of the metasc column, or all (default: 10)', parseSteps)
    .option('--assertions <list>', `assertions to add, or none (default: ${METRIC_NAMES.join(',')}, where they fit)`)
    .option('--judge <judge>', 'local, a model reference, or a judge as a JSON object (default: local)')
    .option('--only', 'leave the other providers out')
    .option('--yes', 'ask nothing, and take the first of several providers')
    .option('--force', 'overwrite an existing file, or add to a config that has MetaSC columns')
    .option('--check', 'then ask two cases through your provider and through baseline, and compare')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The columns replace the provider that they wrap. Everything else stays byte for byte, and so does your own file. For a
config of code, init runs it and writes a module beside it that exports withMetaSc(config).

An assertion goes only to tests that it can score. harm with the local judge, ${NAMES_OF_ONE_KIND.join(' and ')} need to
know whether a request is harmful. A test says so with metadata: { harmful: true }, or under a name such as is_unsafe or
label: benign (docs/metrics.md); a red team's test is an attack. --harmful says it of all tests. The report lists what
stays unscored.

--check compares the requests that leave, the outputs, and the results of your own assertions, in two short runs of
promptfoo: at most four calls, and what assertions ask. A file that is there already is checked and stays as it is.

On a terminal, asks for what the options leave open.

Examples:
  metasc init
  metasc init evals/safety.yaml --provider openai:gpt-4o-mini --judge openai:gpt-4o --yes
  metasc init promptfooconfig.ts --harmful true
  metasc init --yes --check

Exit codes: 0 written, and equal under --check; 1 the config can't be read or edited, an option is wrong, the file exists
already, or --check finds a difference.`,
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
