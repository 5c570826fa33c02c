import { Command, CommanderError } from 'commander';
import { describeError } from '../foundation/errors.ts';
import { packageVersion } from '../foundation/packageRoot.ts';
import { knowSecrets, secretsInEnv } from '../foundation/secrets.ts';
import type { DefineCommand } from './commands/defineCommand.ts';
import { processTerminal, type Terminal } from './terminal/output.ts';

interface CommandEntry {
  readonly description: string;
  readonly load: () => Promise<{ readonly default: DefineCommand }>;
}

/** Each command's module is loaded when the command runs or shows its help. */
const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  calibrate: {
    description: "Measure a judge's agreement with human labels, or its resistance to injected verdicts.",
    load: () => import('./commands/calibrate/calibrateCommand.ts'),
  },
  collect: {
    description: 'Write the results of a plan, once every test is there.',
    load: () => import('./commands/collect/collectCommand.ts'),
  },
  datasets: {
    description: 'List the case sets of this package, and import published ones.',
    load: () => import('./commands/datasets/datasetsCommand.ts'),
  },
  doctor: {
    description: 'Ask a model and a judge a few small questions: what they take, what to configure, what suites cost.',
    load: () => import('./commands/doctor/doctorCommand.ts'),
  },
  eval: {
    description: 'Check a config and estimate what it takes, run promptfoo eval on it, and summarise the results.',
    load: () => import('./commands/eval/evalCommand.ts'),
  },
  gate: {
    description: 'Compare results before and after a change, and decide whether the change passes.',
    load: () => import('./commands/gate/gateCommand.ts'),
  },
  init: {
    description: 'Add MetaSC columns to the config of an existing promptfoo project.',
    load: () => import('./commands/init/initCommand.ts'),
  },
  model: {
    description: 'Fetch the files of embedded models.',
    load: () => import('./commands/model/modelCommand.ts'),
  },
  plan: {
    description: 'Divide evaluations into slices that many machines answer.',
    load: () => import('./commands/plan/planCommand.ts'),
  },
  report: {
    description: 'Write results as one self-contained page: verdicts, trade-off, learning curve, costs, judges, cases.',
    load: () => import('./commands/report/reportCommand.ts'),
  },
  resume: {
    description: 'Finish a run that was broken off, without asking again what it recorded.',
    load: () => import('./commands/resume/resumeCommand.ts'),
  },
  schema: {
    description: 'Print the JSON Schema of promptfooconfig.yaml, including the options of the MetaSC provider.',
    load: () => import('./commands/schema/schemaCommand.ts'),
  },
  serve: {
    description: 'Serve MetaSC as a model behind the chat completions API.',
    load: () => import('./commands/serve/serveCommand.ts'),
  },
  spec: {
    description: 'Inspect, compare, adopt, freeze and roll back the specs of a chain.',
    load: () => import('./commands/spec/specCommand.ts'),
  },
  status: {
    description: 'Say how far the workers of a plan are.',
    load: () => import('./commands/status/statusCommand.ts'),
  },
  work: {
    description: 'Answer slices of a plan, beside any number of other workers.',
    load: () => import('./commands/work/workCommand.ts'),
  },
};

/** `metasc`, for one parse. Throws commander's errors, which include `--help` and `--version`. */
export function createProgram(terminal: Terminal = processTerminal()): Command {
  const program = new Command('metasc')
    .description(
      "Make a model's answers safer at test time with MetaSC, compare variants in promptfoo, and gate changes on the results.",
    )
    .version(packageVersion())
    // `metasc spec show --version 3` means the spec's version, not ours.
    .enablePositionalOptions()
    .showHelpAfterError('(metasc --help lists commands and options)')
    .configureOutput({ writeOut: terminal.out.write, writeErr: terminal.err.write })
    .exitOverride()
    .helpCommand(false)
    .addHelpText('after', '\nmetasc help <command> shows the options, examples and exit codes of a command.')
    .hook('preSubcommand', async (_, command) => {
      (await COMMANDS[command.name()]?.load())?.default(command, terminal);
    });
  for (const [name, { description }] of Object.entries(COMMANDS)) program.command(name).description(description);
  // commander's own `help` would show a command that isn't loaded.
  program
    .command('help')
    .description('display help for command')
    .argument('[command...]')
    .action(async (names: readonly string[]) => {
      await program.parseAsync([...names, '--help'], { from: 'user' });
    });
  return program;
}

/** Runs a command, prints its error if it fails, and resolves with its exit code. */
export async function runProgram(args: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  knowSecrets(secretsInEnv(terminal.env));
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
