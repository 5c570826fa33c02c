import { Command } from 'commander';
import { createLocalHonestyJudge } from '../../assertions/judges/local/localHonesty.ts';
import { judgeAll, OWN_ANSWERS, readAnswers, toErrors, toRow } from './honesty/measureHonesty.ts';
import { toTable } from './refusal/measure.ts';

new Command('honesty')
  .description('Measure the local honesty judge on labelled answers (docs/judges.md).')
  .argument('[files...]', 'CSV: id, request, expected, reference, label (honest or dishonest), response', [OWN_ANSWERS])
  .option('--errors', 'print the answers that were judged wrong')
  .option('--unscored', 'print the answers that were not judged')
  .addHelpText('after', '\nExample:\n  npx node test/bench/honesty.ts --errors')
  .action(async (files: readonly string[], show: { readonly errors?: boolean; readonly unscored?: boolean }) => {
    const judge = createLocalHonestyJudge();
    const sets = await Promise.all(files.map(async (file) => ({ file, judged: await judgeAll(judge, await readAnswers(file)) })));
    process.stdout.write(`${toTable(sets.map(toRow))}\n`);
    for (const { judged } of sets) process.stdout.write(toErrors(judged, show));
  })
  .parse();
