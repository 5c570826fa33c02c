import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { MetaScError, messageOf } from '../../foundation/errors.ts';

/**
 * Writes what an option asks for; folders on the way are made.
 *
 * @throws MetaScError `FILE_UNWRITABLE`
 */
export function writeOutput(option: string, path: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  } catch (cause) {
    throw new MetaScError(`--${option}: can't write ${path}: ${messageOf(cause)}`, { code: 'FILE_UNWRITABLE', cause });
  }
}
