import { percentInterval, points, showP } from '../../../words.ts';
import type { ColumnComparison } from '../../comparisons.ts';
import type { Matrix, ReportColumn } from '../../matrix.ts';
import { titleOf } from '../../metricWords.ts';
import { METRIC_COLUMN } from '../../page/commonColumns.ts';
import { type DataTable, toDataTable, toTableMarkup } from '../../page/dataTable.ts';
import { html, type Markup } from '../../page/html.ts';
import { columnName } from '../../page/legend.ts';
import type { Part } from '../../page/part.ts';

/** Every pair of columns on every metric; undefined where there is nothing beyond the verdicts. */
export function pairwisePart({ columns }: Matrix, comparisons: readonly ColumnComparison[]): Part | undefined {
  if (comparisons.length === 0) return undefined;
  const byMetric = [...Map.groupBy(comparisons, ({ metric }) => metric)];
  return {
    id: 'pairwise',
    title: 'Every pair',
    blocks: [
      html`<p>The row less the column, in percentage points over the cases that both scored, with its 95\u00a0% interval and its p. Here p is adjusted over all pairs and metrics of this section (Holm), so it is greater than among the verdicts, which compare with one column only.</p>`,
      html`<div class="pairwise">${byMetric.map(([metric, own]) => toTableMarkup(toGrid(metric, columns, own)))}</div>`,
      { kind: 'file', table: toTable(comparisons) },
    ],
  };
}

function toGrid(metric: string, columns: readonly ReportColumn[], comparisons: readonly ColumnComparison[]): DataTable {
  const heads = columns.filter((column) => comparisons.some(({ head }) => head === column));
  const bases = columns.filter((column) => comparisons.some(({ base }) => base === column));
  return toDataTable(heads, {
    name: `pairwise-${metric}`,
    caption: titleOf(metric),
    columns: [
      { key: 'column', title: 'Column', value: ({ label }) => label, text: columnName },
      ...bases.map((base) => ({
        key: base.label,
        title: base.label,
        value: () => null,
        text: (head: ReportColumn) => toCell(comparisons.find((one) => one.head === head && one.base === base)),
      })),
    ],
  });
}

function toCell(comparison: ColumnComparison | undefined): string | Markup {
  const difference = comparison?.decision.difference;
  if (comparison === undefined || difference == null) return '';
  const { word, decision } = comparison;
  const isClear = word === 'better' || word === 'worse';
  return html`<strong${isClear ? html` class="${word === 'better' ? 'good' : 'bad'}"` : undefined}>${points(difference.value)}</strong> ${percentInterval(difference)}<span class="note">p ${showP(decision.adjustedP)}${isClear || word === 'invalid' ? `, ${word}` : ''}</span>`;
}

function toTable(comparisons: readonly ColumnComparison[]): DataTable {
  return toDataTable(comparisons, {
    name: 'pairwise',
    caption: 'Every pair of columns',
    columns: [
      METRIC_COLUMN,
      { key: 'column', value: ({ head }) => head.label },
      { key: 'against', value: ({ base }) => base.label },
      { key: 'pairs', value: ({ decision }) => decision.pairs },
      { key: 'difference', value: ({ decision }) => decision.difference?.value },
      { key: 'difference_low', value: ({ decision }) => decision.difference?.low },
      { key: 'difference_high', value: ({ decision }) => decision.difference?.high },
      { key: 'p', value: ({ decision }) => decision.p },
      { key: 'adjusted_p', value: ({ decision }) => decision.adjustedP },
      { key: 'verdict', value: ({ word }) => word },
      { key: 'test', value: ({ decision }) => decision.test },
      { key: 'method', value: ({ decision }) => decision.interval },
    ],
  });
}
