import { percent } from '../../../words.ts';
import type { Matrix } from '../../matrix.ts';
import { MOVED_BY_SPEC, titleOf } from '../../metricWords.ts';
import { METRIC_COLUMN, SHARE_COLUMNS } from '../../page/commonColumns.ts';
import { type DataTable, toDataTable } from '../../page/dataTable.ts';
import { html, type Markup } from '../../page/html.ts';
import { swatch } from '../../page/legend.ts';
import type { Block, Part } from '../../page/part.ts';
import { toLearningChart } from './learningChart.ts';
import { type LearningCurve, toLearningCurves } from './learningFigures.ts';
import { toLineages } from './lineageFigures.ts';
import { lineageBlocks } from './lineageSection.ts';
import { toReportedTrials } from './trialFigures.ts';
import { trialBlocks } from './trialSection.ts';

/** Scores as specs change, and the lineage of each spec. */
export function learningPart(matrix: Matrix): Part {
  const [curves, against] = [toLearningCurves(matrix), matrix.against.label];
  const blocks: readonly Block[] =
    curves.length === 0
      ? [html`<p>No column adapted its spec in these results: there is no learning curve.</p>`]
      : [
          html`<p>Steps are the cases of a chain in their order. Inside the window (shaded) a step may propose a new spec. Cases differ in difficulty: compare a curve with the dashed line, ${against} on the same cases.</p>`,
          curvesBlock(curves, against),
          ...trialBlocks(toReportedTrials(matrix)),
          ...lineageBlocks(toLineages(matrix)),
        ];
  return { id: 'learning', title: 'How the spec learned', blocks };
}

/** All curves side by side; each metric has the same colour in all of them. */
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
  const hasUndecided = curves.some(({ proposals }) => proposals.some(({ outcome }) => outcome === 'undecided'));
  return html`<ul class="legend">${metrics.map((metric) => html`<li>${swatchOfMetric(metric)} ${titleOf(metric)}</li>`)}${hasBase ? html`<li><span class="dash" aria-hidden="true">┄</span> ${against}</li>` : undefined}<li><span class="good" aria-hidden="true">▲</span> accepted, upper row</li><li><span class="bad" aria-hidden="true">×</span> rejected, lower row</li>${hasUndecided ? html`<li><span aria-hidden="true">?</span> undecided, lower row</li>` : undefined}</ul>`;
}

/** As in the chart: the first metric has the second colour and the first shape. */
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
