import { cut } from '../../../../foundation/excerpt.ts';
import { diffTexts } from '../../../../foundation/wordDiff.ts';
import { plural } from '../../../words.ts';
import { type DataTable, toDataTable } from '../../page/dataTable.ts';
import { html, type Markup, neutralise, trusted } from '../../page/html.ts';
import { swatch } from '../../page/legend.ts';
import { pack } from '../../page/pack.ts';
import type { Block } from '../../page/part.ts';
import type { ChainLineage, LineageProposal } from './lineageFigures.ts';

const SHOWN_CHAINS = 12;
const SHOWN_PROPOSALS = 20;
/** Of a proposal; a longer one was hardly accepted. */
const SHOWN_CHARS = 400;

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

/** A proposal as the page's script shows it: words of one kind by the element that holds them, none for kept ones. */
export interface PackedProposal {
  readonly step: number;
  readonly accepted: boolean;
  readonly note: string;
  readonly words: readonly (readonly [tag: '' | 'em' | 'ins' | 'del', text: string])[];
}

/** Thousands of steps would keep the page from being shown. */
function packRest(proposals: readonly LineageProposal[]): Markup {
  const rest = proposals.slice(SHOWN_PROPOSALS).map(toPacked);
  return html`<button type="button" class="more">Show all ${plural(proposals.length, 'proposal')}</button><script type="application/gzip;ascii85">${trusted(pack(rest))}</script>`;
}

const TAGS = { same: '', added: 'ins', removed: 'del' } as const;

function toPacked({ step, before, proposed, accepted, version, because, trial }: LineageProposal): PackedProposal {
  return {
    step,
    accepted,
    note: neutralise(
      [accepted ? `version ${version}` : (because ?? 'no reason given'), ...(trial === undefined ? [] : [trial])].join(
        '; ',
      ),
    ),
    words:
      proposed.trim() === ''
        ? [['em', '(empty)']]
        : diffTexts(before, cut(proposed, SHOWN_CHARS)).map(({ kind, text }) => [TAGS[kind], neutralise(text)]),
  };
}

function toItem(proposal: LineageProposal): Markup {
  const { step, accepted, note, words } = toPacked(proposal);
  const badge = accepted
    ? html`<span class="badge better">accepted</span>`
    : html`<span class="badge worse">rejected</span>`;
  return html`<li${accepted ? undefined : html` class="rejected"`}><span class="label">Step ${step}: ${badge} ${note}</span><q>${words.map(([tag, text]) => (tag === '' ? text : html`<${trusted(tag)}>${text}</${trusted(tag)}>`))}</q></li>
`;
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
      { key: 'trial', value: ({ trial }) => trial },
      { key: 'before', value: ({ before }) => before },
      { key: 'proposed', value: ({ proposed }) => proposed },
    ],
  });
}
