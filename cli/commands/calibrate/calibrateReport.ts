import type { Calibration } from '../../../analysis/calibration/calibrateRun.ts';
import { UNSCORED } from '../../../analysis/statistics/agreement.ts';
import type { ClassFigures } from '../../../analysis/statistics/classification.ts';
import type { Estimate } from '../../../analysis/statistics/wilson.ts';
import { type CalibrationRecord, RECORD_VERSION } from '../../../assertions/calibrationRecord.ts';
import { toTextTable } from '../../../foundation/textTable.ts';

/** The record of a measurement, with all figures. It holds no time and no path: the same measurement gives the same record. */
export function toRecord({
  assertion,
  judge,
  data,
  threshold,
  figures,
}: Calibration): CalibrationRecord & Pick<Calibration, 'figures'> {
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
  return [
    `${assertion === null ? 'verdicts' : assertion} by ${who}${threshold === undefined ? '' : `, passing from ${threshold}`}, against ${data.file}`,
    '',
    `scored     ${scored} of ${n}${cached === 0 ? '' : ` (${cached} kept from an earlier run)`}; unscored ${show(unscored)}${because === undefined ? '' : `: ${because}`}`,
    `accuracy   ${show(accuracy)}`,
    `kappa      ${show(kappa)}`,
    '',
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
  ].join('\n');
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
