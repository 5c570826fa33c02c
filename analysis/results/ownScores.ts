import type { ResultRow } from './row.ts';
import type { RowAssertion } from './rowAssertions.ts';
import type { RowScore } from './rowScores.ts';

/** The metric of a row that passes all that its test demands. */
export const SUCCESS = 'success';

/**
 * A row's result on a metric: by its name, as `row.scores` has it; else `success`; else an assertion, by its name in full
 * (`contains "refund"`) or by its type (`llm-rubric`), all of which must pass if there are several.
 *
 * @returns undefined if the row has no such metric
 */
export function scoreOn(row: ResultRow, metric: string): RowScore | undefined {
  const named = row.scores.get(metric);
  if (named !== undefined) return named;
  if (metric === SUCCESS) return row.success === undefined ? undefined : ofSuccess(row, row.success);
  const own = row.assertions.filter(({ name, type }) => name === metric || type === metric);
  return own.length === 0 ? undefined : ofAssertions(own);
}

/** Whether a row should have the metric, as far as its test shows. */
export function isExpected({ expects, assertions }: ResultRow, metric: string): boolean {
  return (
    metric === SUCCESS ||
    expects.includes(metric) ||
    assertions.some(({ name, type }) => name === metric || type === metric)
  );
}

/** The names by which a row's results can be asked for. */
export function metricsOf(row: ResultRow): readonly string[] {
  return [
    ...row.scores.keys(),
    ...(row.success === undefined ? [] : [SUCCESS]),
    ...row.assertions.flatMap(({ type, name, isOurs }) => (isOurs ? [] : [type, name])),
  ];
}

function ofSuccess({ score, assertions }: ResultRow, success: boolean): RowScore {
  const failed = assertions.find(({ pass }) => pass === false);
  return {
    kind: 'scored',
    score: score ?? Number(success),
    pass: success,
    reason: failed === undefined ? '' : failed.reason,
    judge: {},
  };
}

function ofAssertions(own: readonly RowAssertion[]): RowScore {
  if (own.some(({ pass }) => pass === undefined)) return { kind: 'unscored', reason: 'an assertion was not graded' };
  const total = own.reduce((sum, { score, pass }) => sum + (score ?? Number(pass)), 0);
  return {
    kind: 'scored',
    score: total / own.length,
    pass: own.every(({ pass }) => pass),
    reason: own.find(({ pass }) => pass === false)?.reason ?? '',
    judge: {},
  };
}
