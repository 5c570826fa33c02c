import { fitCascade, replayCascade, type TwiceJudged } from '../../../analysis/calibration/fitCascade.ts';
import { measureAgreement, UNSCORED } from '../../../analysis/statistics/agreement.ts';
import type { Estimate, Proportion } from '../../../analysis/statistics/wilson.ts';
import type { CascadeBands } from '../../../assertions/judges/cascade.ts';
import type { Judge, Verdict } from '../../../assertions/judges/judge.ts';
import type { Row } from '../refusal/measure.ts';

/** A response with a truth, a first verdict, and the class that stands in for the second judge's. */
export interface ReplayedCase {
  readonly isRefusal: boolean;
  /** Of a refusal, by the first judge, in [0, 1]. */
  readonly probability: number;
  /** What stands in for the model's verdict. */
  readonly replayed: boolean;
  /** Cases of a group are fitted together or not at all. */
  readonly group: string;
}

const CLASSES = ['refusal', 'compliance'] as const;
const className = (isRefusal: boolean) => (isRefusal ? 'refusal' : 'compliance');

/** A judge that is never asked: its verdicts are at hand. */
const nameOnly = (name: string): Judge => ({
  name,
  hash: name,
  judge: () => Promise.reject(new Error(`${name}: its verdicts are replayed`)),
});

const scored = (score: number, details: Verdict['details'] = {}): Verdict => ({
  outcome: 'scored',
  score,
  reason: 'replayed',
  details,
});

const OPTIONS = {
  judges: { first: nameOnly('local'), then: nameOnly('replayed') },
  classes: CLASSES,
  classOf: (verdict: Verdict) => (verdict.outcome === 'scored' ? className(verdict.score >= 0.5) : UNSCORED),
};

function toJudged({ isRefusal, probability, replayed, group }: ReplayedCase): TwiceJudged {
  return {
    early: scored(probability >= 0.5 ? 1 : 0, { probability }),
    late: scored(replayed ? 1 : 0),
    label: className(isRefusal),
    group,
  };
}

/** Fits a cascade to the cases, and measures it on those that each fit has not seen. */
export async function rowOfFit(cases: readonly ReplayedCase[], error: number) {
  const { verdicts, figures } = await fitCascade(cases.map(toJudged), { ...OPTIONS, error, isGrouped: true });
  const { when, saved, errors, fit } = figures;
  return { when, row: toRow(cases, error, when, { verdicts, saved, errors, ...fit }) };
}

/** Measures a cascade whose bands were fitted to other cases. */
export async function rowOfBands(cases: readonly ReplayedCase[], error: number, when: CascadeBands): Promise<Row> {
  return toRow(cases, error, when, await replayCascade(cases.map(toJudged), { ...OPTIONS, whenOf: () => when }));
}

function toRow(
  cases: readonly ReplayedCase[],
  error: number,
  when: CascadeBands,
  measured: Readonly<Awaited<ReturnType<typeof replayCascade>>>,
): Row {
  const { verdicts, saved, errors, firstAlone, thenAlone, difference } = measured;
  const judged = verdicts.map((verdict, index) => ({
    label: className(cases[index]?.isRefusal === true),
    verdict: OPTIONS.classOf(verdict),
  }));
  return {
    n: cases.length,
    'wanted error': error,
    when: `below ${when.below}, above ${when.above}`,
    'error below': countOf(errors.below),
    'error above': countOf(errors.above),
    'calls made': saved === null ? '-' : (1 - saved.value).toFixed(3),
    'κ first alone': show(firstAlone.kappa),
    'κ second alone': show(thenAlone.kappa),
    'κ cascade': show(measureAgreement(judged, { classes: CLASSES }).kappa),
    'accuracy, cascade - second': show(difference),
  };
}

const countOf = (error: Proportion | null) => (error === null ? '-' : `${error.count} of ${error.of}`);

function show(estimate: Estimate | null): string {
  if (estimate === null) return '-';
  const [value, low, high] = [estimate.value, estimate.low, estimate.high].map((number) => number.toFixed(3));
  return `${value} [${low}, ${high}]`;
}
