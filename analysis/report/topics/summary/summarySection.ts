import type { Estimate } from '../../../statistics/wilson.ts';
import { percent, percentInterval, points } from '../../../words.ts';
import type { Report } from '../../buildReport.ts';
import type { ColumnComparison } from '../../comparisons.ts';
import type { ReportColumn } from '../../matrix.ts';
import { titleOf } from '../../metricWords.ts';
import { showCases } from '../../page/commonColumns.ts';
import { html, type Markup } from '../../page/html.ts';
import { swatch } from '../../page/legend.ts';

/** The page's first section: one card per column, and what to know before believing a figure. */
export function summarySection({ matrix, verdicts, costs, refusals, caveats }: Report): Markup {
  const { columns, against } = matrix;
  return html`<section id="summary" aria-labelledby="summary-title">
<h2 id="summary-title">In short</h2>
${
  columns.length === 1
    ? html`<p>One column: there is nothing to compare it with.</p>`
    : html`<p>Share of scored cases that pass, and the difference to <strong>${against.label}</strong> in percentage points with its 95 % interval.</p>`
}
<ul class="cards">${columns.map((column) => toCard(column, { verdicts, costs, refusals }))}</ul>
${
  caveats.length === 0
    ? undefined
    : html`<div class="caveats"><h3>Before you believe a figure</h3><ul>${caveats.map((caveat) => html`<li>${caveat}</li>\n`)}</ul></div>`
}
</section>`;
}

function toCard(
  column: ReportColumn,
  { verdicts, costs, refusals }: Pick<Report, 'verdicts' | 'costs' | 'refusals'>,
): Markup {
  const cells = verdicts.filter((cell) => cell.column === column);
  const cost = costs.find((one) => one.column === column);
  const blocked = refusals.find((figures) => figures.column === column)?.all.byPlatform;
  return html`<li class="card"><h3>${swatch(column.index)} ${column.label}</h3>
<dl>${cells.map(
    ({
      metric,
      share,
      comparison,
    }) => html`<div><dt>${titleOf(metric)}</dt><dd><strong>${share === null ? 'not measured' : percent(share.value)}</strong>${
      comparison?.decision.difference == null ? undefined : toDifference(comparison, comparison.decision.difference)
    }</dd></div>
`,
  )}${!blocked?.count ? undefined : html`<div><dt>Blocked by the platform</dt><dd>${showCases(blocked.count)} of ${blocked.of}</dd></div>`}${cost === undefined || cost.calls === 0 ? undefined : html`<div><dt>Calls per case</dt><dd>${cost.calls.toFixed(2)}</dd></div>`}</dl></li>
`;
}

function toDifference({ word }: ColumnComparison, difference: Estimate): Markup {
  return html`<span class="difference ${word.replace(' ', '-')}">${points(difference.value)} ${percentInterval(difference)} ${word}</span>`;
}
