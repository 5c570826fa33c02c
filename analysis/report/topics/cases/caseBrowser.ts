import type { Report } from '../../buildReport.ts';
import { html, trusted } from '../../page/html.ts';
import { swatch } from '../../page/legend.ts';

/** The section that the page's script fills with search, filters and a list, and the data that the script reads. */
export function caseBrowser({ cases, matrix: { columns, against } }: Report) {
  const fields = [
    { id: 'metric', label: 'Metric', all: 'all metrics' },
    { id: 'column', label: 'Column', all: 'any column' },
    { id: 'outcome', label: 'Outcome', all: 'any outcome' },
    { id: 'flip', label: `Against ${against.label}`, all: 'all cases' },
    { id: 'refuser', label: 'Refusal', all: 'refused or not' },
    { id: 'category', label: 'Category', all: 'all categories' },
    { id: 'wrapper', label: 'Wrapper', all: 'all wrappers' },
  ];
  return {
    id: 'cases',
    title: 'Cases',
    markup: html`<section id="cases" aria-labelledby="cases-title">
<h2 id="cases-title">Cases</h2>
<noscript><p>The list of cases needs JavaScript; the sections above don't.</p></noscript>
<form id="filters" role="search" aria-label="Find cases" hidden>
<label class="wide">Search requests and answers <input id="search" type="search" autocomplete="off" spellcheck="false"></label>
${fields.map(({ id, label, all }) => html`<label>${label} <select id="${id}"><option value="">${all}</option></select></label>\n`)}
<button type="reset">Clear</button>
</form>
${cases.cutAt === undefined ? undefined : html`<p>Texts are cut after ${cases.cutAt} characters to keep the page small; the results file has them whole.</p>`}
<p id="status" role="status"></p>
<ol id="list" class="cases" aria-label="Cases"></ol>
<nav id="pager" aria-label="Pages of cases" hidden><button type="button" id="previous">Previous</button> <span id="page"></span> <button type="button" id="next">Next</button></nav>
<div hidden>${columns.map(({ index }) => html`<span id="swatch-${index}">${swatch(index)}</span>`)}</div>
</section>`,
    // Base64 has no character that could end the element.
    data: html`<script type="application/gzip;base64" id="case-index">${trusted(cases.index)}</script>
${cases.parts.map((part) => html`<script type="application/gzip;base64" class="case-part">${trusted(part)}</script>\n`)}`,
  };
}
