import { Argument, Command, Option } from 'commander';
import { type ImportOptions, importSet } from '../../../datasets/importers/importSet.ts';
import { PUBLISHED_FOLDER, PUBLISHED_SETS } from '../../../datasets/importers/publishedSets.ts';
import type { ImportedSet } from '../../../datasets/importers/sourcePage.ts';
import type { SourceEncoding } from '../../../datasets/importers/sourceText.ts';
import { listSets, type SetList } from '../../../datasets/listSets.ts';
import { toTextTable } from '../../../foundation/textTable.ts';
import { untilInterrupted } from '../../terminal/progress.ts';
import { createDownloadView } from './downloadView.ts';

/** `metasc datasets`: the sets of this package, and published ones that are imported on the user's machine. */
export function createDatasetsCommand(run: typeof importSet = importSet): Command {
  return new Command('datasets')
    .description('Sets of cases: those of this package, and published ones to import.')
    .addCommand(createListCommand())
    .addCommand(createImportCommand(run));
}

function createListCommand(): Command {
  return new Command('list')
    .description('Show the sets of this package and the published ones, and which of those are imported.')
    .option('--in <folder>', 'where imports are', PUBLISHED_FOLDER)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Example:
  metasc datasets list

Exit codes: 0 shown; 1 a set that is there can't be read.`,
    )
    .action(async (options: { readonly in: string; readonly json?: boolean }, command: Command) => {
      const sets = await listSets(options.in);
      print(command, options.json ? JSON.stringify(sets, null, 2) : formatList(sets));
    });
}

interface ImportCommandOptions {
  readonly from?: readonly string[];
  readonly url?: readonly string[];
  readonly sha256?: readonly string[];
  readonly encoding: SourceEncoding;
  readonly to: string;
  readonly json?: boolean;
}

function createImportCommand(run: typeof importSet): Command {
  return new Command('import')
    .description("Fetch a published set, or take its files, check it and write it in this package's form.")
    .addArgument(new Argument('<name>', 'the set').choices(PUBLISHED_SETS.map(({ name }) => name)))
    .option('--from <files...>', 'take these files instead of fetching any')
    .addOption(new Option('--url <addresses...>', 'fetch these instead of the published addresses').conflicts('from'))
    .option('--sha256 <hashes...>', 'accept files with these SHA-256 only, instead of the published ones')
    .addOption(
      new Option('--encoding <encoding>', 'of the files; the published ones are UTF-8')
        .choices(['utf8', 'latin1'])
        .default('utf8'),
    )
    .option('--to <folder>', 'folder that gets a folder of the set’s name', PUBLISHED_FOLDER)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Writes cases.csv, wrappers.csv (metasc-templates) or responses.csv (xstest-completions), and SOURCE.md with source,
licence and citation. All rows are written, or nothing. A set that is in ${PUBLISHED_FOLDER} is known by its name. A download
that was interrupted is gone on with.

Examples:
  metasc datasets import advbench
  metasc datasets import xstest --from ~/Downloads/xstest_prompts.csv
  metasc datasets import xstest-completions && metasc calibrate --assertion refusal \\
    --data ${PUBLISHED_FOLDER}/xstest-completions/responses.csv

Exit codes: 0 imported; 1 the files could not be fetched or read, are others than meant, or have faults.`,
    )
    .action(async (name: string, { json = false, url: urls, ...options }: ImportCommandOptions, command: Command) => {
      const imported = await importWithProgress(run, { name, urls, ...options }, json);
      print(command, json ? JSON.stringify(imported, null, 2) : formatImport(imported));
    });
}

async function importWithProgress(run: typeof importSet, options: ImportOptions, quiet: boolean): Promise<ImportedSet> {
  const view = quiet ? undefined : createDownloadView(process.stderr);
  try {
    return await untilInterrupted((signal) => run({ ...options, signal, onProgress: view?.show }));
  } finally {
    view?.stop();
  }
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

function print(command: Command, text: string): void {
  command.configureOutput().writeOut?.(`${text}\n`);
}
