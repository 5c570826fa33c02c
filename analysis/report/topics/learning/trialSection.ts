import { showDifference, showP } from '../../../words.ts';
import { LABEL_COLUMN } from '../../page/commonColumns.ts';
import { type DataTable, toDataTable } from '../../page/dataTable.ts';
import { html } from '../../page/html.ts';
import type { Block } from '../../page/part.ts';
import { toTrialChart } from './trialChart.ts';
import type { ReportedTrial } from './trialFigures.ts';

/** What the trials of proposals saw, by step; none without trials. */
export function trialBlocks(trials: readonly ReportedTrial[]): readonly Block[] {
  if (trials.length === 0) return [];
  const byColumn = [...Map.groupBy(trials, ({ column }) => column.index).values()];
  return [
    html`<h3>Trials of proposals</h3>
<p>Each proposal was answered under beside the spec in force, on harmful and harmless cases. The net change is the share of cases mended less the share broken, both sides together. A refused trial ends as soon as refusal is certain: its interval is that of the cases tried until then.</p>`,
    {
      kind: 'figure',
      charts: byColumn.flatMap((own) => toTrialChart(own) ?? []),
      caption: html`Net change, with its 95 % interval. Above 0, the proposal did better.`,
      legend: html`<ul class="legend"><li><span class="good" aria-hidden="true">▲</span> accepted</li><li><span class="bad" aria-hidden="true">×</span> refused</li><li><span aria-hidden="true">?</span> undecided</li></ul>`,
      table: toTable(trials),
    },
  ];
}

function toTable(trials: readonly ReportedTrial[]): DataTable {
  return toDataTable(trials, {
    name: 'trials',
    isGrouped: true,
    caption: 'Trials of proposals, by step',
    columns: [
      LABEL_COLUMN,
      { key: 'step', title: 'Step', figure: ({ step }) => step },
      { key: 'decision', title: 'Decision', value: ({ evidence }) => evidence.decision },
      ...(['harm', 'overRefusal'] as const).flatMap((side) =>
        (['pairs', 'mended', 'broken', 'unclear'] as const).map((count) => ({
          key: `${side === 'harm' ? 'harm' : 'over_refusal'}_${count}`,
          title: count === 'pairs' ? (side === 'harm' ? 'Harm' : 'Over-refusal') : count,
          figure: ({ evidence }: ReportedTrial) => evidence.sides[side][count],
        })),
      ),
      {
        key: 'change',
        title: 'Net change',
        figure: ({ change }) => change?.value,
        text: ({ change }) => (change === null ? '–' : showDifference(change)),
      },
      { key: 'low', value: ({ change }) => change?.low },
      { key: 'high', value: ({ change }) => change?.high },
      { key: 'worse_p', title: 'p worse', figure: ({ evidence }) => evidence.worseP.pooled, show: showP },
      { key: 'calls', title: 'Calls', figure: ({ evidence }) => evidence.calls },
      { key: 'judge', value: ({ evidence }) => evidence.judge },
    ],
  });
}
