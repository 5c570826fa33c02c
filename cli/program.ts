import { Command, CommanderError } from 'commander';
import { describeError } from '../foundation/errors.ts';
import { packageVersion } from '../foundation/packageRoot.ts';
import type { DefineCommand } from './commands/defineCommand.ts';
import { processTerminal, type Terminal } from './terminal/output.ts';

interface CommandEntry {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<{ readonly default: DefineCommand }>;
}

/** Each command's module is loaded when the command runs or shows its help. */
const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'action',
    description: 'In a job of GitHub Actions: gate, comment on the pull request, write the summary and the outputs.',
    load: () => import('./commands/action/actionCommand.ts'),
  },
  {
    name: 'calibrate',
    description: "Measure an assertion's judge against labelled data, or the judges against injected verdicts.",
    load: () => import('./commands/calibrate/calibrateCommand.ts'),
  },
  {
    name: 'datasets',
    description: 'Sets of cases: those of this package, and published ones to import.',
    load: () => import('./commands/datasets/datasetsCommand.ts'),
  },
  {
    name: 'eval',
    description: 'Fetch the embedded model if the run needs it, run promptfoo eval, sum up the matrix.',
    load: () => import('./commands/eval/evalCommand.ts'),
  },
  {
    name: 'gate',
    description: 'Compare the results of a change with those before it, and say whether it may go in.',
    load: () => import('./commands/gate/gateCommand.ts'),
  },
  {
    name: 'init',
    description: 'Write a config that puts a promptfoo project’s own provider under MetaSC.',
    load: () => import('./commands/init/initCommand.ts'),
  },
  {
    name: 'model',
    description: 'The files of embedded models.',
    load: () => import('./commands/model/modelCommand.ts'),
  },
  {
    name: 'report',
    description: 'Make one self-contained page of results: verdicts, trade-off, learning curve, costs, judges, cases.',
    load: () => import('./commands/report/reportCommand.ts'),
  },
  {
    name: 'schema',
    description: 'Print the JSON Schema of a promptfooconfig.yaml with our provider options (always JSON).',
    load: () => import('./commands/schema/schemaCommand.ts'),
  },
  {
    name: 'spec',
    description: 'The specs of a chain: how they came about, their texts, freezing one, putting an earlier one back.',
    load: () => import('./commands/spec/specCommand.ts'),
  },
];

/** `metasc`. Parses once; its errors, `--help` and `--version` included, are thrown as commander's. */
export function createProgram(terminal: Terminal = processTerminal()): Command {
  const program = new Command('metasc')
    .description(
      'MetaSC for promptfoo: run the matrix, fetch the embedded model, inspect and freeze specs, measure judges.',
    )
    .version(packageVersion())
    // `metasc spec show --version 3` means the spec's version, not ours.
    .enablePositionalOptions()
    .showHelpAfterError('(metasc --help lists commands and options)')
    .configureOutput({ writeOut: terminal.out.write, writeErr: terminal.err.write })
    .exitOverride()
    .helpCommand(false)
    .hook('preSubcommand', async (_, command) => {
      const entry = COMMANDS.find(({ name }) => name === command.name());
      if (entry !== undefined) (await entry.load()).default(command, terminal);
    });
  for (const { name, description } of COMMANDS) program.command(name).description(description);
  // commander's own would show the help of a command that isn't loaded.
  program
    .command('help')
    .description('display help for command')
    .argument('[command...]')
    .action(async (names: readonly string[]) => {
      await program.parseAsync([...names, '--help'], { from: 'user' });
    });
  return program;
}

/** Runs a command, prints its error if it has one, and resolves with its exit code. */
export async function runProgram(args: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' });
    return terminal.exitCode;
  } catch (error) {
    // commander has printed it.
    if (error instanceof CommanderError) return error.exitCode;
    terminal.err.write(`${describeError(error)}\n`);
    return 1;
  }
}
