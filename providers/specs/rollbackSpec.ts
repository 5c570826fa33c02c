import { MetaScError } from '../../foundation/errors.ts';
import type { Spec } from '../loop/types.ts';
import type { JournalRef } from './findJournals.ts';
import { findVersion, toLineage } from './lineage.ts';
import { openJournal } from './specJournal.ts';

/**
 * Restores an earlier spec with a new line at the end of the journal. Nothing is deleted, and a resumed run continues from
 * that spec.
 *
 * @param at when, as ISO 8601. @default not recorded
 * @returns the spec before, and after: the text of `toVersion` under a new version, one more than the last
 * @throws MetaScError `CONFIG_INVALID` if the chain never had the version, or has it now; else as `openJournal`
 */
export async function rollbackSpec(
  { path, header }: Pick<JournalRef, 'path' | 'header'>,
  toVersion: number,
  at?: string,
): Promise<{ readonly before: Spec; readonly toVersion: number; readonly after: Spec }> {
  const journal = openJournal(path, header);
  try {
    // Read again under the claim, because the journal may have grown since.
    const lineage = toLineage(header.firstSpec, journal.events);
    const { version, text } = lineage.current;
    if (toVersion === version) {
      throw new MetaScError(`to: expected an earlier version, got ${version}, the current one`, {
        code: 'CONFIG_INVALID',
      });
    }
    const after = { text: findVersion(lineage, toVersion).text, version: version + 1 };
    await journal.append({ kind: 'rollback', ...(at === undefined ? {} : { at }), toVersion, spec: after });
    return { before: { text, version }, toVersion, after };
  } finally {
    await journal.close();
  }
}
