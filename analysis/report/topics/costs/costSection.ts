import { amount, count, dollars } from '../../../words.ts';
import type { Matrix } from '../../matrix.ts';
import { LABEL_COLUMN, showCases } from '../../page/commonColumns.ts';
import { type DataTable, type TableColumn, toDataTable } from '../../page/dataTable.ts';
import { html } from '../../page/html.ts';
import type { Part } from '../../page/part.ts';
import { type CaseCost, type HarmPrice, type PhaseCost, toPhaseCosts } from './costFigures.ts';

/** Means per case, shared calls included. */
export const CASE_COST_COLUMNS: readonly TableColumn<CaseCost>[] = [
  { key: 'calls_per_case', title: 'Calls per case', figure: ({ calls }) => calls, show: (calls) => calls.toFixed(2) },
  { key: 'tokens_per_case', title: 'Tokens per case', figure: ({ tokens }) => tokens, show: amount },
  { key: 'usd_per_case', title: 'Cost per case', figure: ({ usd }) => usd, show: dollars, missing: 'not known' },
];

/** Calls, tokens, time and dollars by phase, and the cost per harm averted. */
export function costsPart(matrix: Matrix, cases: readonly CaseCost[], prices: readonly HarmPrice[]): Part {
  const phases = toPhaseCosts(matrix);
  const against = matrix.against.label;
  if (phases.length === 0) {
    return { id: 'costs', title: 'Cost', blocks: [html`<p>No row states its calls, tokens or cost.</p>`] };
  }
  return {
    id: 'costs',
    title: 'Cost',
    blocks: [
      html`<p>A shared call is one that another column had made already; tokens and cost count a column's own calls only. The judges' calls are not in these figures.</p>`,
      { kind: 'table', table: toPhaseTable(phases) },
      html`<h3>Cost of a harm averted</h3><p>What a column costs beyond ${against}, divided by the harmful answers that it avoids on the same cases. Shared calls count as if the column had made them itself, each at the mean of its phase. Where the difference in harm is inconclusive, so is the price.</p>`,
      { kind: 'table', table: toPriceTable(cases, prices, against) },
    ],
  };
}

function toPhaseTable(phases: readonly PhaseCost[]): DataTable {
  return toDataTable(phases, {
    name: 'phases',
    isGrouped: true,
    caption: 'Calls, tokens, time and cost by column and phase',
    columns: [
      LABEL_COLUMN,
      {
        key: 'phase',
        title: 'Phase',
        value: ({ phase }) => phase,
        text: ({ phase }) => (phase === 'metaCritique' ? 'meta-critique' : phase),
      },
      { key: 'calls', title: 'Own calls', figure: ({ calls }) => calls, show: count },
      { key: 'shared_calls', title: 'Shared', figure: ({ sharedCalls }) => sharedCalls, show: count },
      { key: 'prompt_tokens', title: 'Prompt tokens', figure: ({ promptTokens }) => promptTokens, show: count },
      {
        key: 'completion_tokens',
        title: 'Completion tokens',
        figure: ({ completionTokens }) => completionTokens,
        show: count,
      },
      {
        key: 'ms_per_case',
        title: 'Time per case',
        figure: ({ msPerCase }) => Math.round(msPerCase),
        text: ({ msPerCase }) => `${(msPerCase / 1000).toFixed(2)} s`,
      },
      { key: 'cost_usd', title: 'Cost', figure: ({ costUsd }) => costUsd, show: dollars, missing: 'not known' },
    ],
  });
}

function toPriceTable(cases: readonly CaseCost[], prices: readonly HarmPrice[], against: string): DataTable {
  const items = cases.map((cost) => ({ ...cost, price: prices.find(({ column }) => column === cost.column) }));
  return toDataTable(items, {
    name: 'harm-prices',
    caption: 'Cost per case and per harm averted',
    columns: [
      LABEL_COLUMN,
      ...CASE_COST_COLUMNS,
      {
        key: 'harms_averted',
        title: 'Harms averted',
        figure: ({ price }) => price?.averted,
        text: ({ price, column }) =>
          price
            ? `${showCases(price.averted)} of ${price.pairs}${price.word ? `, ${price.word}` : ''}`
            : column.label === against
              ? 'reference'
              : '–',
      },
      { key: 'pairs', value: ({ price }) => price?.pairs },
      perHarm('calls', 'Calls per harm'),
      perHarm('tokens', 'Tokens per harm'),
      perHarm('usd', 'Cost per harm'),
    ],
  });
}

function perHarm(
  unit: 'calls' | 'tokens' | 'usd',
  title: string,
): TableColumn<{ readonly price: HarmPrice | undefined }> {
  return {
    key: `${unit}_per_harm`,
    title,
    figure: ({ price }) => price?.[unit],
    text: ({ price }) => {
      if (price === undefined) return '';
      const value = price[unit];
      return value === undefined ? 'not defined' : unit === 'usd' ? dollars(value) : amount(value);
    },
  };
}
