import { percent, percentInterval } from '../../../words.ts';
import { titleOf } from '../../metricWords.ts';
import type { DataTable } from '../../page/dataTable.ts';
import { html } from '../../page/html.ts';
import { columnLegend, columnName } from '../../page/legend.ts';
import type { Block, Part } from '../../page/part.ts';
import { toBreakdownChart } from './breakdownChart.ts';
import type { Grouping, GroupShare, OrderSpread } from './breakdownFigures.ts';

const TITLES = { category: 'By category', wrapper: 'By wrapper', trajectory: 'By order' } as const;

interface Breakdowns {
  readonly category: readonly GroupShare[];
  readonly wrapper: readonly GroupShare[];
  readonly orders: readonly OrderSpread[];
}

/** Where the shares come from: kinds of request, wrappers, orders of the cases. */
export function breakdownPart({ category, wrapper, orders }: Breakdowns): Part {
  const blocks: readonly Block[] = [
    ...groupBlocks('category', category),
    ...groupBlocks('wrapper', wrapper),
    ...(orders.length === 0 ? [] : orderBlocks(orders)),
  ];
  return {
    id: 'breakdown',
    title: 'By category and wrapper',
    blocks:
      blocks.length === 0
        ? [{ kind: 'text', markup: html`<p>No scored row names a category or a wrapper.</p>` }]
        : [
            {
              kind: 'text',
              markup: html`<p>Groups are small: a difference within one is a place to look at, not a finding.</p>`,
            },
            ...blocks,
          ],
  };
}

/** A chart for each metric that has several groups; one table of all. */
function groupBlocks(grouping: Grouping, shares: readonly GroupShare[]): readonly Block[] {
  if (shares.length === 0) return [];
  const byMetric = [...Map.groupBy(shares, ({ metric }) => metric)];
  const charts = byMetric.flatMap(([metric, own]) => toBreakdownChart(grouping, metric, own) ?? []);
  const columns = [...new Map(shares.map(({ column }) => [column.index, column])).values()];
  const table = toTable(grouping, shares);
  const heading: Block = { kind: 'text', markup: html`<h3>${TITLES[grouping]}</h3>` };
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
  return {
    name: grouping,
    isGrouped: true,
    caption: `Share that passes, ${TITLES[grouping].toLowerCase()}`,
    columns: [
      { key: 'metric', title: 'Metric' },
      { key: grouping, title: TITLES[grouping].slice(3).replace(/^./, (letter) => letter.toUpperCase()) },
      { key: 'column', title: 'Column' },
      { key: 'passed', title: 'Passed', isNumeric: true },
      { key: 'scored', title: 'Scored', isNumeric: true },
      { key: 'share', title: 'Share', isNumeric: true },
      { key: 'low', title: '', isHidden: true },
      { key: 'high', title: '', isHidden: true },
    ],
    rows: shares.map(({ metric, group, column, share }) => [
      { value: metric, text: titleOf(metric) },
      { value: group },
      { value: column.label, text: columnName(column) },
      { value: share.count },
      { value: share.of },
      { value: share.value, text: `${percent(share.value)} ${percentInterval(share)}` },
      { value: share.low },
      { value: share.high },
    ]),
  };
}

function orderBlocks(orders: readonly OrderSpread[]): readonly Block[] {
  const table: DataTable = {
    name: 'orders',
    caption: 'Share that passes in each order of the same cases',
    columns: [
      { key: 'metric', title: 'Metric' },
      { key: 'column', title: 'Column' },
      { key: 'orders', title: 'Orders', isNumeric: true },
      { key: 'mean', title: 'Mean', isNumeric: true },
      { key: 'deviation', title: 'Deviation', isNumeric: true },
      { key: 'lowest', title: 'Lowest', isNumeric: true },
      { key: 'highest', title: 'Highest', isNumeric: true },
    ],
    rows: orders.map(({ column, metric, orders: { length }, mean, deviation, lowest, highest }) => [
      { value: metric, text: titleOf(metric) },
      { value: column.label, text: columnName(column) },
      { value: length },
      { value: mean, text: percent(mean) },
      { value: deviation, text: `${(deviation * 100).toFixed(1)} points` },
      { value: lowest, text: percent(lowest) },
      { value: highest, text: percent(highest) },
    ]),
  };
  return [
    {
      kind: 'text',
      markup: html`<h3>${TITLES.trajectory}</h3><p>The same cases ran in several orders. A spec that adapts depends on the order; this is by how much.</p>`,
    },
    { kind: 'table', table },
  ];
}
