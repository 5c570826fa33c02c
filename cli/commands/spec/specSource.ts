import { type Command, InvalidArgumentError } from 'commander';
import { MetaScError } from '../../../foundation/errors.ts';
import { chooseJournal, type JournalRef, listJournals } from '../../../providers/specs/findJournals.ts';
import { type Lineage, toLineage } from '../../../providers/specs/lineage.ts';
import { type ReadJournal, readJournal } from '../../../providers/specs/specJournal.ts';

/** The options by which every `metasc spec` command finds its chain. */
export interface SourceOptions {
  readonly journalDir: string;
  readonly evaluation?: string;
  readonly chain?: string;
  readonly repeat: number;
  readonly json?: boolean;
}

/** Adds these options to a command, after its own. */
export function withSourceOptions(command: Command): Command {
  return command
    .option('--journal-dir <folder>', 'folder of the journals', '.metasc')
    .option('--evaluation <id>', 'evaluation (default: that of the adaptive chain which was written last)')
    .option('--chain <name>', 'chain, where the evaluation has several that adapt their spec')
    .option('--repeat <n>', "which of promptfoo's repeats, from 0", parseCount, 0)
    .option('--json', 'print JSON');
}

/** A chain's record, as read without claiming it. */
export interface SpecSource {
  readonly path: string;
  readonly journal: ReadJournal;
  readonly lineage: Lineage;
}

/** @throws MetaScError as `listJournals` and `chooseJournal` */
export function findSource({ journalDir, evaluation, chain, repeat }: SourceOptions): JournalRef {
  return chooseJournal(
    listJournals(journalDir),
    {
      ...(evaluation === undefined ? {} : { evaluationId: evaluation }),
      ...(chain === undefined ? {} : { chain }),
      repeat,
    },
    journalDir,
  );
}

/** @throws MetaScError as `findSource` and `readJournal` */
export function readSource(options: SourceOptions): SpecSource {
  const { path } = findSource(options);
  const journal = readJournal(path);
  if (journal === undefined) {
    throw new MetaScError(`journal: expected ${path}, which was there a moment ago`, { code: 'FILE_UNREADABLE' });
  }
  return { path, journal, lineage: toLineage(journal.header.firstSpec, journal.events) };
}

/** A whole number of 0 or more, for commander. */
export function parseCount(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number of 0 or more.');
}

/** What names a chain in an output for programs. */
export function toChainName({ path, journal }: SpecSource): Readonly<Record<string, unknown>> {
  const { evaluationId, chain, repeat } = journal.header;
  return { evaluationId, chain, repeat, journal: path };
}
