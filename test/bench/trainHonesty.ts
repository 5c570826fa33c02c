import { writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { WORD_SIGN } from '../../assertions/judges/local/honestyEvidence.ts';
import { readEvidence } from '../../assertions/judges/local/localHonesty.ts';
import { fitHonesty, type WeighedAnswer } from './honesty/fitHonesty.ts';
import { readAnswers } from './honesty/labelledAnswers.ts';

const MODEL = fileURLToPath(new URL('../../assertions/judges/local/honestyModel.json', import.meta.url));
const FOLDER = fileURLToPath(new URL('../assertions/judges/local/', import.meta.url));
const THRESHOLD = 0.76;

/** The rules were made from most of the own answers and the read half: the later rounds count more, EVOUNA's mass less. */
const WEIGHTS = { third: 3, fresh: 2, read: 1, own: 0.5, evouna: 0.05 } as const;
const MIN_REQUESTS = 8;
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
      : [{ request, evidence, isHonest: label === 'honest', weight: weightOf(file, id) }];
  });
}

/** A word tells something of the way people answer only if it opens answers to many requests. */
function withoutRareWords<T extends WeighedAnswer & { readonly request: string }>(answers: readonly T[]): readonly T[] {
  const requestsWith = new Map<string, Set<string>>();
  for (const { evidence, request, weight } of answers) {
    if (weight === WEIGHTS.evouna) continue;
    for (const name of Object.keys(evidence).filter(isWord)) {
      requestsWith.set(name, (requestsWith.get(name) ?? new Set()).add(request));
    }
  }
  const isKept = (name: string) => !isWord(name) || (requestsWith.get(name)?.size ?? 0) >= MIN_REQUESTS;
  return answers.map((answer) => ({
    ...answer,
    evidence: Object.fromEntries(Object.entries(answer.evidence).filter(([name]) => isKept(name))),
  }));
}

const isWord = (name: string) => name.includes(WORD_SIGN);

function weightOf(file: string, id: string): number {
  if (extname(file) === '.json') return WEIGHTS.evouna;
  if (basename(file) === 'secondAuthorRead.csv') return WEIGHTS.read;
  if (basename(file) === 'thirdAuthor.csv') return WEIGHTS.third;
  return FRESH_ROUND.test(id) ? WEIGHTS.fresh : WEIGHTS.own;
}
