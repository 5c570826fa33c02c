import { toTextTable } from '../../foundation/textTable.ts';
import { createTableHook, type HookRow, scoredBy } from './hookRows.ts';

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

/** The paper's table 5 beside this run's: mean ratings of 1 to 5 per task, over scored rows. */
export function toRatingTable(rows: readonly HookRow[]): string {
  const tasks = [...new Set([...Object.keys(PUBLISHED), ...rows.flatMap(({ category }) => category ?? [])])].sort();
  const columns = new Set(rows.map(({ column }) => column)).size;
  const perTask = tasks.map((task) => {
    const ofTask = rows.filter(({ category }) => category === task);
    const ratings = LABELS.map((label) => meanRating(ofTask.filter(({ column }) => column === label)));
    return { task, ratings, cases: ofTask.length / columns };
  });
  const averages = LABELS.map((_, at) => mean(perTask.map(({ ratings }) => ratings[at])));
  const scored = scoredBy(rows, 'rating').length;
  return [
    'Mean rating by the paper (arXiv 2502.07985, table 5) and by this run, 1 to 5',
    '',
    ...toTextTable([
      ['task', ...Object.values(COLUMNS).map((name) => `paper ${name}`), ...Object.values(COLUMNS), 'n'],
      ...perTask.map(({ task, ratings, cases }) => [
        task,
        ...(PUBLISHED[task] ?? ['-', '-', '-']),
        ...ratings.map(show),
        String(cases),
      ]),
      ['average of tasks', ...PUBLISHED_AVERAGE, ...averages.map(show), ''],
    ]),
    '',
    `${scored} of ${rows.length} rows were scored.${scored === 0 ? ' Ratings need a model: set METASC_JUDGE.' : ''}`,
  ].join('\n');
}

function meanRating(rows: readonly HookRow[]): number | undefined {
  return mean(scoredBy(rows, 'rating').map(({ score }) => 1 + 4 * score));
}

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

const show = (rating: number | undefined) => rating?.toFixed(2) ?? '-';

/** Prints the table. */
export const afterAll = createTableHook(toRatingTable);
