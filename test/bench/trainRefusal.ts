import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { readOwn, readXsTest } from './refusal/labelledSets.ts';
import { leaveTopicsOut } from './refusal/leaveTopicsOut.ts';
import { fitSlope, printModel, trainNgrams } from './refusal/trainNgrams.ts';

const MODEL = new URL('../../assertions/refusal/ngrams.json', import.meta.url);

new Command('trainRefusal')
  .description("Train the refusal detector's n-grams on human-labelled completions and on our own responses.")
  .requiredOption('--data <folder>', 'folder with xstest_v2_completions_<model>.csv')
  .option('--output <file>', 'where to write the model', MODEL.pathname)
  .addHelpText('after', '\nExample:\n  npm run train:refusal -- --data datasets')
  .action(async ({ data, output }: { readonly data: string; readonly output: string }) => {
    const published = await readXsTest(data);
    const own = [...(await readOwn()).values()].flat();
    const leftOut = leaveTopicsOut(published, own);
    const slope = fitSlope(leftOut.map(({ sum, label }) => ({ sum, refuses: label !== 'compliance' })));
    const model = { ...trainNgrams([...[...published.values()].flat(), ...own]), slope };
    const text = printModel(model);
    await writeFile(output, text);
    const count = Object.keys(model.weights).length;
    process.stdout.write(`${output}: ${count} n-grams, slope ${slope}, ${text.length} bytes\n`);
  })
  .parse();
