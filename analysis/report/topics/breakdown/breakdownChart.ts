import { percent } from '../../../words.ts';
import { titleOf } from '../../metricWords.ts';
import { type Chart, shorten, widthOf } from '../../page/chart.ts';
import { intervalLayers, toId, toIntervalRow } from '../../page/columnMarks.ts';
import type { Grouping, GroupShare } from './breakdownFigures.ts';

const LINE_PX = 11;
const GAP_PX = 14;
const MAX_LABEL_CHARS = 22;

/** One metric by group: one band per group, with one line per column. undefined below two groups. */
export function toBreakdownChart(grouping: Grouping, metric: string, shares: readonly GroupShare[]): Chart | undefined {
  const groups = [...new Set(shares.map(({ group }) => group))];
  if (groups.length < 2) return undefined;
  const columns = [...new Map(shares.map(({ column }) => [column.index, column])).values()];
  const band = columns.length * LINE_PX + GAP_PX;
  const labels = groups.map((group) => shorten(group, MAX_LABEL_CHARS));
  const left = Math.max(...labels.map(widthOf)) + 14;
  const values = shares.map(({ group, column, share }) => ({
    y: groups.indexOf(group) * band + GAP_PX / 2 + (columns.indexOf(column) + 0.5) * LINE_PX,
    ...toIntervalRow(column, share),
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
    draw: (width) => ({
      width: width - left - 22,
      height,
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
        ...intervalLayers(columns, { y, size: 45, strokeWidth: 1.5, opacity: 0.8 }),
      ],
    }),
  };
}
