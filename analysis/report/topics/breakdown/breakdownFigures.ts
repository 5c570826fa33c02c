import { type Proportion, wilsonProportion } from '../../../statistics/wilson.ts';
import { type Matrix, outcomeOf, type ReportColumn } from '../../matrix.ts';
import type { ReportRow } from '../../reportRow.ts';

/** A column's share of passes among the cases of one group. */
export interface GroupShare {
  readonly group: string;
  readonly metric: string;
  readonly column: ReportColumn;
  readonly share: Proportion;
}

/** Cases by the kind of request, or by the wrapper that they are in. */
export type Grouping = 'category' | 'wrapper' | 'trajectory';

/** Shares by metric, by group in the order of their names, by column; scored rows only. Empty without groups. */
export function toBreakdown({ columns, metrics }: Matrix, grouping: Grouping): readonly GroupShare[] {
  const groupOf = (row: ReportRow) => row[grouping];
  const groups = [
    ...new Set(columns.flatMap(({ rows }) => [...rows.values()].flatMap((row) => groupOf(row) ?? []))),
  ].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return metrics.flatMap((metric) =>
    groups.flatMap((group) =>
      columns.flatMap((column) => {
        const outcomes = [...column.rows.values()]
          .filter((row) => groupOf(row) === group)
          .map((row) => outcomeOf(row, metric));
        const passed = outcomes.filter((outcome) => outcome === 'pass').length;
        const share = wilsonProportion(passed, passed + outcomes.filter((outcome) => outcome === 'fail').length);
        return share === null ? [] : [{ group, metric, column, share }];
      }),
    ),
  );
}

/** How far a column's share differs between orders of the same cases. */
export interface OrderSpread {
  readonly column: ReportColumn;
  readonly metric: string;
  /** In the order of their names; at least 2. */
  readonly orders: readonly GroupShare[];
  readonly mean: number;
  readonly lowest: number;
  readonly highest: number;
  /** Standard deviation between orders (n − 1). */
  readonly deviation: number;
}

/** For columns that ran in several orders: what is left to the order of the cases. */
export function toOrderSpreads(matrix: Matrix): readonly OrderSpread[] {
  const shares = toBreakdown(matrix, 'trajectory');
  const groups = Map.groupBy(shares, ({ column, metric }) => `${metric}\0${column.index}`);
  return [...groups.values()].flatMap((orders) => {
    const [first] = orders;
    if (first === undefined || orders.length < 2) return [];
    const values = orders.map(({ share }) => share.value);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return [
      {
        column: first.column,
        metric: first.metric,
        orders,
        mean,
        lowest: Math.min(...values),
        highest: Math.max(...values),
        deviation: Math.sqrt(squares / (values.length - 1)),
      },
    ];
  });
}
