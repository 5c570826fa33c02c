import { plural } from '../../words.ts';
import type { Report } from '../buildReport.ts';
import { countTests } from '../matrix.ts';
import { caseBrowser } from '../topics/cases/caseBrowser.ts';
import { packCases } from '../topics/cases/caseData.ts';
import { showDate } from '../topics/methods/methodFacts.ts';
import { summarySection } from '../topics/summary/summarySection.ts';
import type { Assets } from './assets.ts';
import { type DrawnChart, drawChart, toChartMarkup } from './chart.ts';
import { toTableMarkup } from './dataTable.ts';
import { html, type Markup, trusted } from './html.ts';
import { columnLegend } from './legend.ts';
import type { Block, Part } from './part.ts';

const MAX_MB = 8;
/** Bytes of the page around its sections: style sheet and script. */
const FRAME_BYTES = 60_000;

export interface PageOptions {
  /** Size of the page in millions of bytes. @default 8 */
  readonly maxMb?: number | undefined;
}

/**
 * One page that loads nothing, and in which only its own script runs. Whatever came from a file is escaped, or packed so
 * that the script shows it as text; texts of cases are cut until it fits. Returns its charts as pictures, too.
 */
export async function renderReport(
  report: Report,
  { script, scriptHash, style }: Assets,
  { maxMb = MAX_MB }: PageOptions = {},
): Promise<{ readonly page: string; readonly charts: readonly DrawnChart[] }> {
  const charts: DrawnChart[] = [];
  for (const block of report.parts.flatMap(({ blocks }) => blocks)) {
    if ('charts' in block) charts.push(...(await Promise.all(block.charts.map(drawChart))));
  }
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src '${scriptHash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const { first = [], others = [] } = Object.groupBy(report.parts, ({ isFirst }) => (isFirst ? 'first' : 'others'));
  const sections = html`${first.map((part) => toSection(part, charts))}
${summarySection(report)}
${others.map((part) => toSection(part, charts))}`;
  const left = maxMb * 1_000_000 - FRAME_BYTES - Buffer.byteLength(sections.markup);
  const browser = caseBrowser(report.matrix, packCases(report.matrix, left));
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${report.title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<div class="heading">
<h1>${report.title}</h1>
<label class="theme" hidden>Theme <select id="theme"><option value="">System</option><option value="light">Light</option><option value="dark">Dark</option></select></label>
</div>
${describeRun(report)}
</header>
<nav aria-label="Sections"><ul>
${[...report.parts, browser].map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`)}</ul></nav>
<main id="main">
${sections}
${browser.markup}
</main>
<footer>
${method()}
</footer>
${browser.index}
<script>${trusted(script)}</script>
${browser.parts}</body>
</html>
`;
  return { page: markup, charts };
}

function describeRun({ files, matrix }: Report): Markup {
  const models = [...new Set(matrix.columns.flatMap(({ rows }) => [...rows.values()].map(({ model }) => model)))];
  return html`<p class="run">${countTests(matrix)} in ${plural(matrix.columns.length, 'column')}, from ${files.map(({ path, rows, facts }, index) => html`${index > 0 ? ', ' : ''}<code>${path}</code> (${plural(rows, 'row')}${facts?.date === undefined ? '' : `, ${showDate(facts.date)}`})`)}. Answered by ${models.join(', ')}. <a href="#methods">Methods</a></p>
${columnLegend(matrix.columns)}`;
}

function toSection({ id, title, blocks }: Part, drawn: readonly DrawnChart[]): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${blocks.map((block) => toBlock(block, drawn))}
</section>
`;
}

function toBlock(block: Block, drawn: readonly DrawnChart[]): Markup | undefined {
  if ('markup' in block) return block;
  if (block.kind !== 'figure') return block.kind === 'table' ? toTableMarkup(block.table) : undefined;
  const own = block.charts.flatMap(({ id }) => drawn.filter((chart) => chart.id === id));
  const titled = own.length > 1 || own.some(({ id }) => !id.startsWith('tradeoff'));
  const isWide = own.some(({ pictures }) => pictures.length > 1);
  return html`<figure>
<figcaption>${block.caption}</figcaption>
${block.legend}
<div class="charts${titled ? ' several' : ''}${isWide ? ' large' : ''}">${own.map((chart) => html`<div class="panel">${titled ? html`<h3>${chart.title}</h3>` : undefined}${toChartMarkup(chart)}</div>`)}</div>
${block.table && html`<details class="data"><summary>Figures as a table</summary>${toTableMarkup(block.table)}</details>`}
</figure>`;
}

function method(): Markup {
  return html`<h2>How the figures are made</h2>
<p>Shares are over cases, each counted once by the share of its rows that pass, with Wilson's 95 % interval. Differences are over the cases that both columns scored, with Newcombe's interval for pairs; where several cases share a goal, or a case ran several times, with the wider of it and a t interval over goals or cases. Means of graded scores have a bootstrap interval over goals or cases (bias-corrected and accelerated). A score passes if its assertion says so, or else from 0.5; higher is better in every metric. One interval in twenty misses the truth by chance. <em>Better</em> and <em>worse</em> are as <code>metasc gate</code> decides at its defaults: a gain, or a loss of more than 5 points, with a p of at most .05, adjusted over all that is shown together (Holm); <em>no worse</em>: so large a loss is ruled out, even if the cases that the column did not score had failed; else <em>inconclusive</em>; <em>invalid</em>: the gate would not decide.</p>`;
}
