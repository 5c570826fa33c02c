import { excerpt } from '../../../foundation/excerpt.ts';
import { countOf } from '../../../foundation/plural.ts';
import { toTextTable } from '../../../foundation/textTable.ts';
import { ANSWER_TOKENS, type PlannedSpending } from '../../callPlan.ts';
import type { CallsInARow, RunEstimate } from './dryLook/suiteEstimate.ts';

/** One line: `64 cells, about 104 calls of models, $0.02`. */
export function summarizeEstimate({ cells, total, judgeCalls, callsInARow }: RunEstimate): string {
  const judged = sumOf(judgeCalls);
  return [
    `${countOf(cells, 'cell')}`,
    `about ${countOf(total?.calls ?? 0, 'call')} of the MetaSC columns`,
    ...(callsInARow === undefined ? [] : [`at least ${callsInARow.calls} one after another`]),
    ...(judged === 0 ? [] : [`at most ${countOf(judged, 'call')} of judges`]),
    ...(total?.costUsd === undefined ? [] : [`about ${inUsd(total.costUsd)} without judges`]),
  ].join(', ');
}

const MAX_LABEL_CHARS = 60;

/** The whole estimate: a table of the columns, the judges, and what is assumed. */
export function formatEstimate(
  subject: string,
  { cells, columns, total, callsInARow, judgeCalls }: RunEstimate,
): string {
  const isPriced = columns.some(({ spending }) => spending?.costUsd !== undefined);
  const head = ['column', 'cells', 'calls', 'tokens in', 'tokens out', ...(isPriced ? ['USD'] : [])];
  const spent = (spending: PlannedSpending | undefined) =>
    spending === undefined
      ? ['', '', ...(isPriced ? [''] : [])]
      : [
          String(spending.promptTokens),
          String(spending.completionTokens),
          ...(isPriced ? [spending.costUsd === undefined ? 'no price' : inUsd(spending.costUsd)] : []),
        ];
  const rows = columns.map(({ label, cells: own, calls, spending }) => [
    excerpt(label, MAX_LABEL_CHARS),
    String(own),
    String(calls),
    ...spent(spending),
  ]);
  const allCalls = columns.reduce((sum, { calls }) => sum + calls, 0);
  const judges = Object.entries(judgeCalls).map(([metric, calls]) => `${metric} ${calls}`);
  return [
    `Estimate of ${subject}. Nothing was asked.`,
    '',
    ...toTextTable([head, ...rows, ['all', String(cells), String(allCalls), ...spent(total)]]),
    '',
    ...(judges.length === 0
      ? ['No judge is a model.']
      : [`Judges: at most ${countOf(sumOf(judgeCalls), 'call')} (${judges.join(', ')}); their tokens are not known.`]),
    ...(callsInARow === undefined ? [] : [describeRow(callsInARow)]),
    ...(total === undefined
      ? []
      : [
          `Equal calls are made once; they count for the first column that needs them. Assumed: answers of ${ANSWER_TOKENS} tokens, every first proposal becomes the spec, a token has four characters.`,
          ...(isPriced
            ? []
            : ['For dollars, state the prices in the columns: pricing: { inputUsdPerMTok, outputUsdPerMTok }.']),
        ]),
  ].join('\n');
}

const describeRow = ({ calls, atOnce }: CallsInARow) =>
  `At least ${countOf(calls, 'call')} ${calls === 1 ? 'follows' : 'follow'} one another, with ${atOnce} of a model at once: the run takes at least ${calls} times a call's latency.`;

const sumOf = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const inUsd = (usd: number) => `$${usd < 0.1 ? usd.toFixed(4) : usd.toFixed(2)}`;
