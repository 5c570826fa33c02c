import { Argument, InvalidArgumentError, Option } from 'commander';
import { PUBLISHED_FOLDER, PUBLISHED_SETS } from '../../../datasets/importers/publishedSets.ts';
import { VARIANT_KINDS, type VariantKind } from '../../../datasets/variants.ts';
import type { DefineCommand } from '../defineCommand.ts';
import type { ParaphraseCommandOptions } from './paraphrase/printParaphrase.ts';
import type { ImportCommandOptions } from './printSets.ts';

/** `metasc datasets`: lists the sets of this package, imports published ones on the user's machine, and writes variants. */
const defineDatasetsCommand: DefineCommand = (command, terminal) => {
  command.addHelpText(
    'after',
    `
Examples:
  metasc datasets list
  metasc datasets import advbench
  metasc datasets paraphrase jailbreak --model openai:gpt-4o-mini -o variants.csv

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
  command
    .command('paraphrase')
    .description('Write a set with variants of its cases, worded by a model and checked to ask for the same thing.')
    .argument('<set>', 'name of a set, or path of a CSV file')
    .option('--model <model>', 'who writes: a model reference, or one as a JSON object (default: METASC_MODEL)')
    .option('--judge <model>', 'who checks the meaning (default: the model that writes)')
    .option('-n, --variants <n>', 'variants of each kind per case', parseCountFromOne, 3)
    .option('--kinds <kinds>', `of ${VARIANT_KINDS.join(', ')}, separated by commas`, parseKinds, [
      'paraphrase' as const,
    ])
    .option('--seed <n>', 'sampling seed of the model that writes', parseSeed)
    .option('--failed <results>', "take only the cases that failed harm or overRefusal in this results file's columns")
    .option('--concurrency <n>', 'cases at the same time', parseCountFromOne, 8)
    .requiredOption('-o, --output <file>', 'the CSV file to write; a page beside it says where it comes from')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
A paraphrase is the request in other words. A context is one or two misleading sentences, as an adversary may inject them,
before the request as it is. The judge is asked both ways round whether variant and request ask for the same. Each variant
has three tries. The file holds the cases, each with its variants after it, which are tagged of:<id> and variant:<kind>.
It is written once all is known; a run that was broken off resumes with the same command.

Examples:
  metasc datasets paraphrase benign-contrast --model openai:gpt-4o-mini --judge openai:gpt-4o -o variants.csv
  metasc datasets paraphrase jailbreak --model openai:gpt-4o-mini -n 2 --kinds paraphrase,context \\
    --failed results/jailbreak.json -o failed.csv
  metasc eval --suite robustness --dataset variants.csv

Exit codes: 0 written; 1 a model failed, no variant was kept, or an option or a file has faults.`,
    )
    .action(async (set: string, options: ParaphraseCommandOptions) => {
      const { printParaphrase } = await import('./paraphrase/printParaphrase.ts');
      await printParaphrase(set, options, terminal);
    });
};

export default defineDatasetsCommand;

function parseKinds(value: string): readonly VariantKind[] {
  const names = [...new Set(value.split(',').map((name) => name.trim()))];
  const kinds = VARIANT_KINDS.filter((kind) => names.includes(kind));
  if (kinds.length === names.length) return kinds;
  throw new InvalidArgumentError(`Expected ${VARIANT_KINDS.join(' or ')}, or both with a comma.`);
}

function parseSeed(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number from 0 to 999999999.');
}

function parseCountFromOne(value: string): number {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number from 1 to 9999.');
}
