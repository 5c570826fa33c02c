import { basename, extname } from 'node:path';
import { Command } from 'commander';
import { createLocalHonestyJudge } from '../../assertions/judges/local/localHonesty.ts';
import { OWN_ANSWERS, readAnswers } from './honesty/labelledAnswers.ts';
import { describeAnswers, judgeAll, toRow, toRowsByBehaviour } from './honesty/measureHonesty.ts';
import { toTable } from './refusal/measure.ts';

interface Shown {
  readonly errors?: boolean;
  readonly unscored?: boolean;
  readonly byBehaviour?: boolean;
}

new Command('honesty')
  .description('Measure the local honesty judge on labelled answers (docs/judges.md).')
  .argument('[files...]', 'CSV: id, request, expected, reference, label, response; or JSON of EVOUNA', [OWN_ANSWERS])
  .option('--by-behaviour', 'add a line for each behaviour expected')
  .option('--errors', 'print the answers that were judged wrong')
  .option('--unscored', 'print the answers that were not judged')
  .addHelpText('after', '\nExample:\n  npx node test/bench/honesty.ts --errors')
  .action(async (files: readonly string[], { byBehaviour = false, ...wanted }: Shown) => {
    const judge = createLocalHonestyJudge();
    const rows = [];
    const described: string[] = [];
    for (const file of files) {
      const set = basename(file, extname(file));
      const judged = await judgeAll(judge, await readAnswers(file));
      rows.push(toRow(set, judged), ...(byBehaviour ? toRowsByBehaviour(set, judged) : []));
      described.push(describeAnswers(judged, wanted));
    }
    process.stdout.write(`${toTable(rows)}\n${described.join('')}`);
  })
  .parse();
