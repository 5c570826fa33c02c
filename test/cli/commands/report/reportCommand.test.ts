import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResults } from '../../../support/reportResults.ts';

const run = promisify(execFile);
const METASC = fileURLToPath(new URL('../../../../cli/main.ts', import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metasc-report-'));
  await writeFile(join(folder, 'base.json'), JSON.stringify(createResults({ cases: 12 })));
  const rows = createResults({ cases: 12, columns: ['baseline'], seed: 2 }).results.results;
  await writeFile(join(folder, 'head.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const report = (...args: string[]) => run(process.execPath, [METASC, 'report', ...args], { cwd: folder });

describe('metasc report', () => {
  it('writes the page, and says where it is and what is in it', async () => {
    const { stdout } = await report('base.json', '--title', 'Ours');
    const [where, what, ...more] = stdout.trimEnd().split('\n');
    expect(where).toMatch(/^report\.html \(\d\.\d MB\)$/);
    expect(what).toBe('12 cases in 4 columns: baseline, static-critique, metasc-10, metasc-all');
    expect(more).toHaveLength(2);
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('<title>Ours</title>');
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
    await report('base.json', '--png', 'figures', '--csv', 'tables');
    expect(await readdir(join(folder, 'figures'))).toEqual(
      expect.arrayContaining(['tradeoff.png', 'verdict-harm.png']),
    );
    expect(await readdir(join(folder, 'tables'))).toEqual(
      expect.arrayContaining(['judges.csv', 'lineage.csv', 'phases.csv', 'rows.csv', 'tradeoff.csv', 'verdicts.csv']),
    );
    const [head, ...rows] = (await readFile(join(folder, 'tables', 'rows.csv'), 'utf8')).trimEnd().split('\r\n');
    expect(head).toMatch(/^case,case_id,column,file,.*harm_outcome,harm_score,.*cost_usd,ms$/);
    expect(rows).toHaveLength(48);
    expect(rows.join()).not.toMatch(/Request|Response|Revision/);
  });

  it.each([
    [['nothing.json'], /nothing\.json/],
    [['base.json', '--against', 'metasc-11'], /--against: expected the label of a column, got "metasc-11"/],
    [['base.json', '-o', 'head.jsonl/report.html'], /--output: can't write/],
  ])('says what is wrong with %j', async (args, message) => {
    await expect(report(...args)).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(message) });
  });
});
