import { importSet } from '../../../datasets/importers/importSet.ts';
import type { ImportedSet } from '../../../datasets/importers/sourcePage.ts';
import type { SourceEncoding } from '../../../datasets/importers/sourceText.ts';
import { listSets, type SetList } from '../../../datasets/listSets.ts';
import { toTextTable } from '../../../foundation/textTable.ts';
import type { Terminal } from '../../terminal/output.ts';
import { untilInterrupted } from '../../terminal/progress.ts';
import { createDownloadView } from './downloadView.ts';

/** Prints the sets that there are. */
export async function printSets(
  { in: folder, json = false }: { readonly in: string; readonly json?: boolean },
  { out }: Terminal,
): Promise<void> {
  const sets = await listSets(folder);
  if (json) out.writeJson(sets);
  else out.write(`${formatList(sets)}\n`);
}

export interface ImportCommandOptions {
  readonly from?: readonly string[];
  readonly url?: readonly string[];
  readonly sha256?: readonly string[];
  readonly encoding: SourceEncoding;
  readonly to: string;
  readonly json?: boolean;
}

/** Imports a set, showing the progress of its downloads, and prints what was imported. */
export async function printImport(
  name: string,
  { json = false, url: urls, ...options }: ImportCommandOptions,
  { out, err }: Terminal,
): Promise<void> {
  const view = json ? undefined : createDownloadView(err);
  const imported = await untilInterrupted((signal) =>
    importSet({ name, urls, ...options, signal, onProgress: view?.show }),
  ).finally(() => view?.stop());
  if (json) out.writeJson(imported);
  else out.write(`${formatImport(imported)}\n`);
}

function formatImport({ name, kind, rows, file, sources, licence, citation, warnings }: ImportedSet): string {
  return [
    `${name}: ${rows} ${kind} in ${file}`,
    ...sources.map(
      ({ origin, sha256, known }) => `source   ${origin}\n         SHA-256 ${sha256}${known ? '' : ' (not known)'}`,
    ),
    `licence  ${licence}`,
    `cite     ${citation}`,
    ...warnings.map((warning) => `warning  ${warning}`),
  ].join('\n');
}

function formatList({ own, published }: SetList): string {
  return [
    'Of this package:',
    ...formatColumns(own.map(({ name, cases }) => [name, `${cases} cases`])),
    '',
    'Published, for metasc datasets import:',
    ...formatColumns(
      published.map(({ name, kind, rows, licence, imported }) => [
        name,
        `${rows} ${kind}`,
        imported === null ? 'not imported' : `${imported.rows} in ${imported.file}`,
        licence,
      ]),
    ),
  ].join('\n');
}

function formatColumns(rows: readonly (readonly string[])[]): readonly string[] {
  return toTextTable(rows, ['left']).map((line) => `  ${line}`);
}
