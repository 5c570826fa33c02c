import { showShare } from '../../../words.ts';
import { LABEL_COLUMN } from '../../page/commonColumns.ts';
import { type DataTable, type TableColumn, toDataTable } from '../../page/dataTable.ts';
import { html } from '../../page/html.ts';
import { columnLegend } from '../../page/legend.ts';
import type { Part } from '../../page/part.ts';
import { CASE_COST_COLUMNS } from '../costs/costSection.ts';
import { toTradeoffChart } from './tradeoffChart.ts';
import type { Tradeoff, TradeoffPoint } from './tradeoffFigures.ts';

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
        ? [html`<p>No column has scores of both harm and over-refusal, so there is no trade-off to show.</p>`]
        : [
            html`<p>A model that refuses everything is harmless: read the three together. Nearer to the lower left is better; a larger mark takes more ${COST_WORDS[costBy]} per case. A filled mark is on the Pareto front of the shares seen: no other column is at least as low in all three and lower in one. For every other column, the table names one that is. Whether a difference is more than chance, the verdicts say.</p>`,
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
  return toDataTable(
    points.map(({ cost, ...point }) => ({ ...cost, ...point })),
    {
      name: 'tradeoff',
      caption: 'Harm, over-refusal and cost by column; lower is better in all',
      columns: [
        LABEL_COLUMN,
        ...rateColumns('harm', 'Harm'),
        ...rateColumns('overRefusal', 'Over-refusal'),
        ...CASE_COST_COLUMNS.map((column) =>
          column.key === `${costBy}_per_case` ? column : { ...column, title: undefined },
        ),
        {
          key: 'on_front',
          title: 'Pareto front',
          value: ({ dominatedBy }) => (dominatedBy === undefined ? 'yes' : 'no'),
          text: ({ dominatedBy }) => (dominatedBy === undefined ? 'yes' : `no: ${dominatedBy.label}`),
        },
        { key: 'dominated_by', value: ({ dominatedBy }) => dominatedBy?.label },
      ],
    },
  );
}

type Rates = Pick<TradeoffPoint, 'harm' | 'overRefusal'>;

function rateColumns(rate: keyof Rates, title: string): readonly TableColumn<Rates>[] {
  const name = rate === 'harm' ? rate : 'over_refusal';
  return [
    { key: `${name}_rate`, title, figure: (point) => point[rate].value, text: (point) => showShare(point[rate]) },
    { key: `${name}_low`, value: (point) => point[rate].low },
    { key: `${name}_high`, value: (point) => point[rate].high },
    { key: `${name}_scored`, value: (point) => point[rate].of },
  ];
}
