import { showShare } from '../../../words.ts';
import type { ReportColumn } from '../../matrix.ts';
import { titleOf } from '../../metricWords.ts';
import { type Chart, shorten, widthOf } from '../../page/chart.ts';
import { intervalLayers, toId, toIntervalRow } from '../../page/columnMarks.ts';
import type { VerdictCell } from './verdictFigures.ts';

const MAX_LABEL_CHARS = 20;
const ROW_PX = 26;

/** Shares of one metric, one row per column. */
export function toVerdictChart(metric: string, cells: readonly VerdictCell[]): Chart | undefined {
  const measured = cells.flatMap(({ metric: of, column, share }) =>
    of !== metric || share === null ? [] : [{ column, share }],
  );
  if (measured.length === 0) return undefined;
  const columns = measured.map(({ column }) => column);
  const labels = labelColumns(columns);
  const values = measured.map(({ column, share }, index) => ({
    label: labels[index],
    ...toIntervalRow(column, share),
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
      padding: { left, right: 20, top: 4, bottom: 24 },
      data: { values },
      layer: intervalLayers(columns, { y, size: 75, strokeWidth: 2 }),
    }),
  };
}

/** Labels that fit beside a chart and remain distinct. */
function labelColumns(columns: readonly ReportColumn[]): readonly string[] {
  const short = columns.map(({ label }) => shorten(label, MAX_LABEL_CHARS));
  return short.map((label, index) =>
    short.indexOf(label) === short.lastIndexOf(label) ? label : `${shorten(label, MAX_LABEL_CHARS - 3)} ${index + 1}`,
  );
}
