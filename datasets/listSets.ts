import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText, readRecords } from '../foundation/csv.ts';
import { OUTPUT_FILES, PUBLISHED_FOLDER, PUBLISHED_SETS, type SetKind } from './importers/publishedSets.ts';
import { datasetNames, loadCases } from './loadCases.ts';

/** The sets that there are: those of this package, and the published ones that can be imported. */
export interface SetList {
  readonly own: readonly { readonly name: string; readonly cases: number }[];
  readonly published: readonly {
    readonly name: string;
    readonly kind: SetKind;
    readonly title: string;
    /** As published; of several files that are sets of their own, together. */
    readonly rows: number;
    readonly licence: string;
    /** What was imported, if it was. */
    readonly imported: { readonly file: string; readonly rows: number } | null;
  }[];
}

/**
 * @param folder where imports are looked for. @default 'datasets/published'
 * @throws MetaScError `DATASET_INVALID` for a set that can't be read
 */
export async function listSets(folder: string = PUBLISHED_FOLDER): Promise<SetList> {
  const names = await datasetNames();
  return {
    own: await Promise.all(names.map(async (name) => ({ name, cases: (await loadCases(name)).length }))),
    published: await Promise.all(
      PUBLISHED_SETS.map(async ({ name, kind, title, rows, rowsAre, licence, files }) => ({
        name,
        kind,
        title,
        rows: rowsAre === 'a file' ? rows * files.length : rows,
        licence,
        imported: await findImport(join(folder, name, OUTPUT_FILES[kind])),
      })),
    ),
  };
}

async function findImport(file: string): Promise<{ readonly file: string; readonly rows: number } | null> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes === undefined ? null : { file, rows: readRecords(decodeText(bytes, file), file).length - 1 };
}
