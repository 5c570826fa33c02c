import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findReads, readRunOptions, repeatsOf } from '../../../../../cli/commands/eval/dryLook/configReads.ts';
import { createTemporaryFolder } from '../../../../support/temporaryFolder.ts';

const OF_SUITES = [
  'METASC_MODEL',
  'METASC_META_MODEL',
  'METASC_JUDGE',
  'METASC_PROMPTS',
  'METASC_SYSTEM_PROMPT',
  'METASC_COLUMNS',
];
const suite = (name: string) => fileURLToPath(new URL(`../../../../../suites/${name}.ts`, import.meta.url));

/** What a config of this text reads that imports these modules. */
function readsOf(text: string, modules: readonly string[] = [], texts: readonly string[] = []) {
  using folder = createTemporaryFolder({ 'config.yaml': text });
  const urls = new Set(modules.map((path) => pathToFileURL(path).href));
  return findReads(folder.join('config.yaml'), urls, texts);
}

describe('the variables that a config reads', () => {
  it('are those that it names', () => {
    expect(readsOf('providers: [{ config: { model: "{{ env.METASC_MODEL }}" } }]')).toEqual(['METASC_MODEL']);
    expect(readsOf('providers: [echo]')).toEqual([]);
  });

  it('are those that its own code names, but not those of installed packages', () => {
    using folder = createTemporaryFolder({
      'columns.mjs': 'export const model = process.env.METASC_META_MODEL;',
      'node_modules/other/index.js': 'process.env.METASC_MODEL',
    });
    expect(readsOf('', [folder.join('columns.mjs'), folder.join('node_modules/other/index.js')])).toEqual([
      'METASC_META_MODEL',
    ]);
  });

  it('are those of parts that promptfoo reads from other files', () => {
    expect(readsOf('', [], ['{"judge":"{{ env.METASC_JUDGE }}"}'])).toEqual(['METASC_JUDGE']);
  });

  it('are those of every suite, for one of the package and for one of the project', () => {
    expect(readsOf('', [suite('jailbreak')])).toEqual(OF_SUITES);
    expect(readsOf('', [suite('transfer')])).toEqual([...OF_SUITES, 'METASC_LOCK']);
    expect(readsOf("export default createSuite({ description: 'd' });")).toEqual(OF_SUITES);
    // Every entry of the package imports what makes suites.
    expect(readsOf('', [suite('createSuite'), suite('environment'), suite('cases')])).toEqual([]);
  });
});

describe('the repeats that a config asks for', () => {
  it.each<[string, string, number]>([
    ['none', 'a.yaml', 1],
    ['options of the evaluation', 'b.yaml', 3],
    ['options of the command line, which win', 'c.json', 2],
    ['code', 'd.mjs', 4],
    ['no number', 'e.yaml', 1],
    ['no file', 'missing.yaml', 1],
  ])('%s', async (_, name, repeats) => {
    using folder = createTemporaryFolder({
      'a.yaml': 'providers: [echo]',
      'b.yaml': 'evaluateOptions: { repeat: 3 }',
      'c.json': '{"commandLineOptions": {"repeat": 2}, "evaluateOptions": {"repeat": 3}}',
      'd.mjs': 'export default { evaluateOptions: { repeat: 4 } };',
      'e.yaml': 'evaluateOptions: { repeat: many }',
    });
    expect(repeatsOf(await readRunOptions(folder.join(name)))).toBe(repeats);
  });
});
