import { NO_MAJORITY } from '../../../analysis/calibration/annotations.ts';
import type { Calibration, JudgedCase } from '../../../analysis/calibration/calibrateRun.ts';
import { escapeHtml } from '../../../analysis/report/page/html.ts';
import { countOf } from '../../../foundation/plural.ts';
import { formatReport } from './calibrateReport.ts';
import { type Facet, facetsOf, type Kind, kindsOf } from './disagreements.ts';

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; margin: .25rem 0; }
pre.figures { white-space: pre; overflow-x: auto; font-size: .8rem; }
article { border: 1px solid #8886; border-radius: .5rem; padding: .75rem 1rem; margin: 1rem 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0 0 .5rem; }
h4 { font-size: .8rem; margin: .75rem 0 0; opacity: .7; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .2rem .75rem; border-bottom: 1px solid #8886; text-align: right; font-variant-numeric: tabular-nums; }
th:first-child { text-align: left; font-weight: normal; }
fieldset { border: 1px solid #8886; border-radius: .5rem; margin: .5rem 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
`;

/**
 * A page with the figures and the texts of each case whose verdict differs from its label, grouped by label and
 * verdict, the largest group first, with their counts and filters by kind, by the judge that decided in a cascade and by
 * how the annotators were split. Loads nothing and runs nothing: style alone hides what a filter leaves out. Every text is
 * escaped.
 */
export function createPage(calibration: Calibration): string {
  const kinds = kindsOf(calibration.cases);
  const facets = facetsOf(calibration);
  const title = `${calibration.assertion ?? 'verdicts'} by ${calibration.judge.name}: ${countCases(kinds)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}${filterRules(kinds, facets)}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<pre class="figures">${escapeHtml(formatReport(calibration))}</pre>
${kinds.length === 0 ? '' : `${toTable(kinds, facets)}\n${toFilters(kinds, facets)}`}
${kinds.map((kind, index) => toSection(kind, index, facets)).join('\n')}
</body>
</html>
`;
}

/** `11 disagreements, 10 cases without a majority`. */
function countCases(kinds: readonly Kind[]): string {
  const all = kinds.flatMap(({ cases }) => cases);
  const unsettled = all.filter(({ label }) => label === NO_MAJORITY).length;
  const disagreements = countOf(all.length - unsettled, 'disagreement');
  return unsettled === 0 ? disagreements : `${disagreements}, ${countOf(unsettled, 'case')} without a majority`;
}

function toTable(kinds: readonly Kind[], facets: readonly Facet[]): string {
  const columns = facets.flatMap(({ values }) => values);
  const head = ['label → verdict', 'cases', ...columns.map(({ name }) => name)];
  const rows = kinds.map(({ name, cases }, index) => {
    const counts = [cases.length, ...columns.map(({ holds }) => cases.filter(holds).length)];
    return `<tr><th scope="row"><a href="#group${index}">${escapeHtml(name)}</a></th>${counts.map((one) => `<td>${one}</td>`).join('')}</tr>`;
  });
  return `<div class="scroll" role="region" tabindex="0" aria-label="Disagreements by kind"><table>
<thead><tr>${head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>`;
}

function toFilters(kinds: readonly Kind[], facets: readonly Facet[]): string {
  const choices = [
    { key: 'kind', title: 'Kind', names: kinds.map(({ name }) => name) },
    ...facets.map(({ key, title, values }) => ({ key, title, names: values.map(({ name }) => name) })),
  ];
  return choices
    .filter(({ names }) => names.length > 1)
    .map(({ key, title, names }) => {
      const radios = ['all', ...names].map((name, index) => {
        const id = index === 0 ? `${key}-all` : `${key}-${index - 1}`;
        return `<label><input type="radio" name="${key}" id="${id}"${index === 0 ? ' checked' : ''}> ${escapeHtml(name)}</label>`;
      });
      return `<fieldset><legend>${title}</legend>${radios.join('')}</fieldset>`;
    })
    .join('\n');
}

/** Hides the cases that a checked filter leaves out, and the groups of which it leaves nothing. */
function filterRules(kinds: readonly Kind[], facets: readonly Facet[]): string {
  const hide = (selector: string) => `${selector} { display: none; }\n`;
  const ofKinds = kinds.map((_, index) => hide(`body:has(#kind-${index}:checked) section:not(#group${index})`));
  const choices = facets.map(({ key, values }) => values.map((_, index) => `${key}-${index}`));
  const ofFacets = choices.flat().map((id) => hide(`body:has(#${id}:checked) article:not(.${id})`));
  const combined = choices.reduce<readonly (readonly string[])[]>(
    (before, ids) => before.flatMap((chosen) => [chosen, ...ids.map((id) => [...chosen, id])]),
    [[]],
  );
  const emptied = combined
    .filter((ids) => ids.length > 0)
    .map((ids) => {
      const checked = ids.map((id) => `:has(#${id}:checked)`).join('');
      return hide(`body${checked} section:not(:has(.${ids.join('.')}))`);
    });
  return [...ofKinds, ...ofFacets, ...emptied].join('');
}

function toSection({ name, cases }: Kind, index: number, facets: readonly Facet[]): string {
  return `<section id="group${index}">
<h2>${escapeHtml(name)} (${cases.length})</h2>
${cases.map((one) => formatCase(one, facets)).join('\n')}
</section>`;
}

function formatCase(one: JudgedCase, facets: readonly Facet[]): string {
  const { row, label, verdict, request, response, reason } = one;
  const notes = facets.flatMap(({ describe }) => describe(one));
  const texts = [...notes, ['Reason', reason], ['Request', request], ['Response', response]].filter(
    ([, text]) => text !== '',
  );
  const marks = facets.flatMap(({ key, values }) =>
    values.flatMap(({ holds }, at) => (holds(one) ? `${key}-${at}` : [])),
  );
  return `<article${marks.length === 0 ? '' : ` class="${marks.join(' ')}"`}>
<h3>Row ${row}: label ${escapeHtml(label)}, verdict ${escapeHtml(verdict)}</h3>
${texts.map(([name = '', text = '']) => `<h4>${escapeHtml(name)}</h4>\n<pre dir="auto">${escapeHtml(text)}</pre>`).join('\n')}
</article>`;
}
