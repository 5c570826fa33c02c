import { groundOfLock } from '../../../adoptionWords.ts';
import type { RunFacts } from '../../../results/runFacts.ts';
import { sum } from '../../../statistics/arithmetic.ts';
import { dollars, plural } from '../../../words.ts';
import { countTests, type Matrix, type ReportColumn, type ReportFile } from '../../matrix.ts';
import { titleOf } from '../../metricWords.ts';
import type { ReportRow } from '../../reportRow.ts';
import type { JudgeFigures } from '../judges/judgeFigures.ts';

/** One line of the methods: a term, and what a paper states under it. */
export interface MethodFact {
  readonly term: string;
  readonly text: string;
}

interface MethodParts {
  readonly files: readonly ReportFile[];
  readonly matrix: Matrix;
  readonly judges: readonly JudgeFigures[];
  /** Of this package, which makes the report. */
  readonly version: string | undefined;
}

/** How the figures came about, as far as files and rows state it; what they don't state is said to be so. */
export function toMethodFacts({ files, matrix, judges, version }: MethodParts): readonly MethodFact[] {
  const { columns } = matrix;
  const providerOf = ({ path, rows }: ReportColumn) => {
    const name = [...rows.values()][0]?.column;
    const facts = files.find((file) => file.path === path)?.facts;
    return facts?.providers.find((provider) => provider.column === name);
  };
  const samplingOf = (column: ReportColumn) =>
    Object.entries(providerOf(column)?.sampling ?? {})
      .filter(([name]) => name !== 'seed')
      .map(([name, value]) => `${name} ${value}`)
      .join('; ');
  const byColumn = (textOf: (column: ReportColumn) => string) => groupColumns(columns, textOf);
  return [
    { term: 'Data', text: describeData(files, matrix) },
    { term: 'Models', text: byColumn((column) => describeModels(column, providerOf(column)?.metaModel)) },
    { term: 'Sampling', text: byColumn((column) => samplingOf(column) || 'not stated') },
    { term: 'Seeds', text: byColumn((column) => providerOf(column)?.sampling.seed ?? 'not stated') },
    { term: 'Prompts', text: describePrompts(files, matrix) },
    { term: 'System prompts', text: byColumn((column) => hashOf(providerOf(column)?.systemPromptHash)) },
    ...optional('Lock files', listOf(columns, describeLock).join('; ')),
    ...judges.map((judge) => ({
      term: `Judge of ${titleOf(judge.metric)}`,
      text: describeJudge(judge, columns.length),
    })),
    { term: 'Cost', text: describeCost(columns) },
    ...files.map(({ path, facts }) => ({ term: 'Run', text: describeRun(path, facts) })),
    { term: 'Report', text: `promptfoo-metasc ${version ?? 'of an unknown version'}` },
    { term: 'Statistics', text: STATISTICS },
  ];
}

const STATISTICS =
  'A case counts once, by the share of its rows that pass. Shares: Wilson interval over cases. Differences: over the cases that both columns scored, with Newcombe’s interval for pairs (method 10), or the wider of it and a t interval over goals where cases share one. p: exact McNemar, where cases have several rows exact permutation, where they share a goal the larger of it and a sign-flip test; two-sided, adjusted by Holm. Intervals are 95 %, alpha is .05.';

const hashOf = (hash: string | undefined) => (hash === undefined ? 'none stated' : `hash ${hash}`);

const optional = (term: string, text: string): readonly MethodFact[] => (text === '' ? [] : [{ term, text }]);

/** `all columns: x`, or `a, b: x; c: y`. */
function groupColumns(columns: readonly ReportColumn[], textOf: (column: ReportColumn) => string): string {
  const groups = [...Map.groupBy(columns, textOf)];
  const [first] = groups;
  if (first !== undefined && groups.length === 1) return columns.length === 1 ? first[0] : `${first[0]} (all columns)`;
  return groups.map(([text, own]) => `${own.map(({ label }) => label).join(', ')}: ${text}`).join('; ');
}

/** The different values in the rows of some columns. */
function listOf(columns: readonly ReportColumn[], pick: (row: ReportRow) => string | undefined): readonly string[] {
  return [...new Set(columns.flatMap(({ rows }) => [...rows.values()].flatMap((row) => pick(row) ?? [])))];
}

function describeLock(row: ReportRow): string | undefined {
  const ground = groundOfLock(row);
  return ground && `${row.lockHash}, ${ground.text}`;
}

function describeData(files: readonly ReportFile[], matrix: Matrix): string {
  const rows = files.flatMap((file) => file.rows);
  const errors = rows.filter(({ error }) => error !== undefined).length;
  const counted = matrix.columns.flatMap((column) => [...column.rows.values()]);
  const verdicts = counted.flatMap(({ scores }) => [...scores.values()]);
  const unscored = verdicts.filter(({ kind }) => kind === 'unscored').length;
  return `${countTests(matrix)} in ${plural(matrix.columns.length, 'column')}; ${plural(rows.length, 'row')}, ${plural(errors, 'error')}; ${plural(verdicts.length, 'verdict')}, ${unscored} unscored`;
}

function describeModels(column: ReportColumn, metaModel: string | undefined): string {
  const answering = listOf([column], ({ model }) => model).join(', ') || 'not stated';
  const reviewing = listOf([column], ({ record }) => record?.reviewModel).join(', ');
  const proposes = [...column.rows.values()].some(({ turn }) => turn?.window === true);
  return [
    answering,
    ...(reviewing === '' ? [] : [`critique and revision by ${reviewing}`]),
    ...(metaModel === undefined || !proposes ? [] : [`meta-critique by ${metaModel}`]),
  ].join(', ');
}

function describePrompts(files: readonly ReportFile[], { columns }: Matrix): string {
  const own = listOf(columns, ({ turn }) => turn?.promptsHash);
  const stated = files.flatMap(({ facts }) => facts?.prompts ?? []);
  const prompts = new Map(stated.map(({ label, hash }) => [hash.slice(0, 16), label]));
  const texts = [
    ...[...prompts].map(([hash, label]) => `${label.replace(/\s+/g, ' ').slice(0, 60)} (sha256 ${hash})`),
    ...(own.length === 0 ? [] : [`critique, revision and meta-critique ${own.join(', ')}`]),
  ];
  return texts.join('; ') || 'not stated';
}

function describeJudge(
  { judge = 'not stated', hash, rubric, caveat, calibration, columns }: JudgeFigures,
  all: number,
): string {
  return [
    judge,
    ...(hash === undefined ? [] : [`hash ${hash}`]),
    ...(rubric === undefined ? [] : [`rubric ${rubric}`]),
    ...(caveat === undefined ? [] : [caveat]),
    calibration ?? 'no calibration record named',
    ...(columns.length < all ? [`in ${columns.join(', ')}`] : []),
  ].join('; ');
}

function describeCost(columns: readonly ReportColumn[]): string {
  const costs = columns.map((column) => {
    const stated = [...column.rows.values()].flatMap(({ phases }) =>
      [...phases.values()].flatMap(({ costUsd }) => costUsd ?? []),
    );
    return { column, usd: stated.length === 0 ? undefined : sum(stated) };
  });
  const known = costs.flatMap(({ column, usd }) => (usd === undefined ? [] : [`${column.label} ${dollars(usd)}`]));
  if (known.length === 0) return 'not stated';
  const total = sum(costs.map(({ usd = 0 }) => usd));
  return `${dollars(total)} in all, without judges: ${known.join(', ')}`;
}

/** `results.json: evaluation eval-abc, 2026-11-27 21:29 UTC, promptfoo 0.123.1, Node 24.21.0, linux x64`. */
function describeRun(path: string, facts: RunFacts | undefined): string {
  const { evaluationId, date, promptfooVersion, nodeVersion, system, repeat = 1 } = facts ?? {};
  const parts = [
    ...(evaluationId === undefined ? [] : [`evaluation ${evaluationId}`]),
    ...(date === undefined ? ['date not stated'] : [showDate(date)]),
    `promptfoo ${promptfooVersion ?? 'of a version not stated'}`,
    ...(nodeVersion === undefined ? [] : [`Node ${nodeVersion.replace(/^v/, '')}`]),
    ...(system === undefined ? [] : [system]),
    ...(repeat > 1 ? [`${repeat} repeats`] : []),
  ];
  return `${path}: ${parts.join(', ')}`;
}

/** A date of ISO 8601 as `2026-11-27 21:29 UTC`; any other text as it is. */
export function showDate(date: string): string {
  const time = Date.parse(date);
  return Number.isNaN(time) ? date : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
