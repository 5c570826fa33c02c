import { Command } from 'commander';
import { diffTexts } from '../../../analysis/wordDiff.ts';
import { freezeSpec, hashJournal } from '../../../providers/specs/freezeSpec.ts';
import { findVersion } from '../../../providers/specs/lineage.ts';
import { rollbackSpec } from '../../../providers/specs/rollbackSpec.ts';
import { writeLock } from '../../../providers/specs/specLock.ts';
import { printable } from '../../terminal/printable.ts';
import { formatLog, toLogReport } from './specLog.ts';
import {
  findSource,
  parseCount,
  readSource,
  type SourceOptions,
  toChainName,
  withSourceOptions,
} from './specSource.ts';
import { formatChanges, type Style } from './wordChanges.ts';

/** `metasc spec`: the specs that a chain's journal holds. */
export function createSpecCommand(): Command {
  return new Command('spec')
    .description('The specs of a chain: how they came about, their texts, freezing one, putting an earlier one back.')
    .addCommand(createLogCommand())
    .addCommand(createShowCommand())
    .addCommand(createDiffCommand())
    .addCommand(createFreezeCommand())
    .addCommand(createRollbackCommand());
}

function createLogCommand(): Command {
  return withSourceOptions(
    new Command('log').description('Show how the spec came about: each proposal, whether it was accepted or why not.'),
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
    .action((options: SourceOptions) => {
      const source = readSource(options);
      print(options, toLogReport(source), () => formatLog(source, terminalStyle()));
    });
}

interface VersionOptions extends SourceOptions {
  readonly version?: number;
}

const VERSION_OPTION = ['--version <n>', 'version of the spec, 0 for the first (default: the current one)'] as const;

function createShowCommand(): Command {
  return withSourceOptions(
    new Command('show')
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
    .action((options: VersionOptions) => {
      const source = readSource(options);
      const { version, text } = findVersion(source.lineage, options.version);
      // A pipe gets every byte; a terminal would act on some.
      print(options, { ...toChainName(source), version, text }, () => (process.stdout.isTTY ? printable(text) : text));
    });
}

function createDiffCommand(): Command {
  return withSourceOptions(
    new Command('diff')
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
    .action((fromVersion: number, toVersion: number, options: SourceOptions) => {
      const source = readSource(options);
      const [from, to] = [fromVersion, toVersion].map((version) => {
        const { text } = findVersion(source.lineage, version);
        return { version, text };
      });
      const changes = diffTexts(from?.text ?? '', to?.text ?? '');
      print(options, { ...toChainName(source), from, to, changes }, () => formatChanges(changes, terminalStyle()));
    });
}

interface FreezeOptions extends VersionOptions {
  readonly output: string;
  readonly force?: boolean;
}

function createFreezeCommand(): Command {
  return withSourceOptions(
    new Command('freeze')
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
    .action((options: FreezeOptions) => {
      const { output, version, force = false } = options;
      const { path, journal, lineage } = readSource(options);
      const spec = findVersion(lineage, version);
      const lock = freezeSpec({ journal, journalSha256: hashJournal(path, journal), version: spec.version });
      writeLock(output, lock, { force });
      print(options, { output, version: spec.version, lock }, () =>
        [`${output}: version ${spec.version} of ${lock.source.chain}, ${lock.source.evaluationId}`, lock.spec]
          .map(printable)
          .join('\n'),
      );
    });
}

interface RollbackOptions extends SourceOptions {
  readonly to: number;
}

function createRollbackCommand(): Command {
  return withSourceOptions(
    new Command('rollback')
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
    .action(async (options: RollbackOptions) => {
      const ref = findSource(options);
      const { evaluationId, chain, repeat } = ref.header;
      const rollback = await rollbackSpec(ref, options.to);
      const { before, toVersion, after } = rollback;
      print(options, { evaluationId, chain, repeat, journal: ref.path, ...rollback }, () =>
        [
          `before  version ${before.version}: ${printable(before.text)}`,
          `now     version ${after.version}, the text of version ${toVersion}: ${printable(after.text)}`,
        ].join('\n'),
      );
    });
}

function print({ json = false }: { readonly json?: boolean }, report: object, format: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(report, null, 2) : format()}\n`);
}

function terminalStyle(): Style {
  return { color: process.stdout.isTTY && !process.env.NO_COLOR };
}
