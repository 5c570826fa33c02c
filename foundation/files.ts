import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
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

/**
 * The bytes of the file that a name stands for, or that is the path itself.
 *
 * @param subject the name with what it names, for the error: `dataset "starter"`
 * @param help what the user may name
 * @throws MetaScError `FILE_UNREADABLE`
 */
export async function readNamedFile(
  path: string,
  subject: string,
  help: () => string | Promise<string>,
): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new MetaScError(`${subject}: expected a readable file, got ${messageOf(cause)}`, {
      code: 'FILE_UNREADABLE',
      help: await help(),
      cause,
    });
  }
}

export interface WriteOptions {
  /** The option that names the file, for the error. */
  readonly option: string;
  /** Whether a file that is there may be replaced. @default true */
  readonly force?: boolean;
  /** What to do where it may not. */
  readonly helpIfThere?: string;
}

/**
 * Writes a file that an option names; folders on the way are made.
 *
 * @throws MetaScError `FILE_UNWRITABLE`, also when a file is there and `force` is false
 */
export function writeUserFile(
  path: string,
  content: string | Uint8Array,
  { option, force = true, helpIfThere = '' }: WriteOptions,
): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    if (isThere && !force) throw fileIsThere(path, { option, helpIfThere });
    throw new MetaScError(`${option}: can't write ${path}: ${messageOf(cause)}`, { code: 'FILE_UNWRITABLE', cause });
  }
}

/** The error for a file that is there and must not be replaced. */
export function fileIsThere(path: string, { option, helpIfThere = '' }: WriteOptions): MetaScError {
  return new MetaScError(`${option}: expected a new file, got ${path}, which is there already`, {
    code: 'FILE_UNWRITABLE',
    help: helpIfThere,
  });
}
