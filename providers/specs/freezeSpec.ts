import { readUserBytes } from '../../foundation/files.ts';
import { sha256 } from '../../foundation/hash.ts';
import type { AdoptionEvidence } from './evidence.ts';
import { ancestryOf, findVersion, toLineage } from './lineage.ts';
import type { ReadJournal } from './specJournal.ts';
import { type SpecLock, sealLock } from './specLock.ts';

interface FreezeInput {
  readonly journal: ReadJournal;
  readonly journalSha256: string;
  /** @default the current version */
  readonly version?: number;
  /** On which the spec was adopted. @default none */
  readonly evidence?: AdoptionEvidence;
}

/**
 * Freezes a spec of a chain into a lock. Pure: the same journal gives the same lock.
 *
 * @throws MetaScError `CONFIG_INVALID` if the chain never had the version, or its text is empty
 */
export function freezeSpec({ journal, journalSha256, version, evidence }: FreezeInput): SpecLock {
  const { header, events } = journal;
  const { evaluationId, chain, repeat, promptsHash, model, metaModel, sampling } = header;
  const lineage = toLineage(header.firstSpec, events);
  const spec = findVersion(lineage, version);
  return sealLock({
    schemaVersion: evidence === undefined ? 1 : 2,
    spec: spec.text,
    // Fixes the order of the fields in the file.
    lineage: ancestryOf(lineage, spec.version).map(({ version, origin, step, parent, text }) => ({
      version,
      origin,
      ...(step === undefined ? {} : { step }),
      ...(parent === undefined ? {} : { parent }),
      text,
    })),
    promptsHash,
    model,
    metaModel,
    sampling,
    source: { evaluationId, chain, repeat, journalSha256 },
    ...(evidence && { evidence }),
  });
}

/**
 * The SHA-256 of a journal's complete lines, in 64 hex digits. Lines appended since it was read don't count.
 *
 * @throws MetaScError `FILE_UNREADABLE`
 */
export function hashJournal(path: string, { bytes }: ReadJournal): string {
  return sha256(readUserBytes(path, 'journal').subarray(0, bytes));
}
