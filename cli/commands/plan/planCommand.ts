import { InvalidArgumentError, Option } from 'commander';
import { SUITE_NAMES } from '../../../suites/suiteNames.ts';
import type { DefineCommand } from '../defineCommand.ts';
import type { PlanOptions } from './planRun.ts';

/** `metasc plan`: divides evaluations into slices that many machines answer. */
const definePlanCommand: DefineCommand = (command, terminal) => {
  command
    .addOption(
      new Option(
        '-s, --suite <names>',
        `suites of this package, separated by commas: ${SUITE_NAMES.join(', ')}`,
      ).argParser(names),
    )
    .addOption(new Option('-c, --config <files>', 'promptfoo configs, separated by commas').argParser(names))
    .addOption(
      new Option(
        '-m, --models <models>',
        'each evaluation with each of these as METASC_MODEL, separated by commas',
      ).argParser(names),
    )
    .option('--repeats <n>', 'times that each test runs', atLeastOne, 1)
    .option('--orders <n>', 'suites: run the cases in n orders, each on its own chain')
    .option('--limit <n>', 'suites: only the first n cases')
    .option('--seed <n>', 'suites: shuffle the cases')
    .option('--adapt <n>', 'suites: adapt on the first n cases, and hold out the others')
    .option('--columns <labels>', 'suites: only these columns, separated by commas')
    .option('--slice <n>', 'tests that a worker answers at once', atLeastOne, 100)
    .option('--calls-per-minute <n>', 'of each model, by all workers together', atLeastOne)
    .option('--latency <seconds>', 'what a call is assumed to take', Number, 2)
    .option('-o, --output <folder>', 'of the plan', 'plan')
    .option('--force', 'overwrite a plan')
    .option('--json', 'print the figures as JSON')
    .allowUnknownOption()
    .argument('[promptfoo options...]', 'options of promptfoo eval, after --')
    .addHelpText(
      'after',
      `
Asks nothing. Prints cells, calls, the calls that follow one another, and what the calls cost. The tests in which a chain
adapts are one slice; those after it, with all columns of each test, are slices that any worker takes. Results equal those
of one \`promptfoo eval\`.

Examples:
  metasc plan --suite jailbreak,over-refusal --models openai:gpt-4o-mini,openai:gpt-4.1-mini --orders 5 --repeats 3
  metasc plan --config promptfooconfig.yaml --slice 500 -o plan/`,
    )
    .action(async (rest: string[], options: PlanOptions) => {
      const { runPlan } = await import('./planRun.ts');
      await runPlan(options, rest, terminal);
    });
};

export default definePlanCommand;

const names = (text: string): readonly string[] => text.split(',').map((name) => name.trim());

function atLeastOne(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('Expected an integer of at least 1.');
}
