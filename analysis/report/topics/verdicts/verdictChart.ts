import { percent, showShare } from '../../../words.ts';
import type { ReportColumn } from '../../matrix.ts';
import { titleOf } from '../../metricWords.ts';
import { type Chart, SHARE_AXIS, shorten, widthOf } from '../../page/chart.ts';
import { type SHAPES, seriesColor, seriesShape } from '../../page/theme.ts';
import type { VerdictCell } from './verdictFigures.ts';

const MAX_LABEL_CHARS = 20;
const ROW_PX = 26;

/** Shares of one metric, one row per column. */
export function toVerdictChart(metric: string, cells: readonly VerdictCell[]): Chart | undefined {
  const measured = cells.flatMap(({ metric: of, column, share }) =>
    of !== metric || share === null ? [] : [{ column, share }],
  );
  if (measured.length === 0) return undefined;
  const labels = labelColumns(measured.map(({ column }) => column));
  const values = measured.map(({ column, share }, index) => ({
    label: labels[index],
    series: String(column.index),
    value: share.value,
    low: share.low,
    high: share.high,
    text: percent(share.value),
  }));
  const left = Math.max(...labels.map(widthOf)) + 12;
  const y = {
    field: 'label',
    type: 'nominal',
    sort: null,
    axis: { title: null, grid: false, labelColor: 'var(--ink)', labelLimit: 0, labelPadding: 8 },
  } as const;
  return {
    id: `verdict-${toId(metric)}`,
    title: titleOf(metric),
    description: measured.map(({ column, share }) => `${column.label} ${showShare(share)}`).join('; '),
    widths: [260],
    draw: (width) => ({
      width: width - left - 20,
      height: values.length * ROW_PX,
      autosize: 'none',
      padding: { left, right: 20, top: 4, bottom: 24 },
      data: { values },
      encoding: { y, color: colorsOf(measured.map(({ column }) => column)) },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 2 },
          encoding: { x: { field: 'low', ...SHARE_AXIS }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 75, opacity: 1 },
          encoding: { x: { field: 'value', ...SHARE_AXIS }, shape: shapesOf(measured.map(({ column }) => column)) },
        },
      ],
    }),
  };
}

/** Labels that fit beside a chart, and stay different from each other. */
function labelColumns(columns: readonly ReportColumn[], maxChars = MAX_LABEL_CHARS): readonly string[] {
  const short = columns.map(({ label }) => shorten(label, maxChars));
  return short.map((label, index) =>
    short.indexOf(label) === short.lastIndexOf(label) ? label : `${shorten(label, maxChars - 3)} ${index + 1}`,
  );
}

/** Each column in its own colour, by its place in the report. */
export function colorsOf(columns: readonly ReportColumn[]) {
  return {
    field: 'series',
    type: 'nominal',
    legend: null,
    scale: { domain: columns.map(({ index }) => String(index)), range: columns.map(({ index }) => seriesColor(index)) },
  } as const;
}

/** Each column in its own shape. */
export function shapesOf(columns: readonly ReportColumn[]) {
  return {
    field: 'series',
    type: 'nominal',
    legend: null,
    scale: {
      domain: columns.map(({ index }) => String(index)),
      range: columns.map(({ index }): (typeof SHAPES)[number] => seriesShape(index)),
    },
  } as const;
}

/** A name as part of an HTML id. */
export function toId(name: string): string {
  return [...name].map((char) => (/[a-zA-Z0-9]/.test(char) ? char : `-${char.codePointAt(0)?.toString(16)}`)).join('');
}
