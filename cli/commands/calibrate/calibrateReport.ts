import type { AnnotatorFigures, RaterAgreement } from '../../../analysis/calibration/annotations.ts';
import type { Calibration } from '../../../analysis/calibration/calibrateRun.ts';
import type { AloneFigures, CascadeFigures, FitFigures } from '../../../analysis/calibration/cascadeFigures.ts';
import { UNSCORED } from '../../../analysis/statistics/agreement.ts';
import type { ClassFigures } from '../../../analysis/statistics/classification.ts';
import type { Estimate, Proportion } from '../../../analysis/statistics/wilson.ts';
import { type CalibrationRecord, RECORD_VERSION } from '../../../assertions/calibrationRecord.ts';
import { DECIDES_NOTHING } from '../../../assertions/judges/cascade.ts';
import { countOf } from '../../../foundation/plural.ts';
import { toTextTable } from '../../../foundation/textTable.ts';

/** The record of a measurement, with all figures. It holds no time and no path: the same measurement gives the same record. */
export function toRecord({
  assertion,
  judge,
  data,
  threshold,
  figures,
  annotators,
  cascade,
}: Calibration): CalibrationRecord & Pick<Calibration, 'figures' | 'annotators'> {
  return {
    schemaVersion: RECORD_VERSION,
    assertion,
    judge: judge.name,
    ...(judge.hash === undefined ? {} : { judgeHash: judge.hash }),
    dataSha256: data.sha256,
    ...(threshold === undefined ? {} : { threshold }),
    n: figures.n,
    scored: figures.scored,
    figures,
    ...(annotators === undefined ? {} : { annotators }),
    ...(cascade === undefined ? {} : { cascade }),
  };
}

/** The output of `--json`, without the texts of the cases. `unscoredBecause` holds at most 5 distinct reasons. */
export function toJsonReport({
  cases,
  ...calibration
}: Calibration): Omit<Calibration, 'cases'> & { readonly unscoredBecause: readonly string[] } {
  const reasons = cases.filter(({ verdict }) => verdict === UNSCORED).map(({ reason }) => reason);
  return { ...calibration, unscoredBecause: [...new Set(reasons)].filter((reason) => reason !== '').slice(0, 5) };
}

/** The figures as text, with 95 % intervals in square brackets. */
export function formatReport(calibration: Calibration): string {
  const { assertion, judge, data, threshold, cached, figures } = calibration;
  const { n, scored, unscored, accuracy, kappa, perClass, binary, confusion } = figures;
  const who = judge.caveat === undefined ? judge.name : `${judge.name} (${judge.caveat})`;
  const [because] = toJsonReport(calibration).unscoredBecause;
  const { annotators, cascade, fitted } = calibration;
  return [
    `${assertion === null ? 'verdicts' : assertion} by ${who}${threshold === undefined ? '' : `, passing from ${threshold}`}, against ${data.file}`,
    '',
    `scored     ${scored} of ${n}${cached === 0 ? '' : ` (${cached} kept from an earlier run)`}; unscored ${show(unscored)}${because === undefined ? '' : `: ${because}`}`,
    `accuracy   ${show(accuracy)}`,
    `kappa      ${show(kappa)}`,
    ...(cascade === undefined ? [] : formatCascade(cascade)),
    '',
    ...(annotators === undefined ? [] : [...formatAnnotators(annotators), '']),
    ...toTextTable(
      [
        ['class', 'rows', 'precision', 'recall', 'F1', 'FP rate', 'FN rate'],
        ...Object.entries(perClass).map(([name, row]) => classRow(name, row)),
        ...(binary === undefined || binary.positive.length === 1
          ? []
          : [classRow(binary.positive.join(' + '), binary)]),
      ],
      ['left'],
    ),
    '',
    ...(binary === undefined
      ? []
      : [
          `${binary.positive.join(' or ')} against the rest: accuracy ${show(binary.accuracy)}, kappa ${show(binary.kappa)}`,
          '',
        ]),
    ...toTextTable(
      [
        ['label ↓ verdict →', ...confusion.classes],
        ...confusion.counts.map((row, index) => [confusion.classes[index] ?? '', ...row.map(String)]),
      ],
      ['left'],
    ),
    '',
    'In square brackets: 95 % intervals. "none": no rows to divide by. All figures except unscored are over scored rows.',
    ...(fitted === undefined ? [] : ['', 'The judge with the fitted `when`:', JSON.stringify(fitted)]),
  ].join('\n');
}

function formatCascade({ first, then, when, saved, errors, fit }: CascadeFigures): readonly string[] {
  const { below, above } = { ...DECIDES_NOTHING, ...when };
  const bands = [...(below > 0 ? [`below ${below}`] : []), ...(above < 1 ? [`above ${above}`] : [])];
  const wrong = (error: Proportion | null) =>
    error === null ? 'none' : `${show(error)}, ${error.count} of ${error.of}`;
  return [
    `decides    ${first.name} ${bands.length === 0 ? 'nothing' : bands.join(' and ')}, ${then.name} the rest`,
    `saved      ${show(saved)} of the verdicts of ${then.name}: ${saved?.count ?? 0} of ${saved?.of ?? 0}`,
    `error      of ${first.name} below: ${wrong(errors.below)}; above: ${wrong(errors.above)}`,
    ...(fit === undefined ? [] : formatFit(fit, { first, then, decides: bands.length > 0 })),
  ];
}

function formatFit(
  { error, folds, isGrouped, firstAlone, thenAlone, difference }: FitFigures,
  { first, then, decides }: Pick<CascadeFigures, 'first' | 'then'> & { readonly decides: boolean },
): readonly string[] {
  const alone = ({ accuracy, kappa }: AloneFigures) => `accuracy ${show(accuracy)}, kappa ${show(kappa)}`;
  return [
    `fitted     to an error of ${first.name} of at most ${error} in each band: exact upper bound, confidence 95 %`,
    `measured   above and below, each row by a \`when\` fitted without it: ${folds} parts${isGrouped ? ', the rows of a request in one' : ''}`,
    `alone      ${first.name}: ${alone(firstAlone)}`,
    `           ${then.name}: ${alone(thenAlone)}`,
    `difference of accuracy to ${then.name} alone: ${show(difference)}`,
    ...(decides
      ? []
      : [`In no band is ${first.name} shown to err so little: label more rows, or accept a greater error.`]),
  ];
}

function formatAnnotators({ pairs, alpha, judge, split, ties, unlabelled }: AnnotatorFigures): readonly string[] {
  const row = ({ raters: [one, two], rows, agreed, kappa }: RaterAgreement) => [
    `${one}, ${two}`,
    String(rows),
    show(agreed),
    show(kappa),
  ];
  const left = [`${countOf(split, 'row')} with different labels`, `${ties} of them without a majority, left out above`];
  return [
    ...toTextTable([['agreement', 'rows', 'accuracy', 'kappa'], ...pairs.map(row), ...judge.map(row)], ['left']),
    ...(alpha === undefined ? [] : [`Krippendorff's alpha of all annotators: ${show(alpha)}`]),
    `The label is that of the majority: ${left.join(', ')}; ${countOf(unlabelled, 'row')} without a label.`,
  ];
}

function classRow(name: string, row: ClassFigures): readonly string[] {
  const { support, precision, recall, f1, falsePositiveRate, falseNegativeRate } = row;
  return [name, String(support), ...[precision, recall, f1, falsePositiveRate, falseNegativeRate].map(show)];
}

function show(estimate: Estimate | null): string {
  if (estimate === null) return 'none';
  const [value, low, high] = [estimate.value, estimate.low, estimate.high].map((number) => number.toFixed(3));
  return `${value} [${low}, ${high}]`;
}
