import { readdir } from 'node:fs/promises';
import { readNamedFile } from '../foundation/files.ts';
import { ownPath } from '../foundation/packageRoot.ts';
import type { SafetyCase } from './caseSchema.ts';
import { findSetFile, isFile, ownFile } from './findSetFile.ts';
import { findPublishedSet } from './importers/publishedSets.ts';
import { parseCases } from './parseCases.ts';

const CASES_FILE = 'cases.csv';

/**
 * The cases of a dataset, in the file's order; at least one. A name of letters, digits, `-` and `_` is a set of this
 * package (`starter`), else an imported one (`advbench`) under `datasets/published` of the working directory. Anything
 * else is the path of a CSV file, relative to the working directory.
 *
 * @throws MetaScError `FILE_UNREADABLE`, with the known sets, when there is no such file; `DATASET_INVALID` when its
 *   content breaks the schema
 */
export async function loadCases(nameOrPath: string): Promise<readonly SafetyCase[]> {
  const file = await casesFileOf(nameOrPath);
  return parseCases(await readNamedFile(file, `dataset "${nameOrPath}"`, () => helpFor(nameOrPath)), file);
}

/** Path of the file that {@link loadCases} reads. */
export const casesFileOf = (nameOrPath: string): Promise<string> => findSetFile(nameOrPath, CASES_FILE);

/** The sets that come with this package, in alphabetical order. */
export async function datasetNames(): Promise<readonly string[]> {
  const names = await readdir(ownPath('datasets'));
  const isSet = await Promise.all(names.map((name) => isFile(ownFile(name, CASES_FILE))));
  return names.filter((_, index) => isSet[index]).sort();
}

async function helpFor(nameOrPath: string): Promise<string> {
  const published = findPublishedSet(nameOrPath);
  if (published?.kind === 'cases') return `Import it first: metasc datasets import ${nameOrPath}.`;
  if (published !== undefined) return `It is a published set of ${published.kind}, not of cases.`;
  return `Known sets are ${(await datasetNames()).join(', ')}. Published sets, which have to be imported first, are in metasc datasets list. Anything else is the path of a CSV file, from the working directory.`;
}
