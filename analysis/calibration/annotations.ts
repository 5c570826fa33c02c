import type { CsvRow } from '../../foundation/csv.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { createRandom } from '../../foundation/random.ts';
import { measureAgreement, UNSCORED } from '../statistics/agreement.ts';
import type { Kappa } from '../statistics/kappa.ts';
import { krippendorffsAlpha } from '../statistics/krippendorff.ts';
import type { Estimate, Proportion } from '../statistics/wilson.ts';
import { type ClassMap, type ClassScheme, classesOf } from './calibrateClasses.ts';

/** In place of a label where people gave several equally often. Not a class. */
export const NO_MAJORITY = 'no majority';

/** What people called the rows. */
export interface Annotations {
  /** One of each annotator. */
  readonly columns: readonly string[];
  /** Rows with at least one label. */
  readonly rows: readonly CsvRow[];
  /** Of each row, by annotator; undefined where one gave none, which a single annotator can't. */
  readonly words: readonly (readonly (string | undefined)[])[];
  /** Rows without a label, which are left out. */
  readonly unlabelled: number;
}

interface LabelOptions {
  /** The columns' names. */
  readonly columns: readonly string[];
  readonly map: ClassMap | undefined;
}

/**
 * Reads the columns of labels. With several, a blank cell is a missing label.
 *
 * @throws MetaScError `CONFIG_INVALID` for labels that the map lacks, and if no row has a label
 */
export function readAnnotations(rows: readonly CsvRow[], { columns, map }: LabelOptions): Annotations {
  const isAlone = columns.length === 1;
  const byColumn = columns.map((column) => {
    const filled = isAlone ? rows : rows.filter(({ fields }) => (fields[column] ?? '').trim() !== '');
    const words = classesOf(filled, { option: 'label-map', column, map });
    return new Map(filled.map((row, index) => [row, words[index]]));
  });
  const wordsOf = (row: CsvRow) => byColumn.map((words) => words.get(row));
  const labelled = rows.filter((row) => wordsOf(row).some((word) => word !== undefined));
  if (labelled.length === 0) {
    throw new MetaScError(`--label-column: expected a label in some row of ${columns.join(', ')}, got none`, {
      code: 'CONFIG_INVALID',
    });
  }
  const words = labelled.map(wordsOf);
  if (words.flat().includes(UNSCORED)) {
    throw new MetaScError(`--label-map: expected classes, got ${UNSCORED}, which only a verdict can be`, {
      code: 'CONFIG_INVALID',
    });
  }
  return { columns, rows: labelled, words, unlabelled: rows.length - labelled.length };
}

/** The labels of a row, as classes. */
export interface SettledLabel {
  /** By annotator; null where one gave none. */
  readonly labels: readonly (string | null)[];
  /** The class that most gave, or {@link NO_MAJORITY}. */
  readonly label: string;
}

export function settleLabels({ words }: Annotations, { classOf }: ClassScheme): readonly SettledLabel[] {
  return words.map((own) => {
    const labels = own.map((word) => (word === undefined ? null : (classOf(word) ?? word)));
    const counts = [
      ...Map.groupBy(
        labels.filter((label) => label !== null),
        (label) => label,
      ),
    ];
    const [first, second] = counts.toSorted(([, a], [, b]) => b.length - a.length);
    const isSettled = first !== undefined && first[1].length > (second?.[1].length ?? 0);
    return { labels, label: isSettled ? first[0] : NO_MAJORITY };
  });
}

/** How two raters agree on the rows that both rated. */
export interface RaterAgreement {
  readonly raters: readonly [string, string];
  readonly rows: number;
  readonly agreed: Proportion | null;
  readonly kappa: Kappa | null;
}

/** How several annotators agree, among themselves and with the judge. */
export interface AnnotatorFigures {
  readonly columns: readonly string[];
  /** Rows without a label: left out. */
  readonly unlabelled: number;
  /** Rows whose labels differ, those without a majority included. */
  readonly split: number;
  /** Rows without a majority: judged, but left out of the judge's figures against the majority. */
  readonly ties: number;
  /** Of each two annotators. */
  readonly pairs: readonly RaterAgreement[];
  /** Krippendorff's, over all annotators; undefined for two or fewer. */
  readonly alpha?: Estimate | null;
  /** Of each annotator and the judge, over all rows that both rated. */
  readonly judge: readonly RaterAgreement[];
}

const SEED = 1;

/** @param verdicts the judge's class of each row, or `unscored` */
export function measureAnnotators(
  { columns, unlabelled }: Annotations,
  {
    settled,
    verdicts,
    classes,
    judge,
  }: {
    readonly settled: readonly SettledLabel[];
    readonly verdicts: readonly string[];
    readonly classes: readonly string[];
    /** Its name. */
    readonly judge: string;
  },
): AnnotatorFigures {
  const ratingsOf = (index: number) => settled.map(({ labels }) => labels[index] ?? null);
  const ofJudge = verdicts.map((verdict) => (verdict === UNSCORED ? null : verdict));
  const compare = (
    raters: readonly [string, string],
    one: readonly (string | null)[],
    two: readonly (string | null)[],
  ) => {
    const both = one.flatMap((label, row) => {
      const verdict = two[row] ?? null;
      return label === null || verdict === null ? [] : [{ label, verdict }];
    });
    const { accuracy, kappa } = measureAgreement(both, { classes });
    return { raters, rows: both.length, agreed: accuracy, kappa };
  };
  const units = settled.map(({ labels }) => labels.filter((label) => label !== null));
  return {
    columns,
    unlabelled,
    split: units.filter((labels) => new Set(labels).size > 1).length,
    ties: settled.filter(({ label }) => label === NO_MAJORITY).length,
    pairs: columns.flatMap((one, index) =>
      columns.slice(index + 1).map((two, after) => compare([one, two], ratingsOf(index), ratingsOf(index + 1 + after))),
    ),
    ...(columns.length > 2 ? { alpha: krippendorffsAlpha(units, { random: createRandom(SEED) }) } : {}),
    judge: columns.map((column, index) => compare([column, judge], ratingsOf(index), ofJudge)),
  };
}
