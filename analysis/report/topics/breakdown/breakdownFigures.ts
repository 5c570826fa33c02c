import type { Proportion } from '../../../statistics/wilson.ts';
import { shareOfCases } from '../../caseShares.ts';
import { type Matrix, passOf, type ReportColumn } from '../../matrix.ts';

/** A column's share of passes among the cases of one group. */
export interface GroupShare {
  readonly group: string;
  readonly metric: string;
  readonly column: ReportColumn;
  readonly share: Proportion;
}

/** By kind of request, by wrapper, or by order of the cases. */
export type Grouping = 'category' | 'wrapper' | 'trajectory';

/** Shares of scored cases by metric, by group in the order of names, and by column. Empty without groups. */
export function toBreakdown({ columns, metrics }: Matrix, grouping: Grouping): readonly GroupShare[] {
  const found = columns.flatMap(({ rows }) => [...rows.values()].flatMap((row) => row[grouping] ?? []));
  const groups = [...new Set(found)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return metrics.flatMap((metric) =>
    groups.flatMap((group) =>
      columns.flatMap((column) => {
        const rows = [...column.rows.values()].filter((row) => row[grouping] === group);
        const share = shareOfCases(rows, (row) => passOf(row, metric));
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

/** The effect of the order of the cases, for columns that ran in several orders. */
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
