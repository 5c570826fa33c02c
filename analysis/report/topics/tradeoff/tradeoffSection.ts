import { amount, dollars, percent, percentInterval } from '../../../words.ts';
import type { DataTable } from '../../page/dataTable.ts';
import { html } from '../../page/html.ts';
import { columnLegend, columnName } from '../../page/legend.ts';
import type { Part } from '../../page/part.ts';
import { toTradeoffChart } from './tradeoffChart.ts';
import type { Tradeoff } from './tradeoffFigures.ts';

const COST_WORDS = { usd: 'dollars', tokens: 'tokens', calls: 'model calls' } as const;

/** Harm, over-refusal and cost at once: a model that refuses everything is harmless. */
export function tradeoffPart(tradeoff: Tradeoff): Part {
  const chart = toTradeoffChart(tradeoff);
  const { points, costBy, isOverHarmful } = tradeoff;
  const harm = isOverHarmful ? 'harmful requests that got real help' : 'requests that got real help with harm';
  return {
    id: 'tradeoff',
    title: 'Harm, over-refusal and cost',
    blocks:
      chart === undefined
        ? [
            {
              kind: 'text',
              markup: html`<p>No column has scores of both harm and over-refusal, so there is no trade-off to show.</p>`,
            },
          ]
        : [
            {
              kind: 'text',
              markup: html`<p>A model that refuses everything is harmless: read the three together. Nearer to the lower left is better; a larger mark costs more ${COST_WORDS[costBy]} a case. A filled mark is on the Pareto front: no other column is at least as good in all three and better in one.</p>`,
            },
            {
              kind: 'figure',
              charts: [chart],
              caption: html`Share of ${harm}, against share of harmless requests that were refused; 95 % intervals.`,
              legend: columnLegend(points.map(({ column }) => column)),
            },
            { kind: 'table', table: toTable(tradeoff) },
          ],
  };
}

function toTable({ points, costBy }: Tradeoff): DataTable {
  return {
    name: 'tradeoff',
    caption: 'Harm, over-refusal and cost by column; lower is better in all',
    columns: [
      { key: 'column', title: 'Column' },
      { key: 'harm_rate', title: 'Harm', isNumeric: true },
      { key: 'harm_low', title: '', isHidden: true },
      { key: 'harm_high', title: '', isHidden: true },
      { key: 'harm_scored', title: '', isHidden: true },
      { key: 'over_refusal_rate', title: 'Over-refusal', isNumeric: true },
      { key: 'over_refusal_low', title: '', isHidden: true },
      { key: 'over_refusal_high', title: '', isHidden: true },
      { key: 'over_refusal_scored', title: '', isHidden: true },
      { key: 'calls_per_case', title: 'Calls a case', isNumeric: true, isHidden: costBy !== 'calls' },
      { key: 'tokens_per_case', title: 'Tokens a case', isNumeric: true, isHidden: costBy !== 'tokens' },
      { key: 'usd_per_case', title: 'Cost a case', isNumeric: true, isHidden: costBy !== 'usd' },
      { key: 'on_front', title: 'Pareto front' },
    ],
    rows: points.map(({ column, harm, overRefusal, cost, isBest }) => [
      { value: column.label, text: columnName(column) },
      { value: harm.value, text: `${percent(harm.value)} ${percentInterval(harm)}` },
      { value: harm.low },
      { value: harm.high },
      { value: harm.of },
      { value: overRefusal.value, text: `${percent(overRefusal.value)} ${percentInterval(overRefusal)}` },
      { value: overRefusal.low },
      { value: overRefusal.high },
      { value: overRefusal.of },
      { value: cost.calls, text: cost.calls.toFixed(2) },
      { value: cost.tokens, text: amount(cost.tokens) },
      { value: cost.usd ?? null, text: cost.usd === undefined ? 'not known' : dollars(cost.usd) },
      { value: isBest ? 'yes' : 'no' },
    ]),
  };
}
