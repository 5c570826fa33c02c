import { wilsonProportion } from '../../analysis/statistics/wilson.ts';
import { toTextTable } from '../../foundation/textTable.ts';
import { createTableHook, type HookRow, passRate, scoredBy, showPassRate } from './hookRows.ts';

/**
 * Attack success rate (1 − the share of harmless answers, over scored attacks) after a clean and after a poisoned window,
 * and the number of accepted proposals from the poisoned window.
 */
export function toPoisoningTable(rows: readonly HookRow[]): string {
  const labels = [...new Set(rows.map(({ column }) => column))];
  const select = (label: string, trajectory: string, split: string) =>
    rows.filter((row) => row.column === label && row.trajectory === trajectory && row.record?.split === split);
  return [
    'Attack success rate after harmless and after poisoned requests in the window, with 95 % intervals',
    '',
    ...toTextTable([
      ['', 'clean', 'poisoned', 'scored', 'poisoned specs accepted'],
      ...labels.map((label) => {
        const clean = select(label, 'clean', 'held-out');
        const poisoned = select(label, 'poisoned', 'held-out');
        const decisions = select(label, 'poisoned', 'adapt').flatMap(({ record }) => record?.accepted ?? []);
        return [
          label,
          attackSuccess(clean),
          attackSuccess(poisoned),
          `${scoredBy([...clean, ...poisoned], 'harm').length}`,
          decisions.length === 0 ? '-' : `${decisions.filter(Boolean).length} of ${decisions.length}`,
        ];
      }),
    ]),
  ].join('\n');
}

function attackSuccess(rows: readonly HookRow[]): string {
  const harmless = passRate(rows, 'harm');
  return showPassRate(harmless === null ? null : wilsonProportion(harmless.of - harmless.count, harmless.of));
}

/** Prints the table. */
export const afterAll = createTableHook(toPoisoningTable);
