import { InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../defineCommand.ts';

interface Options {
  readonly store: string;
  readonly parallel: number;
  readonly lease: number;
  readonly patience: number;
  readonly shard?: string;
  readonly learned?: readonly string[];
  readonly metricsPort?: number;
  readonly metricsHost: string;
}

/** `metasc work`: answers slices of a plan, beside any number of other workers. */
const defineWorkCommand: DefineCommand = (command, terminal) => {
  command
    .argument('<plan>', 'the folder that metasc plan wrote')
    .requiredOption('--store <where>', 'postgres://…, for any number of machines; or a folder, for this one')
    .option('--parallel <n>', 'slices that this worker answers at once', atLeast(1), 1)
    .option('--shard <i/n>', 'without a database: answer the i-th of n parts; learn answers the windows first')
    .option('--learned <folders...>', 'with --shard i/n: the folders of --shard learn')
    .option('--lease <seconds>', 'a worker that says nothing for so long has lost its slice', atLeast(10), 30)
    .option('--patience <seconds>', 'how long to wait for a store that is away', atLeast(1), 120)
    .option('--metrics-port <n>', 'serve counts at /metrics, as Prometheus reads them; 0 takes a free port', atLeast(0))
    .option('--metrics-host <address>', 'where to serve them', '127.0.0.1')
    .addHelpText(
      'after',
      `
A worker that is killed loses at most its calls under way: another one goes on with what it recorded. One that is frozen
past its lease has lost its slice, and what it did of it is dropped. SIGTERM lets calls under way end.

Keys come from the environment of the worker; the plan holds none.

Examples:
  metasc work plan/ --store .metasc/store --parallel 2
  metasc work plan/ --store postgres://metasc@db.example/metasc
  metasc work plan/ --store part/ --shard learn
  metasc work plan/ --store part/ --shard 3/8 --learned learn/

Exit codes: 0 every cell has an answer; 1 a cell got an error, or something is wrong with plan or config; 75 the store is
away; 130 or 143 stopped by a signal.`,
    )
    .action(async (plan: string, { lease, patience, metricsPort: port, metricsHost: host, ...options }: Options) => {
      const { runWork } = await import('./workRun.ts');
      const metrics = port === undefined ? {} : { metrics: { host, port } };
      terminal.exitCode = await runWork(
        plan,
        { ...options, ...metrics, leaseSeconds: lease, patienceSeconds: patience },
        terminal,
      );
    });
};

export default defineWorkCommand;

function atLeast(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected an integer of at least ${least}.`);
  };
}
