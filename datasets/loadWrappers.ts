import { readFile } from 'node:fs/promises';
import { readNamedFile } from '../foundation/files.ts';
import { findSetFile, isFile, isSetName, ownFile } from './findSetFile.ts';
import { parseWrappers, type Wrapper } from './wrappers.ts';

const WRAPPERS_FILE = 'wrappers.csv';

/**
 * The wrappers of a set, in the file's order. A name of letters, digits, `-` and `_` is a set of this package
 * (`jailbreak`) or an imported one (`metasc-templates`); anything else is the path of a CSV file, relative to the working
 * directory.
 *
 * @throws MetaScError `FILE_UNREADABLE` when there is no such file; `DATASET_INVALID` when its content breaks the form
 */
export async function loadWrappers(nameOrPath: string): Promise<readonly Wrapper[]> {
  const file = await findSetFile(nameOrPath, WRAPPERS_FILE);
  return parseWrappers(await readNamedFile(file, `wrappers "${nameOrPath}"`, () => HELP), file);
}

/** The wrappers that come with a dataset of this package; none if it has none, or is a file. */
export async function wrappersOfSet(nameOrPath: string): Promise<readonly Wrapper[]> {
  if (!isSetName(nameOrPath)) return [];
  const file = ownFile(nameOrPath, WRAPPERS_FILE);
  return (await isFile(file)) ? parseWrappers(await readFile(file), file) : [];
}

const HELP =
  'Wrappers come with the dataset jailbreak, or from metasc datasets import metasc-templates. Anything else is the path of a CSV file.';
