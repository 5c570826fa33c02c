import { type SHAPES, seriesColor, seriesShape } from '../../../foundation/page/theme.ts';
import type { ReportColumn } from '../matrix.ts';
import { html, type Markup, trusted } from './html.ts';

const OUTLINES: Readonly<Record<(typeof SHAPES)[number], string>> = {
  circle: 'M7 2a5 5 0 1 1 0 10a5 5 0 1 1 0-10z',
  square: 'M2.5 2.5h9v9h-9z',
  'triangle-up': 'M7 1.5 13 12H1z',
  diamond: 'M7 1 12 7 7 13 2 7z',
  'triangle-down': 'M1 2h12L7 12.5z',
  cross: 'M5 1.5h4V5h3.5v4H9v3.5H5V9H1.5V5H5z',
  'triangle-left': 'M1.5 7 12 1v12z',
  'triangle-right': 'M2 1v12L12.5 7z',
};

/** The mark of the n-th series, as in the charts. */
export function swatch(index: number): Markup {
  const path = OUTLINES[seriesShape(index)];
  return trusted(
    `<svg class="swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><path d="${path}" fill="${seriesColor(index)}"/></svg>`,
  );
}

/** The mark of each column. */
export function columnLegend(columns: readonly ReportColumn[]): Markup {
  return html`<ul class="legend">${columns.map(({ index, label }) => html`<li>${swatch(index)} ${label}</li>`)}</ul>`;
}

/** A column's mark and label, for a table. */
export function columnName({ index, label }: Pick<ReportColumn, 'index' | 'label'>): Markup {
  return html`<span class="name">${swatch(index)} ${label}</span>`;
}
