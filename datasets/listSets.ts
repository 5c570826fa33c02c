import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecords } from '../foundation/csv.ts';
import { decodeText } from '../foundation/decodeText.ts';
import { outputFileOf, PUBLISHED_FOLDER, PUBLISHED_SETS, type SetKind } from './importers/publishedSets.ts';
import { datasetNames, loadCases } from './loadCases.ts';

/** The sets of this package, and the published ones that can be imported. */
export interface SetList {
  readonly own: readonly { readonly name: string; readonly cases: number }[];
  readonly published: readonly {
    readonly name: string;
    readonly kind: SetKind;
    readonly title: string;
    /** As published, of all files together. */
    readonly rows: number;
    readonly licence: string;
    /** null if the set is not imported. */
    readonly imported: { readonly file: string; readonly rows: number } | null;
  }[];
}

/**
 * @param folder that holds the imports. @default 'datasets/published'
 * @throws MetaScError `DATASET_INVALID` for a set that can't be read
 */
export async function listSets(folder: string = PUBLISHED_FOLDER): Promise<SetList> {
  const names = await datasetNames();
  return {
    own: await Promise.all(names.map(async (name) => ({ name, cases: (await loadCases(name)).length }))),
    published: await Promise.all(
      PUBLISHED_SETS.map(async ({ name, kind, title, rows, rowsPerFile, licence, files }) => ({
        name,
        kind,
        title,
        rows: rowsPerFile ? rows * files.length : rows,
        licence,
        imported: await findImport(join(folder, name, outputFileOf(kind))),
      })),
    ),
  };
}

async function findImport(file: string): Promise<{ readonly file: string; readonly rows: number } | null> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes === undefined ? null : { file, rows: readRecords(decodeText(bytes, file), file).length - 1 };
}
