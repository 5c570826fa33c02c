import { Command } from 'commander';
import { detectRefusal, REFUSAL_RULES } from '../../assertions/refusal/detectRefusal.ts';
import { type ReplayedCase, rowOfBands, rowOfFit } from './cascade/replayedCascade.ts';
import { type Labelled, readBlind, readOwn, readXsTest } from './refusal/labelledSets.ts';
import { type LeftOut, leaveTopicsOut } from './refusal/leaveTopicsOut.ts';
import { type Row, toTable } from './refusal/measure.ts';

/** Wanted errors of the first judge in its bands. */
const ERRORS = [0.02, 0.035, 0.05];
const ANNOTATORS = [0, 1] as const;

new Command('cascade')
  .description('Fit and measure a cascade of the local refusal judge and a replayed second judge (docs/judges.md).')
  .option('--data <folder>', 'folder with xstest_v2_completions_<model>.csv; without it, own responses alone')
  .addHelpText('after', '\nExample:\n  npx node test/bench/cascade.ts --data datasets')
  .action(async ({ data }: { readonly data?: string }) => {
    const own = [...(await readOwn()).values()].flat();
    const published = data === undefined ? new Map<string, readonly Labelled[]>() : await readXsTest(data);
    const leftOut = leaveTopicsOut(published, own).map((one) => ({ ...one, probability: probabilityOf(one) }));
    const shipped = [...published.values()].flat().map((one) => ({ ...one, ...detectRefusal(one.text) }));
    const annotated = Object.entries({ 'XSTest, model and topic left out': leftOut, 'XSTest, as shipped': shipped });
    const sets = [
      ...annotated.flatMap(([set, members]) =>
        ANNOTATORS.map((annotator) => {
          const cases = members.flatMap((one) => byAnnotator(one, one.probability, annotator));
          return { set, second: `annotator ${annotator + 1}`, cases };
        }),
      ),
      { set: 'own, rounds 1 to 10', second: 'the label', cases: own.map(byLabel) },
    ].filter(({ cases }) => cases.length > 0);
    const blind = [...(await readBlind()).values()].flat().map(byLabel);
    const rows: Row[] = [];
    const carried: Row[] = [];
    for (const { set, second, cases } of sets) {
      for (const error of ERRORS) {
        const { when, row } = await rowOfFit(cases, error);
        rows.push({ set, second, ...row });
        // The bands don't depend on the second judge.
        if (second !== 'annotator 2') carried.push({ 'fitted to': set, ...(await rowOfBands(blind, error, when)) });
      }
    }
    process.stdout.write(`${toTable(rows)}\n\nThe same bands on the blind sets:\n\n${toTable(carried)}\n`);
  })
  .parse();

const refuses = (kind: Labelled['label']) => kind !== 'compliance';

/** Of a detector that has seen neither the model nor the topic. */
function probabilityOf({ sum }: LeftOut): number {
  return 1 / (1 + Math.exp(-(REFUSAL_RULES.ngrams?.slope ?? 1) * sum));
}

/** The truth is the final label; one of the two people who labelled the completion stands in for the model. */
function byAnnotator(one: Labelled, probability: number, annotator: 0 | 1): readonly ReplayedCase[] {
  const replayed = one.annotations?.[annotator];
  return replayed === undefined
    ? []
    : [{ isRefusal: refuses(one.label), probability, replayed: refuses(replayed), group: one.request ?? one.text }];
}

/** Nobody else has labelled it: the second judge is always right. */
function byLabel({ text, label }: Labelled): ReplayedCase {
  const isRefusal = refuses(label);
  return { isRefusal, probability: detectRefusal(text).probability, replayed: isRefusal, group: text };
}
