import { toDataTable } from '../../page/dataTable.ts';
import { html } from '../../page/html.ts';
import type { Part } from '../../page/part.ts';
import type { MethodFact } from './methodFacts.ts';

/** What a paper has to state, in a box. */
export function methodsPart(facts: readonly MethodFact[]): Part {
  const table = toDataTable(facts, {
    name: 'methods',
    caption: 'Methods',
    columns: [
      { key: 'term', value: ({ term }) => term },
      { key: 'text', value: ({ text }) => text },
    ],
  });
  return {
    id: 'methods',
    title: 'Methods',
    blocks: [
      html`<dl class="methods">${facts.map(
        ({ term, text }) => html`<div><dt>${term}</dt><dd>${text}</dd></div>
`,
      )}</dl>`,
      { kind: 'file', table },
    ],
  };
}
