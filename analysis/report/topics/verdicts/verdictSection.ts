import { percent, percentInterval, points } from '../../../words.ts';
import type { Matrix } from '../../matrix.ts';
import { shareOf, titleOf } from '../../metricWords.ts';
import { LABEL_COLUMN, METRIC_COLUMN, UNSCORED_COLUMN } from '../../page/commonColumns.ts';
import { type DataTable, type TableColumn, toDataTable } from '../../page/dataTable.ts';
import { html, type Markup } from '../../page/html.ts';
import type { Block, Part } from '../../page/part.ts';
import { toVerdictChart } from './verdictChart.ts';
import type { VerdictCell } from './verdictFigures.ts';

/** Each column's shares by metric, and its difference to the column that it is compared with. */
export function verdictsPart({ against, metrics }: Matrix, cells: readonly VerdictCell[]): Part {
  const blocks: readonly Block[] =
    cells.length === 0
      ? [html`<p>No row of these results has a score.</p>`]
      : [
          introduce(against.label, cells),
          {
            kind: 'figure',
            charts: metrics.flatMap((metric) => toVerdictChart(metric, cells) ?? []),
            caption: html`Share that passes, with its 95 % interval. To the right is better.`,
          },
          { kind: 'table', table: toTable(against.label, cells) },
        ];
  return { id: 'verdicts', title: 'Verdicts', blocks };
}

function introduce(against: string, cells: readonly VerdictCell[]): Markup {
  const metrics = [...new Set(cells.map(({ metric }) => metric))];
  return html`<dl class="terms">${metrics.map((metric) => html`<div><dt>${titleOf(metric)}</dt><dd>${shareOf(metric)}</dd></div>`)}</dl>
<p>Shares are over scored rows; a row without a verdict counts as neither good nor bad. <em>Against ${against}</em> is the difference in percentage points over the cases that both scored.</p>`;
}

function toTable(against: string, cells: readonly VerdictCell[]): DataTable {
  const hasMeans = cells.some(({ mean }) => mean !== undefined);
  const hasDifferences = cells.some(({ difference }) => difference !== undefined);
  const columns: readonly TableColumn<VerdictCell>[] = [
    METRIC_COLUMN,
    LABEL_COLUMN,
    { key: 'passed', title: 'Passed', figure: ({ share }) => share?.count, text: describeCounts },
    {
      key: 'share',
      title: 'Share',
      figure: ({ share }) => share?.value,
      show: (share) => html`<strong>${percent(share)}</strong>`,
      missing: 'not measured',
    },
    { key: 'low', value: ({ share }) => share?.low },
    { key: 'high', value: ({ share }) => share?.high },
    { key: 'scored', value: ({ share }) => share?.of ?? 0 },
    { key: 'interval', title: '95 %', figure: () => null, text: ({ share }) => (share ? percentInterval(share) : '–') },
    { key: 'mean', title: hasMeans ? 'Mean score' : undefined, figure: ({ mean }) => mean?.value, text: describeMean },
    { key: 'mean_low', value: ({ mean }) => mean?.interval?.low },
    { key: 'mean_high', value: ({ mean }) => mean?.interval?.high },
    UNSCORED_COLUMN,
    { key: 'errors', value: ({ errors }) => errors },
    {
      key: 'difference',
      title: hasDifferences ? `Against ${against}` : undefined,
      figure: ({ difference }) => difference?.value,
      text: describeDifference,
    },
    { key: 'difference_low', value: ({ difference }) => difference?.low },
    { key: 'difference_high', value: ({ difference }) => difference?.high },
    {
      key: 'pairs',
      title: hasDifferences ? 'Pairs' : undefined,
      figure: ({ difference }) => difference?.pairs,
      text: ({ difference }) => (difference === undefined ? '' : String(difference?.pairs ?? 0)),
    },
    { key: 'method', value: ({ difference }) => difference?.method },
  ];
  return toDataTable(cells, {
    name: 'verdicts',
    isGrouped: true,
    caption: `Verdicts by metric and column${cells.some(isLoose) ? '; ≈ marks an interval over few goals or cases, which is too narrow' : ''}`,
    columns,
  });
}

const isLoose = ({ mean, difference }: VerdictCell) =>
  difference?.isApproximate === true || mean?.interval?.isApproximate === true;

const describeCounts = ({ share }: VerdictCell) => (share === null ? '–' : `${share.count} of ${share.of}`);

function describeMean({ mean }: VerdictCell): string {
  if (mean === undefined) return '–';
  const { value, interval } = mean;
  // Equal scores leave nothing to resample: an interval without width is not certainty.
  const range =
    interval === null || interval.low === interval.high
      ? ''
      : ` [${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}]`;
  return `${value.toFixed(2)}${range}${interval?.isApproximate ? ' ≈' : ''}`;
}

function describeDifference({ difference, word = 'unclear' }: VerdictCell): string | Markup {
  if (difference === undefined) return 'reference';
  if (difference === null) return 'no pair';
  return html`<strong>${points(difference.value)}</strong> ${percentInterval(difference)}${difference.isApproximate ? ' ≈' : ''} <span class="badge ${word.replace(' ', '-')}">${word}</span>`;
}
