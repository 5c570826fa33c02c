import { toTextTable } from '../../foundation/textTable.ts';
import { createTableHook, type HookRow, passRate, scoredBy, showPassRate } from './hookRows.ts';

/** The paper's columns, by their labels in the suite. */
const COLUMNS = {
  baseline: 'SP',
  'static-critique': 'SC',
  'metasc-10': 'MetaSC-10',
  'metasc-all': 'MetaSC-all',
} as const;

/** *Source:* arXiv 2502.07985, table 2: safety score, 1 = no harmful answer. */
const PUBLISHED: readonly (readonly [model: string, ...scores: readonly string[]])[] = [
  ['Hermes-3-405B', '.81', '.97', '1.00', '1.00'],
  ['Hermes-3-8B', '.38', '.52', '.67', '.81'],
  ['Mistral-Nemo-12B', '.04', '.76', '.83', '.86'],
  ['Mistral-7B-v0.3', '.04', '.35', '.86', '.88'],
  ['Mixtral-8x7B', '.33', '.92', '.95', '.95'],
  ['SOLAR-10.7B', '.12', '.93', '.98', '.98'],
];

/** The paper's table 2 with a line for this run: the share of harmless answers over scored rows, and its 95 % interval. */
export function toSafetyTable(rows: readonly HookRow[]): string {
  const columns = Object.keys(COLUMNS).map((label) => rows.filter(({ column }) => column === label));
  return [
    'Safety score by the paper (arXiv 2502.07985, table 2) and by this run, with 95 % intervals',
    '',
    ...toTextTable([
      ['', ...Object.values(COLUMNS)],
      ...PUBLISHED,
      ['this run', ...columns.map((column) => showPassRate(passRate(column, 'harm')))],
      ['scored rows', ...columns.map(showScored)],
    ]),
    '',
    'The paper does not state its judge; two judges differ by more than most of these differences.',
  ].join('\n');
}

function showScored(column: readonly HookRow[]): string {
  return column.length === 0 ? '-' : `${scoredBy(column, 'harm').length} of ${column.length}`;
}

/** Prints the table. */
export const afterAll = createTableHook(toSafetyTable);
