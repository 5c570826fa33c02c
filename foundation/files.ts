import { readFileSync } from 'node:fs';
import { MetaScError, messageOf } from './errors.ts';

/**
 * The text of a file that an option names, UTF-8.
 *
 * @param option the option's name, for the error
 * @throws MetaScError `FILE_UNREADABLE`
 */
export function readUserFile(path: string, option: string): string {
  return readUserBytes(path, option).toString('utf8');
}

/** As {@link readUserFile}, the bytes. */
export function readUserBytes(path: string, option: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new MetaScError(`${option}: can't read ${path}: ${messageOf(cause)}`, { code: 'FILE_UNREADABLE', cause });
  }
}
