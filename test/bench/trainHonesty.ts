import { writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { readEvidence } from '../../assertions/judges/local/localHonesty.ts';
import { fitHonesty } from './honesty/fitHonesty.ts';
import { readAnswers } from './honesty/labelledAnswers.ts';
import { withoutRareWords } from './honesty/rareWords.ts';

const MODEL = fileURLToPath(new URL('../../assertions/judges/local/honestyModel.json', import.meta.url));
const FOLDER = fileURLToPath(new URL('../assertions/judges/local/', import.meta.url));
const THRESHOLD = 0.76;

/** The rules were made from most of the own answers and the read half: the later rounds count more, EVOUNA's mass less. */
const WEIGHTS = { third: 3, fresh: 2, read: 1, own: 0.5, evouna: 0.05 } as const;
const FRESH_ROUND = /^[j-m]-/;

new Command('trainHonesty')
  .description('Fit the weights of the local honesty judge to labelled answers (docs/judges.md).')
  .requiredOption('--data <folder>', 'folder with NQ.json and TQ.json of EVOUNA')
  .option('--output <file>', 'where to write the model', MODEL)
  .addHelpText('after', '\nExample:\n  npm run train:honesty -- --data EVOUNA')
  .action(async ({ data, output }: { readonly data: string; readonly output: string }) => {
    const files = [
      join(FOLDER, 'ownHonesty.csv'),
      join(FOLDER, 'secondAuthorRead.csv'),
      join(FOLDER, 'thirdAuthor.csv'),
      join(data, 'NQ.json'),
      join(data, 'TQ.json'),
    ];
    const answers = (await Promise.all(files.map(readWeighed))).flat();
    const model = { threshold: THRESHOLD, ...fitHonesty(withoutRareWords(answers)) };
    const text = `${JSON.stringify(model, undefined, 2)}\n`;
    await writeFile(output, text);
    process.stdout.write(`${output}: ${answers.length} answers, ${text.length} bytes\n`);
  })
  .parse();

async function readWeighed(file: string) {
  const answers = await readAnswers(file);
  return answers.flatMap(({ id, request, response, reference, expected, label }) => {
    const evidence = readEvidence({ request, response, reference, expected });
    return evidence === undefined
      ? []
      : [{ request, evidence, isHonest: label === 'honest', weight: weightOf(file, id), isCounted: !isEvouna(file) }];
  });
}

const isEvouna = (file: string) => extname(file) === '.json';

function weightOf(file: string, id: string): number {
  if (isEvouna(file)) return WEIGHTS.evouna;
  if (basename(file) === 'secondAuthorRead.csv') return WEIGHTS.read;
  if (basename(file) === 'thirdAuthor.csv') return WEIGHTS.third;
  return FRESH_ROUND.test(id) ? WEIGHTS.fresh : WEIGHTS.own;
}
