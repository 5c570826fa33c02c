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

/** Stands for a verdict where the judge gave none. It is no class. */
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

/** How far a judge agrees with the labels. All but `n` and `unscored` is over the scored cases. */
export interface Agreement {
  readonly n: number;
  readonly scored: number;
  /** Share of all cases that got no verdict. */
  readonly unscored: Proportion | null;
  readonly accuracy: Proportion | null;
  readonly kappa: Kappa | null;
  readonly perClass: Readonly<Record<string, ClassFigures>>;
  /** Where one side of the classes is what one looks for. */
  readonly binary?: BinaryFigures;
  readonly confusion: ConfusionMatrix;
}

interface AgreementOptions {
  /** All that a label or verdict may be, in the order of the table; verdicts may be {@link UNSCORED} besides. */
  readonly classes: readonly string[];
  /** The classes that one looks for, together. Without them, no binary figures. */
  readonly positive?: readonly string[] | undefined;
}

/** @throws RangeError for a label or verdict that is none of the classes */
export function measureAgreement(cases: readonly Judgement[], { classes, positive }: AgreementOptions): Agreement {
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
