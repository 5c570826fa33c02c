import { readFileSync } from 'node:fs';
import { MetaScError, messageOf } from './errors.ts';

/**
 * The text of a file that an option names, UTF-8.
 *
 * @param option the option's name, for the error
 * @throws MetaScError `FILE_UNREADABLE`
 */
export function readUserFile(path: string, option: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new MetaScError(`${option}: can't read ${path}: ${messageOf(error)}`, { code: 'FILE_UNREADABLE' });
  }
}
