import { type FileHandle, open } from 'node:fs/promises';
import { MetaScError, messageOf } from '../../foundation/errors.ts';

/** Appends lines to a file in the order of the calls. */
export interface LineWriter {
  /**
   * Resolves when the lines are written. Lines that arrive during a write share the next one. After a failure nothing more
   * is written, so that no line follows half of one.
   *
   * @throws MetaScError `FILE_UNWRITABLE`
   */
  append(lines: string): Promise<void>;
  close(): Promise<void>;
}

/** @param sync whether lines must survive a loss of power too, and not just the end of the process */
export function createLineWriter(path: string, { sync }: { readonly sync: boolean }): LineWriter {
  let file: Promise<FileHandle> | undefined;
  let pending: string[] = [];
  let written: Promise<void> | undefined;
  let lastFlush: Promise<void> = Promise.resolve();

  const flush = async () => {
    file ??= open(path, 'a');
    const handle = await file;
    const lines = pending;
    pending = [];
    written = undefined;
    await handle.appendFile(lines.join(''));
    if (sync) await handle.datasync();
  };

  return {
    append(lines) {
      pending.push(lines);
      if (written === undefined) {
        written = lastFlush.then(flush).catch((error: unknown) => {
          throw error instanceof MetaScError ? error : unwritable(path, error);
        });
        lastFlush = written;
        lastFlush.catch(() => {});
      }
      return written;
    },
    async close() {
      await lastFlush.catch(() => {});
      await (await file?.catch(() => undefined))?.close();
    },
  };
}

/** The error for a record that can't be kept: the run must not pay for what it would lose. */
function unwritable(path: string, error: unknown): MetaScError {
  return new MetaScError(`journal: can't write ${path}: ${messageOf(error)}`, {
    code: 'FILE_UNWRITABLE',
    help: 'Make room on the disk, or set journalDir to a folder that can be written; then resume the run.',
  });
}
