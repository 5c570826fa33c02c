import { refuserOf } from '../../../refusals.ts';
import { sum } from '../../../statistics/arithmetic.ts';
import { type Matrix, outcomeOf } from '../../matrix.ts';
import type { DataTable } from '../../page/dataTable.ts';
import { ownOutcomeOf } from '../own/ownFigures.ts';

/** Every row without its texts, for CSV: ids, groups, outcome and score per metric, cost. */
export function toRowsTable({ columns, metrics }: Matrix): DataTable {
  const keys = [
    ...['case', 'case_id', 'column', 'file', 'category', 'wrapper', 'cluster', 'harmful', 'order', 'repeat'],
    ...['step', 'spec_version', 'spec_proposed', 'spec_accepted', 'error', 'refused_by', 'own_assertions'],
    ...metrics.flatMap((metric) => [`${metric}_outcome`, `${metric}_score`]),
    ...['calls', 'shared_calls', 'tokens', 'cost_usd', 'ms'],
  ];
  return {
    name: 'rows',
    caption: 'All rows',
    columns: keys.map((key) => ({ key })),
    rows: columns.flatMap((column) =>
      [...column.rows].map(([key, row]) => {
        const usages = [...row.phases.values()];
        const costs = usages.flatMap(({ costUsd }) => costUsd ?? []);
        return [
          ...[key, row.caseId, column.label, column.path, row.category, row.wrapper, row.cluster],
          ...[row.harmful === undefined ? undefined : String(row.harmful), row.trajectory, row.repeat],
          ...[row.turn?.step, row.turn?.specUsedVersion, row.turn && yesNo(row.turn.specProduced !== undefined)],
          ...[row.turn?.accepted === undefined ? undefined : yesNo(row.turn.accepted), row.error],
          ...[refuserOf(row), ownOutcomeOf(row)],
          ...metrics.flatMap((metric) => {
            const score = row.scores.get(metric);
            return [outcomeOf(row, metric), score?.kind === 'scored' ? score.score : undefined];
          }),
          ...[sum(usages.map(({ calls }) => calls)), sum(usages.map(({ sharedCalls }) => sharedCalls))],
          sum(usages.map(({ promptTokens, completionTokens }) => promptTokens + completionTokens)),
          costs.length === 0 ? undefined : sum(costs),
          sum(usages.map(({ ms }) => ms)),
        ].map((value) => ({ value: value ?? null }));
      }),
    ),
  };
}

const yesNo = (value: boolean) => (value ? 'yes' : 'no');
