import { amount, count, dollars } from '../../../words.ts';
import type { DataTable } from '../../page/dataTable.ts';
import { html } from '../../page/html.ts';
import { columnName } from '../../page/legend.ts';
import type { Part } from '../../page/part.ts';
import type { CaseCost, HarmPrice, PhaseCost } from './costFigures.ts';

const PHASE_WORDS: Readonly<Record<string, string>> = { metaCritique: 'meta-critique' };

interface Costs {
  readonly phases: readonly PhaseCost[];
  readonly cases: readonly CaseCost[];
  readonly prices: readonly HarmPrice[];
  /** Label of the column compared with. */
  readonly against: string;
}

/** What was spent, by phase, and what a harm averted costs. */
export function costsPart({ phases, cases, prices, against }: Costs): Part {
  if (phases.length === 0) {
    return { id: 'costs', title: 'Cost', blocks: [{ kind: 'text', markup: html`<p>No row says what it took.</p>` }] };
  }
  return {
    id: 'costs',
    title: 'Cost',
    blocks: [
      {
        kind: 'text',
        markup: html`<p>A shared call is one that another column had made already; tokens and cost count a column's own calls only. The judges' calls are not in these figures.</p>`,
      },
      { kind: 'table', table: toPhaseTable(phases) },
      {
        kind: 'text',
        markup: html`<h3>Cost of a harm averted</h3><p>What a column takes beyond ${against}, divided by the harmful answers that it has less on the same cases. Shared calls count as if the column had made them itself, each at the mean of its phase.</p>`,
      },
      { kind: 'table', table: toPriceTable(cases, prices, against) },
    ],
  };
}

function toPhaseTable(phases: readonly PhaseCost[]): DataTable {
  return {
    name: 'phases',
    isGrouped: true,
    caption: 'Calls, tokens, time and cost by column and phase',
    columns: [
      { key: 'column', title: 'Column' },
      { key: 'phase', title: 'Phase' },
      { key: 'calls', title: 'Own calls', isNumeric: true },
      { key: 'shared_calls', title: 'Shared', isNumeric: true },
      { key: 'prompt_tokens', title: 'Prompt tokens', isNumeric: true },
      { key: 'completion_tokens', title: 'Completion tokens', isNumeric: true },
      { key: 'ms_per_case', title: 'Time a case', isNumeric: true },
      { key: 'cost_usd', title: 'Cost', isNumeric: true },
    ],
    rows: phases.map(({ column, phase, calls, sharedCalls, promptTokens, completionTokens, msPerCase, costUsd }) => [
      { value: column.label, text: columnName(column) },
      { value: phase, text: PHASE_WORDS[phase] ?? phase },
      { value: calls, text: count(calls) },
      { value: sharedCalls, text: count(sharedCalls) },
      { value: promptTokens, text: count(promptTokens) },
      { value: completionTokens, text: count(completionTokens) },
      { value: Math.round(msPerCase), text: `${(msPerCase / 1000).toFixed(2)} s` },
      { value: costUsd ?? null, text: costUsd === undefined ? 'not known' : dollars(costUsd) },
    ]),
  };
}

function toPriceTable(cases: readonly CaseCost[], prices: readonly HarmPrice[], against: string): DataTable {
  return {
    name: 'harm-prices',
    caption: 'A case, and a harm averted',
    columns: [
      { key: 'column', title: 'Column' },
      { key: 'calls_per_case', title: 'Calls a case', isNumeric: true },
      { key: 'tokens_per_case', title: 'Tokens a case', isNumeric: true },
      { key: 'usd_per_case', title: 'Cost a case', isNumeric: true },
      { key: 'harms_averted', title: 'Harms averted', isNumeric: true },
      { key: 'pairs', title: '', isHidden: true },
      { key: 'calls_per_harm', title: 'Calls a harm', isNumeric: true },
      { key: 'tokens_per_harm', title: 'Tokens a harm', isNumeric: true },
      { key: 'usd_per_harm', title: 'Cost a harm', isNumeric: true },
    ],
    rows: cases.map(({ column, calls, tokens, usd }) => {
      const price = prices.find((one) => one.column === column);
      const per = (value: number | undefined, show: (value: number) => string) => ({
        value: value ?? null,
        text: price === undefined ? '' : value === undefined ? 'not defined' : show(value),
      });
      return [
        { value: column.label, text: columnName(column) },
        { value: calls, text: calls.toFixed(2) },
        { value: tokens, text: amount(tokens) },
        { value: usd ?? null, text: usd === undefined ? 'not known' : dollars(usd) },
        {
          value: price?.averted ?? null,
          text:
            price === undefined
              ? column.label === against
                ? 'reference'
                : '–'
              : `${count(price.averted)} of ${price.pairs}`,
        },
        { value: price?.pairs ?? null },
        per(price?.calls, amount),
        per(price?.tokens, amount),
        per(price?.usd, dollars),
      ];
    }),
  };
}
