import { shortHash } from '../../../foundation/hash.ts';
import { seriesColor, seriesShape } from '../../../foundation/page/theme.ts';
import type { Estimate } from '../../statistics/wilson.ts';
import type { ReportColumn } from '../matrix.ts';
import { SHARE_AXIS } from './chart.ts';

/** Each column in its own colour and shape, by its place in the report; rows of data name it as `series`. */
export function columnMarks(columns: readonly ReportColumn[]) {
  const scaleOf = <T>(range: readonly T[]) =>
    ({
      field: 'series',
      type: 'nominal',
      legend: null,
      scale: { domain: columns.map(({ index }) => String(index)), range: [...range] },
    }) as const;
  return {
    color: scaleOf(columns.map(({ index }) => seriesColor(index))),
    shape: scaleOf(columns.map(({ index }) => seriesShape(index))),
  };
}

/** One row of data for {@link intervalLayers}. */
export function toIntervalRow({ index }: ReportColumn, { value, low, high }: Estimate) {
  return { series: String(index), value, low, high };
}

/** Layers of a chart: each share as a point on its interval, a share's axis below. */
export function intervalLayers<Y>(
  columns: readonly ReportColumn[],
  {
    y,
    size,
    ...rule
  }: { readonly y: Y; readonly size: number; readonly strokeWidth: number; readonly opacity?: number },
) {
  const { color, shape } = columnMarks(columns);
  return [
    {
      mark: { type: 'rule' as const, ...rule },
      encoding: { x: { field: 'low', ...SHARE_AXIS }, x2: { field: 'high' }, y, color },
    },
    {
      mark: { type: 'point' as const, filled: true, size, opacity: 1 },
      encoding: { x: { field: 'value', ...SHARE_AXIS }, y, color, shape },
    },
  ];
}

/** Ids name files too, and file systems take 255 bytes. */
const MAX_ID_CHARS = 80;

/** A name as part of an HTML id, different for different names. */
export function toId(name: string): string {
  const id = [...name]
    .map((char) => (/[a-zA-Z0-9]/.test(char) ? char : `-${char.codePointAt(0)?.toString(16)}`))
    .join('');
  return id.length <= MAX_ID_CHARS ? id : `${id.slice(0, MAX_ID_CHARS)}-${shortHash(name, 12)}`;
}
