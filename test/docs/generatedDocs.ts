import { createConfigSchema } from '../../providers/options/configSchema.ts';
import { defencesTable } from './defencesTable.ts';
import { metricsTable } from './metricsTable.ts';
import { oddModesTable } from './oddModesTable.ts';
import { providerOptionsSchema, renderModelRefTables, renderOptionTable } from './optionTables.ts';

interface GeneratedDoc {
  /** From the root of the repository. */
  readonly path: string;
  /** The file as it should be, from the file as it is. */
  render(current: string): string;
}

/** What `npm run docs` writes, and a test compares. */
export const GENERATED_DOCS: readonly GeneratedDoc[] = [
  {
    path: 'schemas/promptfooconfig.schema.json',
    render: () => `${JSON.stringify(createConfigSchema(), null, 2)}\n`,
  },
  {
    path: 'docs/options.md',
    render(current) {
      const withOptions = replacePart(current, 'options', renderOptionTable(providerOptionsSchema()));
      return replacePart(withOptions, 'model references', renderModelRefTables());
    },
  },
  {
    path: 'docs/metrics.md',
    render: (current) => replacePart(current, 'metrics', `${metricsTable()}\n`),
  },
  {
    path: 'docs/defences.md',
    render: (current) => replacePart(current, 'defences', `${defencesTable()}\n`),
  },
  {
    path: 'docs/models.md',
    render: (current) => replacePart(current, 'servers and forms', `${oddModesTable()}\n`),
  },
];

/** Replaces what stands between the two comments of a part. */
function replacePart(text: string, part: string, content: string): string {
  const begin = `<!-- ${part}: written by npm run docs -->\n`;
  const end = `<!-- end of ${part} -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`Expected the comments ${begin.trim()} and ${end}`);
  return `${text.slice(0, from)}${begin}\n${content}\n${text.slice(to)}`;
}
