import {
  accuracyOf,
  type ClassFigures,
  type ConfusionMatrix,
  countConfusion,
  figuresOfClass,
  type Judgement,
  mergeClasses,
} from './classification.ts';
import { cohensKappa, type Kappa } from './kappa.ts';
import { type Proportion, wilsonProportion } from './wilson.ts';

/** In place of a verdict where the judge gave none. Not a class. */
export const UNSCORED = 'unscored';

/** Two classes: the given ones together against the rest. */
export interface BinaryFigures extends ClassFigures {
  /** The classes that count as positive. */
  readonly positive: readonly string[];
  readonly accuracy: Proportion | null;
  readonly kappa: Kappa | null;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** How far a judge agrees with the labels. All figures except `n` and `unscored` are over the scored cases. */
export interface Agreement {
  readonly n: number;
  readonly scored: number;
  /** Share of all cases without a verdict. */
  readonly unscored: Proportion | null;
  readonly accuracy: Proportion | null;
  readonly kappa: Kappa | null;
  readonly perClass: Readonly<Record<string, ClassFigures>>;
  /** Present if some classes are named as positive. */
  readonly binary?: BinaryFigures;
  readonly confusion: ConfusionMatrix;
}

/**
 * Measures verdicts against labels.
 *
 * @param options `classes`: of labels and verdicts, in the order of the table; verdicts may also be {@link UNSCORED}.
 *   `positive`: the classes to look for, taken together; without them there are no binary figures
 * @throws RangeError for a label or verdict that is none of the classes
 */
export function measureAgreement(
  cases: readonly Judgement[],
  { classes, positive }: { readonly classes: readonly string[]; readonly positive?: readonly string[] | undefined },
): Agreement {
  const scored = cases.filter(({ verdict }) => verdict !== UNSCORED);
  const confusion = countConfusion(scored, classes);
  return {
    n: cases.length,
    scored: scored.length,
    unscored: wilsonProportion(cases.length - scored.length, cases.length),
    accuracy: accuracyOf(confusion),
    kappa: cohensKappa(confusion.counts),
    perClass: Object.fromEntries(classes.map((name) => [name, figuresOfClass(confusion, name)])),
    ...(positive === undefined ? {} : { binary: toBinary(confusion, positive) }),
    confusion,
  };
}

function toBinary(confusion: ConfusionMatrix, positive: readonly string[]): BinaryFigures {
  const merged = mergeClasses(confusion, positive);
  const [[truePositives = 0, falseNegatives = 0] = [], [falsePositives = 0, trueNegatives = 0] = []] = merged.counts;
  return {
    positive,
    accuracy: accuracyOf(merged),
    kappa: cohensKappa(merged.counts),
    ...figuresOfClass(merged, 'positive'),
    truePositives,
    falsePositives,
    falseNegatives,
    trueNegatives,
  };
}
