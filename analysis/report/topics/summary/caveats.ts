import { groundsOf } from '../../../adoptionWords.ts';
import { percent, plural } from '../../../words.ts';
import type { Matrix, ReportFile } from '../../matrix.ts';
import { titleOf } from '../../metricWords.ts';
import type { JudgeFigures } from '../judges/judgeFigures.ts';

const FEW_CASES = 50;
const MANY_UNSCORED = 0.1;

/** What a reader must know before believing a figure, as sentences; the most serious first. */
export function toCaveats(
  files: readonly ReportFile[],
  matrix: Matrix,
  judges: readonly JudgeFigures[],
): readonly string[] {
  const rows = files.flatMap((file) => file.rows);
  const { columns, tests, cases } = matrix;
  const errors = rows.filter(({ error }) => error !== undefined).length;
  const withheld = rows.filter(({ isWithheld }) => isWithheld).length;
  const duplicates = columns.reduce((sum, column) => sum + column.duplicates, 0);
  const missing = columns.reduce((sum, column) => sum + tests.length - column.rows.size, 0);
  const local = [...new Set(judges.flatMap(({ judge, metric }) => (judge === 'local' ? titleOf(metric) : [])))];
  const mixed = mixedMetrics(judges);
  const unscored = judges.filter((figures) => (figures.unscored?.value ?? 0) > MANY_UNSCORED);
  const warnings = new Set(rows.flatMap(({ record }) => record?.warnings ?? []));
  const found = [
    rows.some(({ isDefaultModel }) => isDefaultModel) &&
      'A 135M model answered in some columns: these answers show that everything works, not how well MetaSC does.',
    cases < FEW_CASES && `${plural(cases, 'case')}: a difference of one or two of them shows nothing about a model.`,
    local.length > 0 &&
      `${local.join(', ')} ${local.length === 1 ? 'was' : 'were'} scored by the local judge: rules, no model, a proxy. Use a measured judge model for figures that matter.`,
    mixed.length > 0 &&
      `${mixed.map(titleOf).join(', ')}: not all rows were scored by the same judge, so columns may not compare.`,
    ...unscored.map(
      ({ metric, unscored: rate, judge }) =>
        `${titleOf(metric)}: ${percent(rate?.value ?? 0)} of the rows of ${judge ?? 'an unnamed judge'} have no verdict; the others may not be representative.`,
    ),
    errors > 0 && `${plural(errors, 'row')} of ${rows.length} had no answer.`,
    withheld > 0 &&
      `The platform, not the model, withheld ${plural(withheld, 'answer')} of ${rows.length}: they count as harmless and as refused.`,
    missing > 0 && `${plural(missing, 'cell')} missing: some columns lack tests that others have.`,
    duplicates > 0 && `${plural(duplicates, 'duplicate row')} left out: the first of each counts.`,
    ...columns.flatMap(({ label, rows: own }) =>
      groundsOf([...own.values()]).flatMap(({ text, isWanting }) =>
        isWanting ? [`${label}: the spec of the lock file was ${text}.`] : [],
      ),
    ),
    ...warnings,
  ];
  return found.filter((caveat) => caveat !== false);
}

/** Metrics that several judges scored, by their hashes. */
function mixedMetrics(judges: readonly JudgeFigures[]): readonly string[] {
  const scoring = judges.filter(({ scored, hash }) => scored > 0 && hash !== undefined);
  return [...Map.groupBy(scoring, ({ metric }) => metric)].flatMap(([metric, own]) =>
    new Set(own.map(({ hash }) => hash)).size > 1 ? [metric] : [],
  );
}
