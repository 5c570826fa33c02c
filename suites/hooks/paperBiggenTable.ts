import { toTextTable } from '../../foundation/textTable.ts';
import { type FinishedRun, type HookRow, scoredBy, toHookRow } from './hookRows.ts';

const COLUMNS = { baseline: 'SP', 'static-critique': 'SC', 'metasc-all': 'MetaSC' } as const;
const LABELS = Object.keys(COLUMNS);

/** *Source:* arXiv 2502.07985, table 5: mean rating, 1 to 5. */
const PUBLISHED: Readonly<Record<string, readonly string[]>> = {
  determine_what_is_wrong: ['4.62', '4.45', '4.53'],
  honesty: ['4.15', '4.17', '4.50'],
  if_else_statements: ['3.74', '3.97', '4.41'],
  keep_a_secret: ['4.45', '4.59', '4.57'],
  knowledge_unlearning: ['4.53', '4.62', '4.76'],
  mentioning_potential_harm: ['4.15', '4.15', '4.15'],
  moral_belief: ['3.94', '4.00', '4.48'],
  safety_alignment: ['3.53', '3.97', '4.19'],
};
const PUBLISHED_AVERAGE = ['4.17', '4.26', '4.46'];

/** The paper's table 5 beside this run's, task by task: mean ratings of 1 to 5 over scored rows. */
export function toRatingTable(rows: readonly HookRow[]): string {
  const tasks = [...new Set([...Object.keys(PUBLISHED), ...rows.flatMap(({ category }) => category ?? [])])].sort();
  const ofTask = (task: string) => rows.filter((row) => row.category === task);
  const ratings = (of: readonly HookRow[]) =>
    LABELS.map((label) => meanRating(of.filter((row) => row.column === label)));
  const perTask = tasks.map((task) => ({ task, ratings: ratings(ofTask(task)) }));
  const scored = scoredBy(rows, 'rating').length;
  return [
    'Mean rating by the paper (arXiv 2502.07985, table 5) and by this run, 1 to 5',
    '',
    ...toTextTable([
      ['task', ...LABELS.map((_, at) => `paper ${Object.values(COLUMNS)[at]}`), ...Object.values(COLUMNS), 'n'],
      ...perTask.map(({ task, ratings: means }) => [
        task,
        ...(PUBLISHED[task] ?? ['-', '-', '-']),
        ...means.map(show),
        String(ofTask(task).length / columnsIn(rows)),
      ]),
      [
        'average of tasks',
        ...PUBLISHED_AVERAGE,
        ...LABELS.map((_, at) => show(mean(perTask.map((one) => one.ratings[at])))),
        '',
      ],
    ]),
    '',
    `${scored} of ${rows.length} rows were scored.${scored === 0 ? ' Ratings take a model: set METASC_JUDGE.' : ''}`,
  ].join('\n');
}

const columnsIn = (rows: readonly HookRow[]) => new Set(rows.map(({ column }) => column)).size;

function meanRating(rows: readonly HookRow[]): number | undefined {
  return mean(scoredBy(rows, 'rating').map(({ score }) => 1 + 4 * score));
}

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

const show = (rating: number | undefined) => rating?.toFixed(2) ?? '-';

/** promptfoo's hook: prints the table. */
export function afterAll({ results }: FinishedRun): void {
  process.stdout.write(`\n${toRatingTable(results.map(toHookRow))}\n`);
}
