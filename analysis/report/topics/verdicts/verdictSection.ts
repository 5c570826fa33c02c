import { directionOf, percent, percentInterval, points } from '../../../words.ts';
import type { Matrix } from '../../matrix.ts';
import { shareOf, titleOf } from '../../metricWords.ts';
import type { DataTable } from '../../page/dataTable.ts';
import { html, type Markup } from '../../page/html.ts';
import { columnName } from '../../page/legend.ts';
import type { Block, Part } from '../../page/part.ts';
import { toVerdictChart } from './verdictChart.ts';
import type { Difference, VerdictCell } from './verdictFigures.ts';

/** What each column comes to on each metric, and against the column that it is compared with. */
export function verdictsPart({ against, metrics }: Matrix, cells: readonly VerdictCell[]): Part {
  const blocks: Block[] =
    cells.length === 0
      ? [{ kind: 'text', markup: html`<p>No row of these results has a score.</p>` }]
      : [
          { kind: 'text', markup: introduce(against.label, cells) },
          {
            kind: 'figure',
            charts: metrics.flatMap(
              (metric) =>
                toVerdictChart(
                  metric,
                  cells.filter((cell) => cell.metric === metric),
                ) ?? [],
            ),
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
  const differenceTitle = `Against ${against}`;
  return {
    name: 'verdicts',
    isGrouped: true,
    caption: `Verdicts by metric and column${cells.some(isLoose) ? '; ≈ marks an interval over few goals or cases, which is too narrow' : ''}`,
    columns: [
      { key: 'metric', title: 'Metric' },
      { key: 'column', title: 'Column' },
      { key: 'passed', title: 'Passed', isNumeric: true },
      { key: 'share', title: 'Share', isNumeric: true },
      { key: 'low', title: '', isHidden: true },
      { key: 'high', title: '', isHidden: true },
      { key: 'scored', title: '', isHidden: true },
      { key: 'interval', title: '95 %', isNumeric: true },
      { key: 'mean', title: 'Mean score', isNumeric: true, isHidden: !hasMeans },
      { key: 'mean_low', title: '', isHidden: true },
      { key: 'mean_high', title: '', isHidden: true },
      { key: 'unscored_rate', title: 'Unscored', isNumeric: true },
      { key: 'errors', title: '', isHidden: true },
      { key: 'difference', title: differenceTitle, isNumeric: true, isHidden: !hasDifferences },
      { key: 'difference_low', title: '', isHidden: true },
      { key: 'difference_high', title: '', isHidden: true },
      { key: 'pairs', title: 'Pairs', isNumeric: true, isHidden: !hasDifferences },
      { key: 'method', title: '', isHidden: true },
    ],
    rows: cells.map(({ column, metric, share, unscored, errors, mean, difference }) => [
      { value: metric, text: titleOf(metric) },
      { value: column.label, text: columnName(column) },
      { value: share?.count ?? null, text: share === null ? '–' : `${share.count} of ${share.of}` },
      {
        value: share?.value ?? null,
        text: share === null ? 'not measured' : html`<strong>${percent(share.value)}</strong>`,
      },
      { value: share?.low ?? null },
      { value: share?.high ?? null },
      { value: share?.of ?? 0 },
      { value: null, text: share === null ? '–' : percentInterval(share) },
      { value: mean?.value ?? null, text: mean === undefined ? '–' : describeMean(mean) },
      { value: mean?.interval?.low ?? null },
      { value: mean?.interval?.high ?? null },
      { value: unscored?.value ?? null, text: unscored === null ? '–' : percent(unscored.value) },
      { value: errors },
      { value: difference?.value ?? null, text: describeDifference(difference) },
      { value: difference?.low ?? null },
      { value: difference?.high ?? null },
      { value: difference?.pairs ?? null, text: difference === undefined ? '' : String(difference?.pairs ?? 0) },
      { value: difference?.method ?? null },
    ]),
  };
}

const isLoose = ({ mean, difference }: VerdictCell) =>
  difference?.isApproximate === true || mean?.interval?.isApproximate === true;

function describeMean({ value, interval }: NonNullable<VerdictCell['mean']>): string {
  // Equal scores leave nothing to resample: no width is no certainty.
  const range =
    interval === null || interval.low === interval.high
      ? ''
      : ` [${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}]`;
  return `${value.toFixed(2)}${range}${interval?.isApproximate ? ' ≈' : ''}`;
}

function describeDifference(difference: Difference | null | undefined): string | Markup {
  if (difference === undefined) return 'reference';
  if (difference === null) return 'no pair';
  const direction = directionOf(difference);
  const word = direction === 'unclear' ? 'unclear' : direction === 'higher' ? 'better' : 'worse';
  return html`<strong>${points(difference.value)}</strong> ${percentInterval(difference)}${difference.isApproximate ? ' ≈' : ''} <span class="badge ${word}">${word}</span>`;
}
