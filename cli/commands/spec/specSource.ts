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

/** What names a chain in an output for programs. */
export function toChainName({ path, journal }: SpecSource): Readonly<Record<string, unknown>> {
  const { evaluationId, chain, repeat } = journal.header;
  return { evaluationId, chain, repeat, journal: path };
}
