import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ownPath } from '../foundation/packageRoot.ts';
import { PUBLISHED_FOLDER } from './importers/publishedSets.ts';

/** Whether it is the name of a set (letters, digits, `-` and `_`), not the path of a file. */
export const isSetName = (nameOrPath: string): boolean => /^[\w-]+$/.test(nameOrPath);

/** A file of a set of this package. */
export const ownFile = (set: string, file: string): string => ownPath('datasets', set, file);

/**
 * Path of a set's file: of a set of this package, else of an imported one under `datasets/published` of the working
 * directory. If neither exists, the path that ours would have. A path is resolved from the working directory.
 */
export async function findSetFile(nameOrPath: string, file: string): Promise<string> {
  if (!isSetName(nameOrPath)) return resolve(nameOrPath);
  const own = ownFile(nameOrPath, file);
  const published = resolve(PUBLISHED_FOLDER, nameOrPath, file);
  return !(await isFile(own)) && (await isFile(published)) ? published : own;
}

export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
