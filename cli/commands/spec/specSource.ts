import { MetaScError } from '../../../foundation/errors.ts';
import { chooseJournal, type JournalRef, listJournals } from '../../../providers/specs/findJournals.ts';
import { type Lineage, toLineage } from '../../../providers/specs/lineage.ts';
import { type ReadJournal, readJournal } from '../../../providers/specs/specJournal.ts';

/** The options with which every `metasc spec` command finds its chain. */
export interface SourceOptions {
  readonly journalDir: string;
  readonly evaluation?: string;
  readonly chain?: string;
  readonly repeat: number;
  readonly json?: boolean;
}

/** A chain's journal, read without locking it. */
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
    throw new MetaScError(`journal: expected ${path}, which has just disappeared`, { code: 'FILE_UNREADABLE' });
  }
  return { path, journal, lineage: toLineage(journal.header.firstSpec, journal.events) };
}

/** The fields that identify a chain in JSON output. */
export function toChainName(path: string, { evaluationId, chain, repeat }: JournalRef['header']) {
  return { evaluationId, chain, repeat, journal: path };
}
