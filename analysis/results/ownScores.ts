import type { ResultRow } from './row.ts';
import type { RowAssertion } from './rowAssertions.ts';
import { combineScores, type RowScore } from './rowScores.ts';

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
  const own = row.assertions.filter((assertion) => isNamed(assertion, metric));
  return own.length === 0 ? undefined : combineScores(own.map(ofAssertion));
}

/** Whether a row should have the metric, as far as its test shows. */
export function isExpected({ expects, assertions }: ResultRow, metric: string): boolean {
  return metric === SUCCESS || expects.includes(metric) || assertions.some((assertion) => isNamed(assertion, metric));
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

const isNamed = ({ name, type }: RowAssertion, metric: string): boolean => name === metric || type === metric;

function ofAssertion({ pass, score, reason }: RowAssertion): RowScore {
  if (pass === undefined) return { kind: 'unscored', reason: 'an assertion was not graded' };
  return { kind: 'scored', score: score ?? Number(pass), pass, reason: pass ? '' : reason, judge: {} };
}
