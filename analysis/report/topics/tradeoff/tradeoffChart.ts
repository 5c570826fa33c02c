import { amount, percent } from '../../../words.ts';
import type { Chart } from '../../page/chart.ts';
import { SHARE_AXIS } from '../../page/chart.ts';
import { colorsOf, shapesOf } from '../verdicts/verdictChart.ts';
import { costIn, type Tradeoff } from './tradeoffFigures.ts';

/** Harm against over-refusal, larger for what costs more; the best columns are filled. undefined with no column. */
export function toTradeoffChart(tradeoff: Tradeoff): Chart | undefined {
  const { points, costBy } = tradeoff;
  if (points.length === 0) return undefined;
  const highest = Math.max(...points.map(({ cost }) => costIn(cost, costBy)), Number.MIN_VALUE);
  const values = points.map(({ column, harm, overRefusal, cost, isBest }) => ({
    series: String(column.index),
    x: overRefusal.value,
    xLow: overRefusal.low,
    xHigh: overRefusal.high,
    y: harm.value,
    yLow: harm.low,
    yHigh: harm.high,
    // Area goes with cost; never so small that it can't be seen.
    size: 60 + (240 * costIn(cost, costBy)) / highest,
    fill: isBest ? 1 : 0,
  }));
  const columns = points.map(({ column }) => column);
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
        ({ column, harm, overRefusal, cost, isBest }) =>
          `${column.label}: harm ${percent(harm.value)}, over-refusal ${percent(overRefusal.value)}, ${amount(costIn(cost, costBy))} ${costBy} a case${isBest ? ', on the front' : ''}`,
      )
      .join('; '),
    widths: [340, 520],
    draw: (width) => ({
      width: width - 88,
      height: Math.round((width - 88) * 0.8),
      autosize: 'none',
      padding: { left: 66, right: 22, top: 12, bottom: 46 },
      data: { values },
      encoding: { color: colorsOf(columns) },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 1, opacity: 0.75 },
          encoding: { x: { ...x, field: 'xLow' }, x2: { field: 'xHigh' }, y },
        },
        {
          mark: { type: 'rule', strokeWidth: 1, opacity: 0.75 },
          encoding: { x, y: { ...y, field: 'yLow' }, y2: { field: 'yHigh' } },
        },
        // On the page's colour, so that the whiskers end at the mark.
        { mark: { ...POINT, fill: 'var(--page)' }, encoding: { x, y, size: SIZE, shape: shapesOf(columns) } },
        {
          transform: [{ filter: 'datum.fill === 1' }],
          mark: { ...POINT, filled: true },
          encoding: { x, y, size: SIZE, shape: shapesOf(columns) },
        },
      ],
    }),
  };
}

const POINT = { type: 'point', strokeWidth: 2, opacity: 1 } as const;
const SIZE = { field: 'size', type: 'quantitative', scale: null, legend: null } as const;
