import { type Command, InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../defineCommand.ts';
import type { FreezeOptions, RollbackOptions, VersionOptions } from './specRun.ts';
import type { SourceOptions } from './specSource.ts';

const run = () => import('./specRun.ts');

/** `metasc spec`: the specs that a chain's journal holds. */
const defineSpecCommand: DefineCommand = (command, terminal) => {
  withSourceOptions(
    command
      .command('log')
      .description('Show how the spec came about: each proposal, whether it was accepted or why not.'),
  )
    .addHelpText(
      'after',
      `
[-removed-] and {+added+} words are against the spec before. Works while a run goes on.

Examples:
  metasc spec log
  metasc spec log --chain metasc-all --json

Exit codes: 0 shown; 1 no such chain, or its journal is damaged.`,
    )
    .action(async (options: SourceOptions) => (await run()).showLog(options, terminal));

  withSourceOptions(
    command
      .command('show')
      .description('Print the text of a spec, and nothing else.')
      .option(...VERSION_OPTION, parseCount),
  )
    .addHelpText(
      'after',
      `
Examples:
  metasc spec show
  metasc spec show --version 0 | wc -w

Exit codes: 0 shown; 1 no such chain or version, or the journal is damaged.`,
    )
    .action(async (options: VersionOptions) => (await run()).showSpec(options, terminal));

  withSourceOptions(
    command
      .command('diff')
      .description('Compare two versions of a spec word by word.')
      .argument('<from>', 'version, 0 for the first spec', parseCount)
      .argument('<to>', 'version', parseCount),
  )
    .addHelpText(
      'after',
      `
Example:
  metasc spec diff 0 7

Exit codes: 0 shown, whether they differ or not; 1 no such chain or version, or the journal is damaged.`,
    )
    .action(async (from: number, to: number, options: SourceOptions) =>
      (await run()).showDiff({ ...options, from, to }, terminal),
    );

  withSourceOptions(
    command
      .command('freeze')
      .description('Write a spec with its lineage into a lock file, for variant frozen.')
      .requiredOption('-o, --output <file>', 'lock file to write')
      .option(...VERSION_OPTION, parseCount)
      .option('--force', 'write over a file that is there'),
  )
    .addHelpText(
      'after',
      `
The lock file is sealed by its own SHA-256. The same journal gives the same bytes.

Example:
  metasc spec freeze --output specs/jailbreak.lock.json
  then, in promptfooconfig.yaml:
  config: { variant: frozen, lock: specs/jailbreak.lock.json }

Exit codes: 0 written; 1 no such chain or version, the journal is damaged, or the file is there already.`,
    )
    .action(async (options: FreezeOptions) => (await run()).freeze(options, terminal));

  withSourceOptions(
    command
      .command('rollback')
      .description('Put an earlier spec back: a run that is resumed goes on from it. Deletes nothing.')
      .requiredOption('--to <version>', 'version of the spec, 0 for the first', parseCount),
  )
    .addHelpText(
      'after',
      `
Adds a line to the journal; the spec gets a version of its own, one more than the last.

Example:
  metasc spec rollback --to 3

Exit codes: 0 done; 1 no such chain or version, the journal is damaged, or a run has it open.`,
    )
    .action(async (options: RollbackOptions) => (await run()).rollback(options, terminal));
};

export default defineSpecCommand;

const VERSION_OPTION = ['--version <n>', 'version of the spec, 0 for the first (default: the current one)'] as const;

/** Adds the options by which every `metasc spec` command finds its chain, after its own. */
function withSourceOptions(command: Command): Command {
  return command
    .option('--journal-dir <folder>', 'folder of the journals', '.metasc')
    .option('--evaluation <id>', 'evaluation (default: that of the adaptive chain which was written last)')
    .option('--chain <name>', 'chain, where the evaluation has several that adapt their spec')
    .option('--repeat <n>', "which of promptfoo's repeats, from 0", parseCount, 0)
    .option('--json', 'print JSON');
}

function parseCount(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number of 0 or more.');
}
