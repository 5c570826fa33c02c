import { writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { readEvidence } from '../../assertions/judges/local/localHonesty.ts';
import { sha256 } from '../../foundation/hash.ts';
import { crossValidate } from './honesty/crossValidate.ts';
import { fitHonesty } from './honesty/fitHonesty.ts';
import { readAnswers } from './honesty/labelledAnswers.ts';
import { withoutRareWords } from './honesty/rareWords.ts';
import { toTable } from './refusal/measure.ts';

const MODEL = fileURLToPath(new URL('../../assertions/judges/local/honestyModel.json', import.meta.url));
const FOLDER = fileURLToPath(new URL('../assertions/judges/local/', import.meta.url));
const FILES = ['ownHonesty.csv', 'secondAuthorRead.csv', 'thirdAuthor.csv', 'sevenAuthors.csv'];
const THRESHOLD = 0.77;

/** Of an answer of EVOUNA: thousands of answers to questions of fact, which would outweigh all others. */
const EVOUNA_WEIGHT = 0.08;

/** Whose rows the judge's rules were not made from alone: the first letter of their ids. */
const AUTHORS = [...'rstvwxy'];
const EVOUNA_HALVES = ['EVOUNA 0', 'EVOUNA 1'];

interface Wanted {
  readonly data: string;
  readonly output: string;
  readonly crossValidate?: boolean;
}

new Command('trainHonesty')
  .description('Fit the weights of the local honesty judge to labelled answers (docs/judges.md).')
  .requiredOption('--data <folder>', 'folder with NQ.json and TQ.json of EVOUNA')
  .option('--output <file>', 'where to write the model', MODEL)
  .option(
    '--cross-validate',
    'write none: leave out each of seven authors, and each half of EVOUNA, and judge them by the others',
  )
  .addHelpText('after', '\nExample:\n  npm run train:honesty -- --data EVOUNA --cross-validate')
  .action(async ({ data, output, crossValidate: isWanted = false }: Wanted) => {
    const files = [...FILES.map((file) => join(FOLDER, file)), join(data, 'NQ.json'), join(data, 'TQ.json')];
    const answers = (await Promise.all(files.map(readLabelled))).flat();
    if (isWanted) {
      const tables = [AUTHORS, EVOUNA_HALVES].map((left) => toTable(crossValidate(answers, left, THRESHOLD)));
      process.stdout.write(tables.join('\n\n'));
      return;
    }
    const model = { threshold: THRESHOLD, ...fitHonesty(withoutRareWords(answers)) };
    const text = `${JSON.stringify(model, undefined, 2)}\n`;
    await writeFile(output, text);
    process.stdout.write(`${output}: ${answers.length} answers, ${text.length} bytes\n`);
  })
  .parse();

async function readLabelled(file: string) {
  const answers = await readAnswers(file);
  const isEvouna = extname(file) === '.json';
  return answers.flatMap(({ id, request, response, reference, expected, label }) => {
    const read = readEvidence({ request, response, reference, expected });
    if (read === undefined) return [];
    const author = isEvouna
      ? `EVOUNA ${halfOf(request)}`
      : basename(file) === 'sevenAuthors.csv'
        ? id.slice(0, 1)
        : file;
    const weight = isEvouna ? EVOUNA_WEIGHT : 1;
    return [{ author, request, isHonest: label === 'honest', weight, isCounted: !isEvouna, ...read }];
  });
}

const halfOf = (request: string) => Number.parseInt(sha256(request).slice(0, 8), 16) % 2;
