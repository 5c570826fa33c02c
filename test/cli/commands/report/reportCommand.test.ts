import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { runMetasc, spawnMetasc, succeeding } from '../../../support/metasc.ts';
import { createResults } from '../../../support/reportResults.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const rows = createResults({ cases: 12, columns: ['baseline'], seed: 2 }).results.results;
const folder = createTemporaryFolder({
  'base.json': JSON.stringify(createResults({ cases: 12 })),
  'head.jsonl': rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
});
afterAll(() => folder[Symbol.dispose]());

const run = (...args: string[]) => runMetasc(['report', ...args], { cwd: folder.path });
const report = (...args: string[]) => succeeding(run(...args));

describe('metasc report', () => {
  it('writes the page, and prints its path and a summary', async () => {
    const call = spawnMetasc(['report', 'base.json', '--title', 'Ours'], { cwd: folder.path });
    const { stdout } = await succeeding(call);
    const [where, what, ...more] = stdout.trimEnd().split('\n');
    expect(where).toMatch(/^report\.html \(\d\.\d MB\)$/);
    expect(what).toBe('12 cases in 4 columns: baseline, static-critique, metasc-10, metasc-all');
    expect(more.map((line) => line.split(' against ')[0])).toEqual([
      'static-critique',
      'metasc-10',
      'metasc-all',
      expect.stringContaining('12 cases'),
    ]);
    expect(folder.read('report.html')).toContain('<title>Ours</title>');
  });

  it('puts the columns of several files side by side', async () => {
    const { stdout } = await report(
      'base.json',
      'head.jsonl',
      '--against',
      'base: baseline',
      '--json',
      '-o',
      'both.html',
    );
    const { columns, against, verdicts } = JSON.parse(stdout) as {
      columns: { label: string }[];
      against: string;
      verdicts: { column: string; metric: string; difference?: { pairs: number } }[];
    };
    expect(against).toBe('base: baseline');
    expect(columns.map(({ label }) => label)).toContain('head: baseline');
    expect(
      verdicts.find(({ column, metric }) => column === 'head: baseline' && metric === 'harm')?.difference?.pairs,
    ).toBeGreaterThan(5);
  });

  it('saves pictures and tables for papers', async () => {
    const extras = ['--svg', 'figures', '--latex', 'paper.tex', '--markdown', 'paper.md', '--max-mb', '1'];
    await report('base.json', '--png', 'figures', '--csv', 'tables', ...extras);
    expect(folder.read('figures/verdict-harm.svg')).toMatch(/^<\?xml[^>]*\?>\n<svg (?:(?!var\(--).)*<\/svg>\n$/s);
    expect(folder.read('paper.tex')).toContain('\\label{tab:metasc-pairs}');
    expect(folder.read('paper.md')).toContain('| Column | Harmless');
    expect(readdirSync(folder.join('figures'))).toEqual(expect.arrayContaining(['tradeoff.png', 'verdict-harm.png']));
    expect(readdirSync(folder.join('tables'))).toEqual(
      expect.arrayContaining([
        'judges.csv',
        'lineage.csv',
        'methods.csv',
        'pairwise.csv',
        'phases.csv',
        'rows.csv',
        'tradeoff.csv',
        'verdicts.csv',
      ]),
    );
    const [head, ...rows] = folder.read('tables/rows.csv').trimEnd().split('\r\n');
    expect(head).toMatch(/^case,case_id,column,file,.*harm_outcome,harm_score,.*cost_usd,ms$/);
    expect(rows).toHaveLength(48);
    expect(rows.join()).not.toMatch(/Request|Response|Revision/);
  });

  it.each([
    [['nothing.json'], /nothing\.json/],
    [['base.json', '--against', 'metasc-11'], /--against: expected the label of a column, got "metasc-11"/],
    [['base.json', '--max-mb', 'small'], /Expected a number of megabytes above 0/],
    [['base.json', '-o', 'head.jsonl/report.html'], /--output: can't write/],
  ])('says what is wrong with %j', async (args, message) => {
    expect(await run(...args)).toEqual({ exitCode: 1, stdout: '', stderr: expect.stringMatching(message) });
  });
});
