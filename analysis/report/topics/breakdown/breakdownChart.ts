import { percent } from '../../../words.ts';
import type { ReportColumn } from '../../matrix.ts';
import { titleOf } from '../../metricWords.ts';
import { type Chart, SHARE_AXIS, shorten, widthOf } from '../../page/chart.ts';
import { colorsOf, shapesOf, toId } from '../verdicts/verdictChart.ts';
import type { Grouping, GroupShare } from './breakdownFigures.ts';

const LINE_PX = 11;
const GAP_PX = 14;
const MAX_LABEL_CHARS = 22;

/** One metric by group: a band for each group, a line in it for each column. undefined below two groups. */
export function toBreakdownChart(grouping: Grouping, metric: string, shares: readonly GroupShare[]): Chart | undefined {
  const groups = [...new Set(shares.map(({ group }) => group))];
  if (groups.length < 2) return undefined;
  const columns = [...new Map(shares.map(({ column }) => [column.index, column])).values()];
  const band = columns.length * LINE_PX + GAP_PX;
  const labels = groups.map((group) => shorten(group, MAX_LABEL_CHARS));
  const left = Math.max(...labels.map(widthOf)) + 14;
  const lineOf = (column: ReportColumn) => columns.indexOf(column);
  const values = shares.map(({ group, column, share }) => ({
    series: String(column.index),
    y: groups.indexOf(group) * band + GAP_PX / 2 + (lineOf(column) + 0.5) * LINE_PX,
    value: share.value,
    low: share.low,
    high: share.high,
  }));
  const height = groups.length * band;
  const y = { field: 'y', type: 'quantitative' as const, scale: { domain: [height, 0], nice: false }, axis: null };
  return {
    id: `${grouping}-${toId(metric)}`,
    title: titleOf(metric),
    description: groups
      .map((group) => {
        const own = shares.filter((share) => share.group === group);
        return `${group}: ${own.map(({ column, share }) => `${column.label} ${percent(share.value)} of ${share.of}`).join(', ')}`;
      })
      .join('; '),
    widths: [340, 520],
    draw: (width) => ({
      width: width - left - 22,
      height,
      autosize: 'none',
      padding: { left, right: 22, top: 4, bottom: 24 },
      data: { values },
      layer: [
        {
          data: { values: groups.slice(1).map((_, index) => ({ y: (index + 1) * band })) },
          mark: { type: 'rule', color: 'var(--line)' },
          encoding: { y },
        },
        {
          data: { values: labels.map((label, index) => ({ label, y: (index + 0.5) * band })) },
          mark: { type: 'text', align: 'right', baseline: 'middle', dx: -10, color: 'var(--ink)', fontSize: 12 },
          encoding: { y, text: { field: 'label' }, x: { value: 0 } },
        },
        {
          mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.8 },
          encoding: { x: { field: 'low', ...SHARE_AXIS }, x2: { field: 'high' }, y, color: colorsOf(columns) },
        },
        {
          mark: { type: 'point', filled: true, size: 45, opacity: 1 },
          encoding: { x: { field: 'value', ...SHARE_AXIS }, y, color: colorsOf(columns), shape: shapesOf(columns) },
        },
      ],
    }),
  };
}
