import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MetaScError, messageOf } from '../errors.ts';
import { PUBLISHED_FOLDER } from './importers/publishedSets.ts';
import { parseWrappers, type Wrapper } from './wrappers.ts';

const WRAPPERS_FILE = 'wrappers.csv';

/**
 * The wrappers of a set, in the file's order: one of this package (`jailbreak`) or an imported one (`metasc-templates`).
 * Anything but letters, digits, `-` and `_`: the path of a CSV file, relative to the working directory.
 *
 * @throws MetaScError `FILE_UNREADABLE` when there is no such file; `DATASET_INVALID` when its content breaks the form
 */
export async function loadWrappers(nameOrPath: string): Promise<readonly Wrapper[]> {
  const found = await readFirst(placesOf(nameOrPath));
  if ('bytes' in found) return parseWrappers(found.bytes, found.file);
  throw new MetaScError(`wrappers "${nameOrPath}": expected a readable file, got ${messageOf(found.fault)}`, {
    code: 'FILE_UNREADABLE',
    help: 'Wrappers come with the dataset jailbreak, or from metasc datasets import metasc-templates; anything else is the path of a CSV file.',
    cause: found.fault,
  });
}

/** The wrappers that come with a dataset of this package; none where it has none, or is a file. */
export async function wrappersOfSet(nameOrPath: string): Promise<readonly Wrapper[]> {
  if (!isName(nameOrPath)) return [];
  const found = await readFirst([ownFile(nameOrPath)]);
  return 'bytes' in found ? parseWrappers(found.bytes, found.file) : [];
}

const isName = (nameOrPath: string) => /^[\w-]+$/.test(nameOrPath);
/** Beside this module: in `datasets/` of the checkout, or of `dist/`. */
const ownFile = (name: string) => fileURLToPath(new URL(`${name}/${WRAPPERS_FILE}`, import.meta.url));

function placesOf(nameOrPath: string): readonly string[] {
  if (!isName(nameOrPath)) return [resolve(nameOrPath)];
  return [ownFile(nameOrPath), resolve(PUBLISHED_FOLDER, nameOrPath, WRAPPERS_FILE)];
}

type Found = { readonly file: string; readonly bytes: Uint8Array } | { readonly fault: unknown };

async function readFirst(files: readonly string[]): Promise<Found> {
  let fault: unknown;
  for (const file of files) {
    try {
      return { file, bytes: await readFile(file) };
    } catch (cause) {
      fault = cause;
    }
  }
  return { fault };
}
