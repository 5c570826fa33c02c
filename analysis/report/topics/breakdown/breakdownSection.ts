import { percent } from '../../../words.ts';
import type { Matrix } from '../../matrix.ts';
import { LABEL_COLUMN, METRIC_COLUMN, SHARE_COLUMNS } from '../../page/commonColumns.ts';
import { type DataTable, toDataTable } from '../../page/dataTable.ts';
import { html } from '../../page/html.ts';
import { columnLegend } from '../../page/legend.ts';
import type { Block, Part } from '../../page/part.ts';
import { toBreakdownChart } from './breakdownChart.ts';
import { type Grouping, type GroupShare, type OrderSpread, toBreakdown, toOrderSpreads } from './breakdownFigures.ts';

const TITLES = { category: 'By category', wrapper: 'By wrapper', trajectory: 'By order' } as const;

/** The shares by kind of request, by wrapper and by order of the cases. */
export function breakdownPart(matrix: Matrix): Part {
  const blocks: readonly Block[] = [
    ...groupBlocks('category', toBreakdown(matrix, 'category')),
    ...groupBlocks('wrapper', toBreakdown(matrix, 'wrapper')),
    ...orderBlocks(toOrderSpreads(matrix)),
  ];
  return {
    id: 'breakdown',
    title: 'By category and wrapper',
    blocks:
      blocks.length === 0
        ? [html`<p>No scored row names a category or a wrapper.</p>`]
        : [html`<p>Groups are small: a difference within one is a place to look at, not a finding.</p>`, ...blocks],
  };
}

/** One chart per metric with several groups, and one table of all. */
function groupBlocks(grouping: Grouping, shares: readonly GroupShare[]): readonly Block[] {
  if (shares.length === 0) return [];
  const byMetric = [...Map.groupBy(shares, ({ metric }) => metric)];
  const charts = byMetric.flatMap(([metric, own]) => toBreakdownChart(grouping, metric, own) ?? []);
  const columns = [...new Map(shares.map(({ column }) => [column.index, column])).values()];
  const table = toTable(grouping, shares);
  const heading = html`<h3>${TITLES[grouping]}</h3>`;
  if (charts.length === 0) return [heading, { kind: 'table', table }];
  return [
    heading,
    {
      kind: 'figure',
      charts,
      caption: html`Share that passes, with its 95 % interval. To the right is better.`,
      legend: columnLegend(columns),
      table,
    },
  ];
}

function toTable(grouping: Grouping, shares: readonly GroupShare[]): DataTable {
  const title = TITLES[grouping].slice(3).replace(/^./, (letter) => letter.toUpperCase());
  return toDataTable(shares, {
    name: grouping,
    isGrouped: true,
    caption: `Share that passes, ${TITLES[grouping].toLowerCase()}`,
    columns: [METRIC_COLUMN, { key: grouping, title, value: ({ group }) => group }, LABEL_COLUMN, ...SHARE_COLUMNS],
  });
}

function orderBlocks(orders: readonly OrderSpread[]): readonly Block[] {
  if (orders.length === 0) return [];
  const table = toDataTable(orders, {
    name: 'orders',
    caption: 'Share that passes in each order of the same cases',
    columns: [
      METRIC_COLUMN,
      LABEL_COLUMN,
      { key: 'orders', title: 'Orders', figure: (spread) => spread.orders.length },
      { key: 'mean', title: 'Mean', figure: ({ mean }) => mean, show: percent },
      {
        key: 'deviation',
        title: 'Deviation',
        figure: ({ deviation }) => deviation,
        show: (deviation) => `${(deviation * 100).toFixed(1)} points`,
      },
      { key: 'lowest', title: 'Lowest', figure: ({ lowest }) => lowest, show: percent },
      { key: 'highest', title: 'Highest', figure: ({ highest }) => highest, show: percent },
    ],
  });
  return [
    html`<h3>${TITLES.trajectory}</h3><p>The same cases ran in several orders. A spec that adapts depends on the order; the table shows by how much.</p>`,
    { kind: 'table', table },
  ];
}
