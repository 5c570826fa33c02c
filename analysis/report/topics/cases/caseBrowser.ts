import type { Matrix } from '../../matrix.ts';
import { html, type Markup, trusted } from '../../page/html.ts';
import { swatch } from '../../page/legend.ts';
import type { PackedCases } from './caseData.ts';

/** The section that the page's script fills with search, filters and a list, and the data that the script reads. */
export interface CaseBrowser {
  readonly id: string;
  readonly title: string;
  readonly markup: Markup;
  /** What the list takes; stands before the script. */
  readonly index: Markup;
  /** Texts of the cases; the list doesn't wait for them. */
  readonly parts: Markup;
}

export function caseBrowser({ columns, against, metrics }: Matrix, cases: PackedCases): CaseBrowser {
  const fields = [
    { id: 'metric', label: 'Metric', all: 'all metrics' },
    { id: 'column', label: 'Column', all: 'any column' },
    { id: 'outcome', label: 'Outcome', all: 'any outcome' },
    { id: 'flip', label: `Against ${against.label}`, all: 'all cases' },
    { id: 'refuser', label: 'Refusal', all: 'refused or not' },
    { id: 'category', label: 'Category', all: 'all categories' },
    { id: 'wrapper', label: 'Wrapper', all: 'all wrappers' },
  ];
  const example = `${metrics[0] ?? 'harm'} < 0.5 and category == "fraud"`;
  return {
    id: 'cases',
    title: 'Cases',
    markup: html`<section id="cases" aria-labelledby="cases-title">
<h2 id="cases-title">Cases</h2>
<noscript><p>The list of cases needs JavaScript; the sections above don't.</p></noscript>
<form id="filters" role="search" aria-label="Find cases" hidden>
<label class="wide">Search requests and answers <input id="search" type="search" autocomplete="off" spellcheck="false"></label>
<label class="wide">Filter by an expression <input id="expression" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="${example}" aria-describedby="expression-fault expression-help"></label>
<p id="expression-fault" role="alert"></p>
<details class="data" id="expression-help"><summary>What an expression may hold</summary><p>Comparisons (<code>== != &lt; &lt;= &gt; &gt;=</code>), joined by <code>and</code>, <code>or</code>, <code>not</code> and brackets. Names: ${metrics.map((metric, at) => html`${at > 0 ? ', ' : ''}<code>${metric}</code>`)}, whose scores are numbers and whose outcomes are <code>pass</code>, <code>fail</code>, <code>unscored</code>, <code>error</code> and <code>none</code>; <code>category</code>, <code>wrapper</code>, <code>id</code>, <code>column</code> and <code>refused</code> (<code>model</code>, <code>platform</code>, <code>none</code>). A case fits if one of its columns fits; <code>${columns.at(-1)?.label}.${metrics[0] ?? 'harm'}</code> is of that column alone; a name with spaces stands in quotes.</p></details>
${fields.map(({ id, label, all }) => html`<label>${label} <select id="${id}"><option value="">${all}</option></select></label>\n`)}
<label>Sort <select id="sort"><option value="">as they ran</option>${columns.length < 2 ? undefined : html`<option value="change">largest change first</option><option value="loss">largest loss first</option><option value="gain">largest gain first</option>`}</select></label>
${columns.length < 2 ? undefined : html`<fieldset id="columns-shown"><legend>Columns shown</legend>${columns.map(({ label, index }) => html`<label><input type="checkbox" id="shown-${index}" checked> ${label}</label>\n`)}</fieldset>`}
<button type="reset">Clear</button>
</form>
${cases.cutAt === undefined ? undefined : html`<p>Texts are cut after ${cases.cutAt} characters to keep the page small; the results file has them whole, and <code>--max-mb</code> takes a larger page.</p>`}
<p id="status" role="status"></p>
<ol id="list" class="cases" aria-label="Cases"></ol>
<nav id="pager" aria-label="Pages of cases" hidden><button type="button" id="previous">Previous</button> <span id="page"></span> <button type="button" id="next">Next</button></nav>
<div hidden>${columns.map(({ index }) => html`<span id="swatch-${index}">${swatch(index)}</span>`)}</div>
</section>`,
    index: html`<script type="application/gzip;ascii85" id="case-index">${trusted(cases.index)}</script>`,
    parts: html`${cases.parts.map((part) => html`<script type="application/gzip;ascii85" class="case-part">${trusted(part)}</script>\n`)}`,
  };
}
