import { percent } from '../../../words.ts';
import { MOVED_BY_SPEC, titleOf } from '../../metricWords.ts';
import { METRIC_COLUMN, SHARE_COLUMNS } from '../../page/commonColumns.ts';
import { type DataTable, toDataTable } from '../../page/dataTable.ts';
import { html, type Markup } from '../../page/html.ts';
import { swatch } from '../../page/legend.ts';
import type { Block, Part } from '../../page/part.ts';
import { toLearningChart } from './learningChart.ts';
import type { LearningCurve } from './learningFigures.ts';
import type { ChainLineage } from './lineageFigures.ts';
import { lineageBlocks } from './lineageSection.ts';

/** How scores went as specs changed, and how each spec came about. */
export function learningPart(
  curves: readonly LearningCurve[],
  lineages: readonly ChainLineage[],
  against: string,
): Part {
  const blocks: readonly Block[] =
    curves.length === 0
      ? [
          {
            kind: 'text',
            markup: html`<p>No column adapted its spec in these results: there is no learning curve.</p>`,
          },
        ]
      : [
          {
            kind: 'text',
            markup: html`<p>Steps are the cases of a chain in their order. Inside the window (shaded) a step may propose a new spec. Cases differ in difficulty, so a curve by itself tells little: compare it with the dashed line, ${against} on the same cases.</p>`,
          },
          curvesBlock(curves, against),
          ...lineageBlocks(lineages),
        ];
  return { id: 'learning', title: 'How the spec learned', blocks };
}

/** All curves side by side; their lines mean the same metrics in the same colours. */
function curvesBlock(curves: readonly LearningCurve[], against: string): Block {
  const isBinned = curves.some(({ points }) => points.some(({ from, to }) => to > from));
  const hasSeveral = curves.some(({ chains }) => chains > 1);
  return {
    kind: 'figure',
    charts: curves.map(toLearningChart),
    caption: html`Share that passes${isBinned ? ', over neighbouring steps' : ''}${hasSeveral ? ', over all chains of a column' : ''}.`,
    legend: toLegend(curves, against),
    table: toTable(curves, against),
  };
}

function toLegend(curves: readonly LearningCurve[], against: string): Markup {
  const metrics = MOVED_BY_SPEC.filter((metric) => curves.some((curve) => curve.metrics.includes(metric)));
  const hasBase = curves.some(({ points }) => points.some(({ base }) => base !== null));
  return html`<ul class="legend">${metrics.map((metric) => html`<li>${swatchOfMetric(metric)} ${titleOf(metric)}</li>`)}${hasBase ? html`<li><span class="dash" aria-hidden="true">┄</span> ${against}</li>` : undefined}<li><span class="good" aria-hidden="true">▲</span> accepted, upper row</li><li><span class="bad" aria-hidden="true">×</span> rejected, lower row</li></ul>`;
}

/** Metrics have the colours after the first, and the shapes from the first on, as in the chart. */
function swatchOfMetric(metric: string): Markup {
  const index = MOVED_BY_SPEC.indexOf(metric);
  return html`<span class="series-${index + 1}">${swatch(index)}</span>`;
}

function toTable(curves: readonly LearningCurve[], against: string): DataTable {
  const points = curves.flatMap((curve) => curve.points.map((point) => ({ ...point, column: curve.column })));
  return toDataTable(points, {
    name: 'learning',
    isGrouped: true,
    caption: 'Share that passes, by step',
    columns: [
      { key: 'column', title: 'Column', value: ({ column }) => column.label },
      { key: 'steps', title: 'Steps', value: ({ from, to }) => (from === to ? String(from) : `${from}–${to}`) },
      { key: 'first_step', value: ({ from }) => from },
      { key: 'last_step', value: ({ to }) => to },
      METRIC_COLUMN,
      ...SHARE_COLUMNS,
      { key: 'base_share', title: against, figure: ({ base }) => base?.value, show: percent },
    ],
  });
}
