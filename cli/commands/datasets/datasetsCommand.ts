import { Argument, Option } from 'commander';
import { PUBLISHED_FOLDER, PUBLISHED_SETS } from '../../../datasets/importers/publishedSets.ts';
import type { DefineCommand } from '../defineCommand.ts';
import type { ImportCommandOptions } from './printSets.ts';

/** `metasc datasets`: lists the sets of this package, and imports published ones on the user's machine. */
const defineDatasetsCommand: DefineCommand = (command, terminal) => {
  command.addHelpText(
    'after',
    `
Examples:
  metasc datasets list
  metasc datasets import advbench

Exit codes: 0 done; 1 a set can't be fetched, read or written, or has faults.`,
  );
  command
    .command('list')
    .description('List the sets of this package and the published ones, and show which are imported.')
    .option('--in <folder>', 'folder of the imported sets', PUBLISHED_FOLDER)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Example:
  metasc datasets list

Exit codes: 0 listed; 1 an imported set can't be read.`,
    )
    .action(async (options: { readonly in: string; readonly json?: boolean }) => {
      const { printSets } = await import('./printSets.ts');
      await printSets(options, terminal);
    });
  command
    .command('import')
    .description("Fetch a published set or read its files, check it, and write it in this package's format.")
    .addArgument(new Argument('<name>', 'the set').choices(PUBLISHED_SETS.map(({ name }) => name)))
    .option('--from <files...>', 'read these files instead of fetching any')
    .addOption(
      new Option('--url <addresses...>', 'fetch from these addresses instead of the published ones').conflicts('from'),
    )
    .option('--sha256 <hashes...>', 'expect these SHA-256 hashes instead of the published ones')
    .addOption(
      new Option('--encoding <encoding>', 'encoding of the files; published files are UTF-8')
        .choices(['utf8', 'latin1'])
        .default('utf8'),
    )
    .option('--to <folder>', 'parent folder of the set', PUBLISHED_FOLDER)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Writes cases.csv, wrappers.csv (metasc-templates) or responses.csv (xstest-completions), and SOURCE.md with source,
licence and citation. metasc-templates also has prompts.yaml and system-prompt.txt, for metasc eval. Writes all or nothing. Suites find a set in ${PUBLISHED_FOLDER} by its name. Interrupted
downloads resume.

Examples:
  metasc datasets import advbench
  metasc datasets import xstest --from ~/Downloads/xstest_prompts.csv
  metasc datasets import xstest-completions && metasc calibrate --assertion refusal \\
    --data ${PUBLISHED_FOLDER}/xstest-completions/responses.csv

Exit codes: 0 imported; 1 the files can't be fetched or read, aren't the expected ones, or have faults.`,
    )
    .action(async (name: string, options: ImportCommandOptions) => {
      const { printImport } = await import('./printSets.ts');
      await printImport(name, options, terminal);
    });
};

export default defineDatasetsCommand;
