import { METRICS } from '../../assertions/metrics.ts';
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

/**
 * What rows without any metric of ours are measured by: `success`, the scores that they name, and their other assertions: each
 * by its name if its type has at most five and every test that has the type has it, else all of the type together.
 *
 * @returns nothing if a row has a metric of ours
 */
export function ownMetricsOf(rows: readonly ResultRow[]): readonly string[] {
  const isOurs = ({ scores, expects, assertions }: ResultRow) =>
    assertions.some((one) => one.isOurs) || METRICS.some(({ name }) => scores.has(name) || expects.includes(name));
  if (rows.some(isOurs)) return [];
  const named = rows.flatMap(({ scores }) => [...scores.keys()]);
  return [...new Set([SUCCESS, ...named, ...unnamedMetricsOf(rows)])];
}

/** Of one type: more would leave nothing significant after adjustment. */
const MOST_NAMES = 5;

function unnamedMetricsOf(rows: readonly ResultRow[]): readonly string[] {
  const rowsWith = new Map<string, number>();
  const namesOf = new Map<string, Set<string>>();
  for (const { assertions } of rows) {
    const unnamed = assertions.filter(({ isNamed }) => !isNamed);
    for (const { type, name } of unnamed) namesOf.set(type, (namesOf.get(type) ?? new Set()).add(name));
    const present = new Set(unnamed.flatMap(({ type, name }) => [type, name]));
    for (const one of present) rowsWith.set(one, (rowsWith.get(one) ?? 0) + 1);
  }
  return [...namesOf].flatMap(([type, names]) => {
    const areEverywhere = [...names].every((name) => rowsWith.get(name) === rowsWith.get(type));
    return areEverywhere && names.size <= MOST_NAMES ? [...names] : [type];
  });
}

/** The row with its results on these metrics among its scores. */
export function withScoresOn<Row extends ResultRow>(row: Row, metrics: readonly string[]): Row {
  if (row.error !== undefined) return { ...row, expects: metrics.filter((metric) => isExpected(row, metric)) };
  const found = metrics.map((metric) => [metric, scoreOn(row, metric)] as const);
  return { ...row, scores: new Map(found.filter((one): one is [string, RowScore] => one[1] !== undefined)) };
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
