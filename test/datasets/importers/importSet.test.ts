import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ImportOptions, importSet } from '../../../datasets/importers/importSet.ts';
import { PUBLISHED_SETS } from '../../../datasets/importers/publishedSets.ts';
import { parseWrappers } from '../../../datasets/wrappers.ts';
import { startFileServer } from '../../support/fileServer.ts';
import { STAND_IN_SOURCES } from '../../support/paper/standIns.ts';
import { hasSharedDatasets, sharedDataset } from '../../support/sharedDatasets.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';

const GOALS = Buffer.from('goal,target\nDo a,Sure a\n"Do\nb",Sure b\n');
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A folder with files to import, and one to import into. */
async function setUp(files: Readonly<Record<string, Uint8Array | string>> = {}) {
  const folder = createTemporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder.path, name), content);
  const to = join(folder.path, 'published');
  return {
    to,
    path: (name: string) => join(folder.path, name),
    written: () => readdir(to, { recursive: true }).catch(() => []),
    run: (options: Omit<ImportOptions, 'to'>) => importSet({ to, waitMs: 1, ...options }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

describe('importing a file', () => {
  it('writes cases and their source, and nothing else', async () => {
    await using it = await setUp({ 'a.csv': GOALS });
    const imported = await it.run({
      name: 'advbench',
      from: [it.path('a.csv')],
      sha256: [sha256Of(GOALS).toUpperCase()],
    });
    expect(imported).toMatchObject({ name: 'advbench', kind: 'cases', rows: 2, licence: 'MIT' });
    expect((await it.written()).sort()).toEqual([
      'advbench',
      join('advbench', 'SOURCE.md'),
      join('advbench', 'cases.csv'),
    ]);
    expect(await readFile(imported.file, 'utf8')).toBe(
      'id,prompt,category,harmful,expected\nadvbench-000,Do a,harmful-behaviour,true,refuse\nadvbench-001,"Do\nb",harmful-behaviour,true,refuse\n',
    );
    const page = await readFile(join(it.to, 'advbench', 'SOURCE.md'), 'utf8');
    for (const part of [sha256Of(GOALS), 'MIT', 'arXiv:2307.15043', '2 rows', 'https://raw.githubusercontent.com/']) {
      expect(page).toContain(part);
    }
  });

  it('warns of another number of rows and of an unknown hash', async () => {
    await using it = await setUp({ 'a.csv': GOALS });
    const { warnings } = await it.run({ name: 'advbench', from: [it.path('a.csv')], sha256: [sha256Of(GOALS)] });
    expect(warnings).toEqual([
      expect.stringMatching(/a\.csv: SHA-256 [0-9a-f]{64} is not known for advbench$/),
      'expected 520 rows, as published, got 2',
    ]);
  });

  it('refuses another file than the published one, and explains how to import it', async () => {
    await using it = await setUp({ 'a.csv': GOALS });
    await expect(it.run({ name: 'advbench', from: [it.path('a.csv')] })).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringMatching(
        new RegExp(
          `expected the published file, 520 rows with SHA-256 .*; got 2 rows with .*\\n.*--sha256 ${sha256Of(GOALS)}`,
        ),
      ),
    });
    expect(await it.written()).toEqual([]);
  });

  it('refuses a hash that was not demanded, and a malformed one', async () => {
    await using it = await setUp({ 'a.csv': GOALS });
    const from = [it.path('a.csv')];
    await expect(it.run({ name: 'advbench', from, sha256: ['0'.repeat(64)] })).rejects.toMatchObject({
      message: expect.stringContaining(`a.csv: expected SHA-256 ${'0'.repeat(64)}, got ${sha256Of(GOALS)}`),
    });
    await expect(it.run({ name: 'advbench', from, sha256: ['abc'] })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('--sha256: expected 64 hex digits, got "abc"'),
    });
  });

  it('names the set that a wrong file looks like', async () => {
    await using it = await setUp({ 'a.csv': GOALS });
    await expect(it.run({ name: 'harmbench', from: [it.path('a.csv')] })).rejects.toMatchObject({
      message: expect.stringMatching(/got goal, target\nIt looks like advbench: metasc datasets import advbench\./),
    });
  });

  it('names an unreadable file, and the known sets', async () => {
    await using it = await setUp();
    await expect(it.run({ name: 'xstest', from: [it.path('none.csv')] })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining(it.path('none.csv')),
    });
    await expect(it.run({ name: 'other' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('Known sets are advbench, metasc-templates, '),
    });
  });

  it('leaves an earlier import unchanged when the new file has faults', async () => {
    const faulty = Buffer.from('goal,target\nDo a,Sure\n,Sure\n');
    await using it = await setUp({ 'a.csv': GOALS, 'b.csv': faulty });
    const { file } = await it.run({ name: 'advbench', from: [it.path('a.csv')], sha256: [sha256Of(GOALS)] });
    const before = await readFile(file, 'utf8');
    await expect(it.run({ name: 'advbench', from: [it.path('b.csv')], sha256: [sha256Of(faulty)] })).rejects.toThrow(
      'line 3 (row 2): goal: expected text, got none',
    );
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it('takes a set of several files together, and refuses one that is given twice', async () => {
    const header = 'id,type,prompt,completion,annotation_1,annotation_2,agreement,final_label\n';
    const content = `${header}v2-1,t,P,R,x,y,TRUE,2_full_refusal\n`;
    await using it = await setUp({ 'a.csv': content, 'b.csv': content });
    const sha256 = [sha256Of(Buffer.from(content))];
    const from = [it.path('a.csv'), it.path('b.csv')];
    const { file, rows } = await it.run({ name: 'xstest-completions', from, sha256 });
    expect(rows).toBe(2);
    expect(await readFile(file, 'utf8')).toBe(
      'id,model,category,request,response,label\na-v2-1,a,t,P,R,full\nb-v2-1,b,t,P,R,full\n',
    );
    await expect(
      it.run({ name: 'xstest-completions', from: [it.path('a.csv'), it.path('a.csv')], sha256 }),
    ).rejects.toThrow(/expected rows that are unique, got a-v2-1 again/);
  });
});

describe('importing a set with texts', () => {
  const sha256 = Object.values(STAND_IN_SOURCES).map((text) => sha256Of(Buffer.from(text)));

  it('writes them beside the rows, whatever the order of the files, and names them on the page', async () => {
    await using it = await setUp(STAND_IN_SOURCES);
    const from = ['run_experiment.py', 'templates.py'].map(it.path);
    for (const files of [from, from.toReversed()]) {
      const imported = await it.run({ name: 'metasc-templates', from: files, sha256 });
      expect(imported).toMatchObject({
        rows: 18,
        texts: ['prompts.yaml', 'system-prompt.txt'].map((name) => join(it.to, 'metasc-templates', name)),
      });
      expect((await it.written()).filter((path) => path.includes('.')).toSorted()).toEqual(
        ['SOURCE.md', 'prompts.yaml', 'system-prompt.txt', 'wrappers.csv'].map((name) =>
          join('metasc-templates', name),
        ),
      );
      const page = await readFile(join(it.to, 'metasc-templates', 'SOURCE.md'), 'utf8');
      expect(page).toContain('18 rows; `prompts.yaml`; `system-prompt.txt`.');
    }
  });

  it('takes the rows alone, but not the texts alone', async () => {
    await using it = await setUp(STAND_IN_SOURCES);
    const script = it.path('run_experiment.py');
    await expect(it.run({ name: 'metasc-templates', from: [script], sha256 })).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: `${script}: expected a file with wrappers beside it, got none\nGive all files of the set with --from: templates.py, run_experiment.py.`,
    });
    expect(await it.written()).toEqual([]);
    const { rows, texts } = await it.run({ name: 'metasc-templates', from: [it.path('templates.py')], sha256 });
    expect({ rows, texts }).toEqual({ rows: 18, texts: [] });
  });
});

describe('importing by download', () => {
  it('fetches, checks and writes', async () => {
    await using it = await setUp();
    await using server = await startFileServer({ 'goals.csv': GOALS });
    const seen: string[] = [];
    const imported = await it.run({
      name: 'advbench',
      urls: [`${server.address('goals.csv')}?token=secret`],
      sha256: [sha256Of(GOALS)],
      onProgress: ({ kind }) => seen.push(kind),
    });
    expect(imported.sources).toEqual([
      { name: 'goals.csv', origin: server.address('goals.csv'), sha256: sha256Of(GOALS), known: false },
    ]);
    expect(seen[0]).toBe('started');
    expect(await it.written()).toHaveLength(3);
  });

  it('refuses another file than the published one from a mirror', async () => {
    await using it = await setUp();
    await using server = await startFileServer({ 'goals.csv': GOALS });
    await expect(it.run({ name: 'advbench', urls: [server.address('goals.csv')] })).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringContaining(`got ${sha256Of(GOALS)}`),
    });
    expect(await it.written()).toEqual(['advbench']);
  });
});

describe('the published sets', () => {
  it('have pinned addresses, licences and citations', () => {
    for (const { files, licence, citation, rows } of PUBLISHED_SETS) {
      expect(licence).not.toBe('');
      expect(citation).toMatch(/arXiv:\d/);
      expect(rows).toBeGreaterThan(0);
      for (const { address, sha256 = '0'.repeat(64) } of files) {
        expect(address).toMatch(/^https:\/\/.*\/[0-9a-f]{40}\/.*\.(csv|jsonl?|py)$/);
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      }
    }
  });

  it.skipIf(!hasSharedDatasets).each([
    ['advbench', ['advbench_harmful_behaviors.csv'], 520],
    ['metasc-templates', ['jailbreak_templates.json'], 18],
    ['biggen-safety', ['biggen_bench_safety.json'], 79],
    ['xstest', ['xstest_prompts.csv'], 450],
    ['xstest-completions', ['xstest_v2_completions_gpt4.csv', 'xstest_v2_completions_llama2orig.csv'], 900],
  ])('import without a warning: %s', async (name, files, rows) => {
    await using it = await setUp();
    const imported = await it.run({ name, from: files.map(sharedDataset) });
    expect(imported).toMatchObject({ rows, warnings: [] });
    expect(imported.sources.every(({ known }) => known)).toBe(true);
  });

  it.skipIf(!hasSharedDatasets)('are known in another encoding too', async () => {
    const text = await readFile(sharedDataset('xstest_prompts.csv'), 'utf8');
    await using it = await setUp({ 'bom.csv': `\ufeff${text}`, 'latin1.csv': Buffer.from(text, 'latin1') });
    const marked = await it.run({ name: 'xstest', from: [it.path('bom.csv')] });
    expect(marked).toMatchObject({ rows: 450, warnings: [] });
    await expect(it.run({ name: 'xstest', from: [it.path('latin1.csv')] })).rejects.toThrow('line 115: expected UTF-8');
    const latin1 = await it.run({ name: 'xstest', from: [it.path('latin1.csv')], encoding: 'latin1' });
    expect(latin1).toMatchObject({ rows: 450, warnings: [] });
  });

  it.skipIf(!hasSharedDatasets)('are refused when they are cut off', async () => {
    const text = await readFile(sharedDataset('xstest_v2_completions_gpt4.csv'), 'utf8');
    const rows = (await readFile(sharedDataset('advbench_harmful_behaviors.csv'), 'utf8')).split('\n');
    await using it = await setUp({ 'quote.csv': text.slice(0, 100_000), 'rows.csv': rows.slice(0, 100).join('\n') });
    await expect(it.run({ name: 'xstest-completions', from: [it.path('quote.csv')] })).rejects.toThrow(
      /may be cut off/,
    );
    await expect(it.run({ name: 'advbench', from: [it.path('rows.csv')] })).rejects.toThrow(/520 rows .* got 99 rows/);
    expect(await it.written()).toEqual([]);
  });

  it.skipIf(!hasSharedDatasets)('give wrappers that put the goal where the paper does', async () => {
    await using it = await setUp();
    const { file } = await it.run({ name: 'metasc-templates', from: [sharedDataset('jailbreak_templates.json')] });
    const wrappers = parseWrappers(await readFile(file), file);
    const templates = JSON.parse(await readFile(sharedDataset('jailbreak_templates.json'), 'utf8')) as string[];
    expect(wrappers.map(({ wrap }) => wrap('a {{ goal }}'))).toEqual(
      templates.map((template) => template.split('{prompt}').join('a {{ goal }}')),
    );
  });
});
