import { Argument, Option } from 'commander';
import { PUBLISHED_FOLDER, PUBLISHED_SETS } from '../../../datasets/importers/publishedSets.ts';
import type { DefineCommand } from '../defineCommand.ts';
import type { ImportCommandOptions } from './printSets.ts';

/** `metasc datasets`: the sets of this package, and published ones that are imported on the user's machine. */
const defineDatasetsCommand: DefineCommand = (command, terminal) => {
  command
    .command('list')
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
    .action(async (options: { readonly in: string; readonly json?: boolean }) => {
      const { printSets } = await import('./printSets.ts');
      await printSets(options, terminal);
    });
  command
    .command('import')
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
    .action(async (name: string, options: ImportCommandOptions) => {
      const { printImport } = await import('./printSets.ts');
      await printImport(name, options, terminal);
    });
};

export default defineDatasetsCommand;
