import { cut } from '../../../../foundation/excerpt.ts';
import { diffTexts } from '../../../wordDiff.ts';
import { plural } from '../../../words.ts';
import { type DataTable, toDataTable } from '../../page/dataTable.ts';
import { html, type Markup, trusted } from '../../page/html.ts';
import { swatch } from '../../page/legend.ts';
import { pack } from '../../page/pack.ts';
import type { Block } from '../../page/part.ts';
import type { ChainLineage, LineageProposal } from './lineageFigures.ts';

const SHOWN_CHAINS = 12;
const SHOWN_PROPOSALS = 40;
/** Of a proposal; a longer one was hardly accepted. */
const SHOWN_CHARS = 600;

/** The specs of the first chains in order, word by word; the file has all chains. */
export function lineageBlocks(lineages: readonly ChainLineage[]): readonly Block[] {
  if (lineages.length === 0) return [];
  const hidden = lineages.length - SHOWN_CHAINS;
  return [
    html`<h3>Lineage of the specs</h3>
<p>Each proposal against the spec before it: <ins>added</ins> and <del>removed</del> words.</p>
${lineages.slice(0, SHOWN_CHAINS).map(toMarkup)}
${hidden > 0 ? html`<p>${plural(hidden, 'more chain')} not shown.</p>` : undefined}`,
    { kind: 'file', table: toTable(lineages) },
  ];
}

function toMarkup({ column, name, first, proposals, last, steps }: ChainLineage, index: number): Markup {
  const accepted = proposals.filter((proposal) => proposal.accepted).length;
  return html`<details class="lineage"${index === 0 ? html` open` : undefined}>
<summary>${swatch(column.index)} <strong>${column.label}</strong>${name === '' ? '' : ` · ${name}`}: ${plural(steps, 'step')}, ${plural(proposals.length, 'proposal')}, ${String(accepted)} accepted</summary>
<p class="spec"><span class="label">Spec at the end</span> ${last}</p>
<ol class="specs">
<li><span class="label">First spec</span><q>${first}</q></li>
${proposals.slice(0, SHOWN_PROPOSALS).map(toItem)}
</ol>${proposals.length > SHOWN_PROPOSALS ? packRest(proposals) : undefined}
</details>`;
}

/** Thousands of steps would keep the page from being shown. */
function packRest(proposals: readonly LineageProposal[]): Markup {
  const { markup } = html`${proposals.slice(SHOWN_PROPOSALS).map(toItem)}`;
  return html`<button type="button" class="more">Show all ${plural(proposals.length, 'proposal')}</button><script type="application/gzip;ascii85">${trusted(pack(markup))}</script>`;
}

function toItem({ step, before, proposed, accepted, version, because }: LineageProposal): Markup {
  const verdict = accepted
    ? html`<span class="badge better">accepted</span> version ${version}`
    : html`<span class="badge worse">rejected</span> ${because ?? 'no reason given'}`;
  const text =
    proposed.trim() === '' ? html`<em>(empty)</em>` : diffTexts(before, cut(proposed, SHOWN_CHARS)).map(toWords);
  return html`<li${accepted ? undefined : html` class="rejected"`}><span class="label">Step ${step}: ${verdict}</span><q>${text}</q></li>
`;
}

function toWords({ kind, text }: ReturnType<typeof diffTexts>[number]): Markup {
  if (kind === 'same') return html`${text}`;
  return kind === 'added' ? html`<ins>${text}</ins>` : html`<del>${text}</del>`;
}

function toTable(lineages: readonly ChainLineage[]): DataTable {
  const proposals = lineages.flatMap((lineage) => lineage.proposals.map((proposal) => ({ ...lineage, ...proposal })));
  return toDataTable(proposals, {
    name: 'lineage',
    caption: 'Every proposal for a spec',
    columns: [
      { key: 'column', value: ({ column }) => column.label },
      { key: 'chain', value: ({ name }) => name },
      { key: 'step', value: ({ step }) => step },
      { key: 'accepted', value: ({ accepted }) => (accepted ? 'yes' : 'no') },
      { key: 'version', value: ({ version }) => version },
      { key: 'rejected_because', value: ({ because }) => because },
      { key: 'before', value: ({ before }) => before },
      { key: 'proposed', value: ({ proposed }) => proposed },
    ],
  });
}
