import { percent, percentInterval, points, showP } from '../../../words.ts';
import { isApproximate } from '../../comparisons.ts';
import type { Matrix } from '../../matrix.ts';
import { shareOf, titleOf } from '../../metricWords.ts';
import { LABEL_COLUMN, METRIC_COLUMN, showCases, UNSCORED_COLUMN } from '../../page/commonColumns.ts';
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
          ...explainInvalid(against.label, cells),
        ];
  return { id: 'verdicts', title: 'Verdicts', blocks };
}

function introduce(against: string, cells: readonly VerdictCell[]): Markup {
  const metrics = [...new Set(cells.map(({ metric }) => metric))];
  return html`<dl class="terms">${metrics.map((metric) => html`<div><dt>${titleOf(metric)}</dt><dd>${shareOf(metric)}</dd></div>`)}</dl>
<p>Shares are over scored cases, each counted once by the share of its rows that pass; a row without a verdict counts as neither good nor bad. <em>Against ${against}</em> is the difference in percentage points over the cases that both scored. <em>Adjusted p</em> is over all differences of this table (Holm); only where it is at most .05 is a column better or worse.</p>`;
}

function explainInvalid(against: string, cells: readonly VerdictCell[]): readonly Markup[] {
  const found = cells.filter(({ comparison }) => comparison?.word === 'invalid');
  if (found.length === 0) return [];
  return [
    html`<p><em>Invalid</em> differences, in which head is the column and base ${against}:</p>
<ul>${found.map(
      ({
        column,
        metric,
        comparison,
      }) => html`<li>${column.label}, ${titleOf(metric)}: ${comparison?.faults.join('; ')}</li>
`,
    )}</ul>`,
  ];
}

function toTable(against: string, cells: readonly VerdictCell[]): DataTable {
  const hasMeans = cells.some(({ mean }) => mean !== undefined);
  const hasDifferences = cells.some(({ comparison }) => comparison !== undefined);
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
      figure: (cell) => differenceOf(cell)?.value,
      text: describeDifference,
    },
    { key: 'difference_low', value: (cell) => differenceOf(cell)?.low },
    { key: 'difference_high', value: (cell) => differenceOf(cell)?.high },
    {
      key: 'pairs',
      title: hasDifferences ? 'Pairs' : undefined,
      figure: ({ comparison }) => comparison?.decision.pairs,
      text: ({ comparison }) => (comparison === undefined ? '' : String(comparison?.decision.pairs ?? 0)),
    },
    pColumn('p', 'p', hasDifferences),
    pColumn('adjustedP', 'Adjusted p', hasDifferences),
    { key: 'verdict', value: ({ comparison }) => comparison?.word },
    { key: 'test', value: ({ comparison }) => comparison?.decision.test },
    { key: 'method', value: ({ comparison }) => comparison?.decision.interval },
  ];
  return toDataTable(cells, {
    name: 'verdicts',
    isGrouped: true,
    caption: `Verdicts by metric and column${cells.some(isLoose) ? '; ≈ marks an interval over few goals or cases, which is too narrow' : ''}`,
    columns,
  });
}

function pColumn(key: 'p' | 'adjustedP', title: string, isShown: boolean): TableColumn<VerdictCell> {
  return {
    key: key === 'p' ? key : 'adjusted_p',
    title: isShown ? title : undefined,
    figure: ({ comparison }) => comparison?.decision[key],
    text: ({ comparison }) => (comparison ? showP(comparison.decision[key]) : ''),
  };
}

const differenceOf = ({ comparison }: VerdictCell) => comparison?.decision.difference;

const isLoose = ({ mean, comparison }: VerdictCell) =>
  (comparison != null && isApproximate(comparison.decision)) || mean?.interval?.isApproximate === true;

const describeCounts = ({ share }: VerdictCell) => (share === null ? '–' : `${showCases(share.count)} of ${share.of}`);

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

function describeDifference({ comparison }: VerdictCell): string | Markup {
  if (comparison === undefined) return 'reference';
  const { decision, word } = comparison ?? {};
  const difference = decision?.difference;
  if (decision === undefined || word === undefined || difference == null) return 'no pair';
  return html`<strong>${points(difference.value)}</strong> ${percentInterval(difference)}${isApproximate(decision) ? ' ≈' : ''} <span class="badge ${word.replace(' ', '-')}">${word}</span>`;
}
