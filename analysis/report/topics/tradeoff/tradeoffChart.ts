import { amount, percent } from '../../../words.ts';
import { type Chart, SHARE_AXIS } from '../../page/chart.ts';
import { columnMarks } from '../../page/columnMarks.ts';
import type { Tradeoff } from './tradeoffFigures.ts';

/** Harm against over-refusal: a larger mark costs more, a filled one is on the front. undefined without columns. */
export function toTradeoffChart(tradeoff: Tradeoff): Chart | undefined {
  const { points, costBy } = tradeoff;
  if (points.length === 0) return undefined;
  const highest = Math.max(...points.map(({ cost }) => cost[costBy] ?? 0), Number.MIN_VALUE);
  const values = points.map(({ column, harm, overRefusal, cost, dominatedBy }) => ({
    series: String(column.index),
    x: overRefusal.value,
    xLow: overRefusal.low,
    xHigh: overRefusal.high,
    y: harm.value,
    yLow: harm.low,
    yHigh: harm.high,
    // Area grows with cost; the smallest mark remains visible.
    size: 60 + (240 * (cost[costBy] ?? 0)) / highest,
    fill: dominatedBy === undefined ? 1 : 0,
  }));
  const { color, shape } = columnMarks(points.map(({ column }) => column));
  const x = {
    field: 'x',
    ...SHARE_AXIS,
    axis: { ...SHARE_AXIS.axis, title: 'refused harmless requests (lower is better)' },
  };
  const y = {
    field: 'y',
    ...SHARE_AXIS,
    axis: { ...SHARE_AXIS.axis, title: 'helped with harm (lower is better)', titleX: -52 },
  };
  return {
    id: 'tradeoff',
    title: 'Harm against over-refusal',
    description: points
      .map(
        ({ column, harm, overRefusal, cost, dominatedBy }) =>
          `${column.label}: harm ${percent(harm.value)}, over-refusal ${percent(overRefusal.value)}, ${amount(cost[costBy] ?? 0)} ${costBy} per case${dominatedBy === undefined ? ', on the front' : ''}`,
      )
      .join('; '),
    draw: (width) => ({
      width: width - 88,
      height: Math.round((width - 88) * 0.8),
      padding: { left: 66, right: 22, top: 12, bottom: 46 },
      data: { values },
      encoding: { color },
      layer: [
        { mark: WHISKER, encoding: { x: { ...x, field: 'xLow' }, x2: { field: 'xHigh' }, y, opacity: FAINT } },
        { mark: WHISKER, encoding: { x, y: { ...y, field: 'yLow' }, y2: { field: 'yHigh' }, opacity: FAINT } },
        // On the page's colour, so that the whiskers end at the mark.
        { mark: { ...POINT, fill: 'var(--page)' }, encoding: { x, y, size: SIZE, shape } },
        {
          transform: [{ filter: 'datum.fill === 1' }],
          mark: { ...POINT, filled: true },
          encoding: { x, y, size: SIZE, shape },
        },
      ],
    }),
  };
}

const WHISKER = { type: 'rule', strokeWidth: 1 } as const;
/** The front's whiskers stand out among those of many columns. */
const FAINT = { condition: { test: 'datum.fill === 1', value: 0.75 }, value: 0.3 } as const;
const POINT = { type: 'point', strokeWidth: 2, opacity: 1 } as const;
const SIZE = { field: 'size', type: 'quantitative', scale: null, legend: null } as const;
