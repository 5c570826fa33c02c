import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileReason, MetaScError, messageOf } from './errors.ts';

/**
 * The text of a UTF-8 file that an option names.
 *
 * @param option the option's name, for error messages
 * @throws MetaScError `FILE_UNREADABLE`
 */
export function readUserFile(path: string, option: string): string {
  return readUserBytes(path, option).toString('utf8');
}

/** Like {@link readUserFile}, but returns the bytes. */
export function readUserBytes(path: string, option: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new MetaScError(`${option}: can't read ${path}: ${fileReason(cause)}`, { code: 'FILE_UNREADABLE', cause });
  }
}

/**
 * The bytes of a file that the user gave by name or path.
 *
 * @param subject the kind and name, for error messages: `dataset "starter"`
 * @param help the names that the user may give
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
    throw new MetaScError(`${subject}: expected a readable file: ${fileReason(cause)}: ${path}`, {
      code: 'FILE_UNREADABLE',
      help: await help(),
      cause,
    });
  }
}

export interface WriteOptions {
  /** The option that names the file, for error messages. */
  readonly option: string;
  /** Whether to replace an existing file. @default true */
  readonly force?: boolean;
  /** Help if a file exists and `force` is false. */
  readonly helpIfThere?: string;
}

/**
 * Writes a file that an option names, and creates its folder.
 *
 * @throws MetaScError `FILE_UNWRITABLE`, also if the file exists and `force` is false
 */
export function writeUserFile(
  path: string,
  content: string | Uint8Array,
  { option, force = true, helpIfThere = '' }: WriteOptions,
): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, content, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    if (isThere && !force) throw fileIsThere(path, { option, helpIfThere });
    throw new MetaScError(`${option}: can't write ${path}: ${messageOf(cause)}`, { code: 'FILE_UNWRITABLE', cause });
  }
}

/** The error for an existing file that must not be replaced. */
export function fileIsThere(path: string, { option, helpIfThere = '' }: WriteOptions): MetaScError {
  return new MetaScError(`${option}: expected a new file, but ${path} exists already`, {
    code: 'FILE_UNWRITABLE',
    help: helpIfThere,
  });
}

/**
 * Makes a folder, and those above it. Node's own recursive form never returns where a folder can't be made in one that
 * seems to be there, such as `/proc`.
 *
 * @throws the file system's error
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  let folder = resolve(path);
  while (!existsSync(folder) && dirname(folder) !== folder) {
    missing.unshift(folder);
    folder = dirname(folder);
  }
  for (const one of missing) {
    try {
      mkdirSync(one);
    } catch (error) {
      // Another process was faster.
      if (!existsSync(one)) throw error;
    }
  }
}
