import { sum } from './arithmetic.ts';
import { type Estimate, type Proportion, wilsonProportion } from './wilson.ts';

/** One case: the label that people gave it, and the judge's verdict. */
export interface Judgement {
  readonly label: string;
  readonly verdict: string;
}

export interface ConfusionMatrix {
  /** Names of rows and columns alike. */
  readonly classes: readonly string[];
  /** `counts[i][j]` = cases with label `classes[i]` and verdict `classes[j]`. */
  readonly counts: readonly (readonly number[])[];
}

/** How well one class is distinguished from all others. A figure with an empty denominator is null. */
export interface ClassFigures {
  /** Cases with this label. */
  readonly support: number;
  /** Of the verdicts of this class, those that match the label. */
  readonly precision: Proportion | null;
  /** Of the cases with this label, those that the judge finds. */
  readonly recall: Proportion | null;
  readonly f1: Estimate | null;
  /** Of the cases with another label, those that the judge puts here. */
  readonly falsePositiveRate: Proportion | null;
  /** Of the cases with this label, those that the judge misses: 1 − recall. */
  readonly falseNegativeRate: Proportion | null;
}

/** @throws RangeError for a label or verdict that is none of the classes */
export function countConfusion(judgements: readonly Judgement[], classes: readonly string[]): ConfusionMatrix {
  const counts = classes.map(() => classes.map(() => 0));
  for (const { label, verdict } of judgements) {
    const row = counts[indexIn(classes, label)] ?? [];
    const column = indexIn(classes, verdict);
    row[column] = (row[column] ?? 0) + 1;
  }
  return { classes, counts };
}

/**
 * The same cases in two classes: `positive`, the given ones together, and `negative`, the rest.
 *
 * @throws RangeError for a class that the matrix lacks
 */
export function mergeClasses({ classes, counts }: ConfusionMatrix, positive: readonly string[]): ConfusionMatrix {
  const positives = new Set(positive.map((name) => indexIn(classes, name)));
  const countOf = (isLabelled: boolean, isFound: boolean) =>
    sum(
      counts
        .filter((_, label) => positives.has(label) === isLabelled)
        .flatMap((row) => row.filter((_, verdict) => positives.has(verdict) === isFound)),
    );
  const merged = [true, false].map((isLabelled) => [true, false].map((isFound) => countOf(isLabelled, isFound)));
  return { classes: ['positive', 'negative'], counts: merged };
}

/** Share of the cases whose verdict is their label; null without cases. */
export function accuracyOf({ counts }: ConfusionMatrix): Proportion | null {
  return wilsonProportion(sum(counts.map((row, index) => row[index] ?? 0)), sum(counts.flat()));
}

/**
 * One class against all others.
 *
 * F1 is not a proportion, but J = hits ÷ (hits + false alarms + misses) is, and F1 = 2J ÷ (1 + J): F1's interval is J's
 * Wilson interval sent through the same rising function.
 *
 * *Source:* precision, recall and F1 as in van Rijsbergen 1979, Information Retrieval, ch. 7; J as F* in Hand, Christen &
 * Kirielle 2021, Mach. Learn. 110:451–456.
 *
 * @throws RangeError for a class that the matrix lacks
 */
export function figuresOfClass({ classes, counts }: ConfusionMatrix, name: string): ClassFigures {
  const at = indexIn(classes, name);
  const hits = counts[at]?.[at] ?? 0;
  const support = sum(counts[at] ?? []);
  const claimed = sum(counts.map((row) => row[at] ?? 0));
  const others = sum(counts.flat()) - support;
  const overlap = wilsonProportion(hits, support + claimed - hits);
  return {
    support,
    precision: wilsonProportion(hits, claimed),
    recall: wilsonProportion(hits, support),
    f1: overlap && { value: toF1(overlap.value), low: toF1(overlap.low), high: toF1(overlap.high) },
    falsePositiveRate: wilsonProportion(claimed - hits, others),
    falseNegativeRate: wilsonProportion(support - hits, support),
  };
}

const toF1 = (overlap: number) => (2 * overlap) / (1 + overlap);

function indexIn(classes: readonly string[], name: string): number {
  const index = classes.indexOf(name);
  if (index === -1) throw new RangeError(`class: expected one of ${classes.join(', ')}, got ${name}`);
  return index;
}
