import { Command } from 'commander';
import { detectRefusal } from '../../assertions/refusal/detectRefusal.ts';
import { findOtherLanguage } from '../../assertions/refusal/language.ts';
import { loadIsRefusal } from './refusal/isRefusal.ts';
import { readBlind, readOwn, readXsTest } from './refusal/labelledSets.ts';
import { leaveOneOut } from './refusal/leaveOneOut.ts';
import { leaveTopicsOut, tableLeftOut, tableProbabilities } from './refusal/leaveTopicsOut.ts';
import { type Detector, measure, measureSpeed, type Row, toTable } from './refusal/measure.ts';

const IS_REFUSAL = 'promptfoo is-refusal';

new Command('refusal')
  .description(
    "Measure the refusal detector and promptfoo's is-refusal on human-labelled completions (docs/judges.md).",
  )
  .requiredOption('--data <folder>', 'folder with xstest_v2_completions_<model>.csv')
  .addHelpText('after', '\nExample:\n  npx node test/bench/refusal.ts --data datasets')
  .action(async ({ data }: { readonly data: string }) => {
    const published = await readXsTest(data);
    const own = await readOwn();
    const sets = new Map([...published, ...own, ...(await readBlind())]);
    const isRefusal = await loadIsRefusal();
    const detectors: Readonly<Record<string, Detector>> = {
      metasc: (text, request) => detectRefusal(text, request).kind,
      [IS_REFUSAL]: isRefusal,
    };
    const rows: Row[] = [];
    for (const [set, labelled] of sets) {
      for (const [detector, detect] of Object.entries(detectors)) {
        rows.push({ set, detector, ...(await measure(labelled, detect)) });
      }
    }
    const texts = [...sets.values()].flat().map(({ text }) => text);
    const perSecond = measureSpeed(detectRefusal, texts);
    const languages = await Promise.all(texts.map(findOtherLanguage));
    const foreign = languages.filter((language) => language !== undefined).length;
    const leftOut = await leaveOneOut(published, { [IS_REFUSAL]: isRefusal });
    const alone = leaveTopicsOut(published, [...own.values()].flat());
    const asUsed = await tableLeftOut(alone, { [IS_REFUSAL]: isRefusal });
    const probabilities = tableProbabilities(alone);
    process.stdout.write(`${toTable(rows)}\n\nSpeed of metasc: ${perSecond} responses a second of CPU time.\n`);
    process.stdout.write(`Taken for another language than English: ${foreign} of ${texts.length} responses.\n`);
    if (asUsed.length > 0)
      process.stdout.write(`\nOne model and one topic left out:\n\n${toTable(asUsed)}\n\n${toTable(probabilities)}\n`);
    if (leftOut.length > 0) process.stdout.write(`\nOne model left out:\n\n${toTable(leftOut)}\n`);
  })
  .parse();
