import { importSet } from '../../../datasets/importers/importSet.ts';
import type { ImportedSet } from '../../../datasets/importers/sourcePage.ts';
import type { DownloadProgress } from '../../../datasets/importers/sources.ts';
import type { SourceEncoding } from '../../../datasets/importers/sourceText.ts';
import { listSets, type SetList } from '../../../datasets/listSets.ts';
import { IS_CHECKOUT } from '../../../foundation/packageRoot.ts';
import { toTextTable } from '../../../foundation/textTable.ts';
import type { Output, Terminal } from '../../terminal/output.ts';
import { createProgressBar, untilInterrupted } from '../../terminal/progress.ts';

/** Lists the sets. */
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

/** Imports a set, shows the progress of its downloads, and prints a summary. */
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

function formatImport(imported: ImportedSet): string {
  const { name, kind, rows, file, texts, sources, licence, citation, warnings } = imported;
  return [
    `${name}: ${rows} ${kind} in ${file}`,
    ...texts.map((path) => `text     ${path}`),
    ...sources.map(
      ({ origin, sha256, known }) => `source   ${origin}\n         SHA-256 ${sha256}${known ? '' : ' (not known)'}`,
    ),
    `licence  ${licence}`,
    `cite     ${citation}`,
    ...warnings.map((warning) => `warning  ${warning}`),
    ...(texts.length === 0 ? [] : [`next     ${asPublished(imported)}`]),
  ].join('\n');
}

/** The command that runs the paper's suite with the texts of its reference code. */
function asPublished({ texts }: ImportedSet): string {
  const [prompts = '', systemPrompt = ''] = texts;
  const metascEval = IS_CHECKOUT ? 'npm run eval --' : 'npx metasc eval';
  return `${metascEval} --suite paper-jailbreak --prompts ${prompts} --system-prompt ${systemPrompt}`;
}

function formatList({ own, published }: SetList): string {
  return [
    'Sets of this package:',
    ...formatColumns(own.map(({ name, cases }) => [name, `${cases} cases`])),
    '',
    'Published sets, for metasc datasets import:',
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

/** Shows one line per download, and on a terminal a bar. */
export function createDownloadView(output: Output) {
  const bar = createProgressBar(output, { label: '{percentage}% of {total} kB', unit: 1_000 });
  return {
    show(progress: DownloadProgress) {
      switch (progress.kind) {
        case 'started':
          bar.stop();
          output.write(`Fetching ${progress.address} …\n`);
          break;
        case 'bytes':
          // If the server doesn't state the size, the bar stays full.
          bar.show(progress.doneBytes, progress.totalBytes ?? progress.doneBytes);
          break;
      }
    },
    stop: bar.stop,
  };
}
