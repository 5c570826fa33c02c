import { type Command, InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../defineCommand.ts';
import { defineAdoptCommand } from './adopt/adoptCommand.ts';
import type { FreezeOptions, RollbackOptions, VersionOptions } from './specRun.ts';
import type { SourceOptions } from './specSource.ts';

const run = () => import('./specRun.ts');

/** `metasc spec`: reads, adopts, freezes and restores the specs in a chain's journal. */
const defineSpecCommand: DefineCommand = (command, terminal) => {
  command.addHelpText(
    'after',
    `
Examples:
  metasc spec log
  metasc spec freeze --output specs/jailbreak.lock.json

Exit codes: 0 done; 1 no such chain or version, the journal is damaged, or a file can't be written.`,
  );
  withSourceOptions(
    command
      .command('log')
      .description('Show the lineage of the spec: each proposal, and whether it was accepted or why not.'),
  )
    .addHelpText(
      'after',
      `
[-removed-] and {+added+} mark the changes to the previous spec. Works during a run.

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
      .description('Write a spec and its lineage to a lock file for the variant frozen.')
      .requiredOption('-o, --output <file>', 'lock file to write')
      .option(...VERSION_OPTION, parseCount)
      .option('--force', 'overwrite an existing file'),
  )
    .addHelpText(
      'after',
      `
The lock file is sealed by its own SHA-256. The same journal gives the same bytes.

Example:
  metasc spec freeze --output specs/jailbreak.lock.json
Then, in promptfooconfig.yaml:
  config: { variant: frozen, lock: specs/jailbreak.lock.json }

Exit codes: 0 written; 1 no such chain or version, the journal is damaged, or the file exists already.`,
    )
    .action(async (options: FreezeOptions) => (await run()).freeze(options, terminal));

  defineAdoptCommand(command, terminal);

  withSourceOptions(
    command
      .command('rollback')
      .description('Restore an earlier spec, from which a resumed run continues. Deletes nothing.')
      .requiredOption('--to <version>', 'version of the spec, 0 for the first', parseCount),
  )
    .addHelpText(
      'after',
      `
Adds a line to the journal; the restored spec gets the next version number.

Example:
  metasc spec rollback --to 3

Exit codes: 0 done; 1 no such chain or version, the journal is damaged, or a run has it open.`,
    )
    .action(async (options: RollbackOptions) => (await run()).rollback(options, terminal));
};

export default defineSpecCommand;

const VERSION_OPTION = ['--version <n>', 'version of the spec, 0 for the first (default: the current one)'] as const;

/** Adds the options that select a chain, after the command's own. */
function withSourceOptions(command: Command): Command {
  return command
    .option('--journal-dir <folder>', 'folder of the journals', '.metasc')
    .option('--evaluation <id>', 'evaluation (default: that of the adaptive chain written last)')
    .option('--chain <name>', 'chain, if the evaluation has several that adapt their spec')
    .option('--repeat <n>', 'promptfoo repeat, counted from 0', parseCount, 0)
    .option('--json', 'print JSON');
}

function parseCount(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number of 0 or more.');
}
