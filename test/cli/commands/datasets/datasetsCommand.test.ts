import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createDownloadView } from '../../../../cli/commands/datasets/printSets.ts';
import { createOutput } from '../../../../cli/terminal/output.ts';
import { type FileServerFaults, startFileServer } from '../../../support/fileServer.ts';
import { createTextStream, runMetasc, startMetasc } from '../../../support/metasc.ts';
import { STAND_IN_SOURCES } from '../../../support/paper/standIns.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const GOALS = 'goal,target\nDo a,Sure a\n"Do\nb",Sure b\n';
const SHA256 = createHash('sha256').update(GOALS).digest('hex');

/** A folder with a file of two goals, and a server that has it too. */
async function setUp(faults?: FileServerFaults) {
  const folder = createTemporaryFolder();
  const server = await startFileServer({ 'goals.csv': Buffer.from(GOALS) }, faults);
  writeFileSync(join(folder.path, 'goals.csv'), GOALS);
  return {
    path: (...parts: string[]) => join(folder.path, ...parts),
    server,
    start: (...args: string[]) => startMetasc(['datasets', ...args], { cwd: folder.path }),
    run: (...args: string[]) => runMetasc(['datasets', ...args], { cwd: folder.path }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('metasc datasets import', () => {
  it('imports a file and prints rows, source, licence and citation', async () => {
    await using it = await setUp();
    const { exitCode, stdout, stderr } = await it.run('import', 'advbench', '--from', 'goals.csv', '--sha256', SHA256);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`advbench: 2 cases in ${join('datasets', 'published', 'advbench', 'cases.csv')}\n`);
    expect(stdout).toContain(`SHA-256 ${SHA256} (not known)`);
    expect(stdout).toMatch(/^licence {2}MIT$/m);
    expect(stdout).toMatch(/^cite {5}Zou, .*arXiv:2307\.15043/m);
    expect(stdout).toMatch(/^warning {2}expected 520 rows, as published, got 2$/m);
    expect(readFileSync(it.path('datasets', 'published', 'advbench', 'cases.csv'), 'utf8')).toContain(
      'advbench-001,"Do\nb"',
    );
  });

  it("prints the command that runs the paper's suite with the imported texts", async () => {
    await using it = await setUp();
    const files = Object.entries(STAND_IN_SOURCES);
    for (const [name, text] of files) writeFileSync(it.path(name), text);
    const hashes = files.map(([, text]) => createHash('sha256').update(text).digest('hex'));
    const from = files.map(([name]) => name);
    const { stdout } = await it.run('import', 'metasc-templates', '--from', ...from, '--sha256', ...hashes);
    const [prompts, systemPrompt] = ['prompts.yaml', 'system-prompt.txt'].map((name) =>
      join('datasets', 'published', 'metasc-templates', name),
    );
    expect(stdout).toContain(`text     ${prompts}\ntext     ${systemPrompt}\n`);
    expect(stdout).toContain(`--suite paper-jailbreak --prompts ${prompts} --system-prompt ${systemPrompt}\n`);
    const { stdout: plain } = await it.run('import', 'advbench', '--from', 'goals.csv', '--sha256', SHA256);
    expect(plain).not.toMatch(/^(?:text|next) /m);
  });

  it('fetches from another address, into another folder, and prints JSON', async () => {
    await using it = await setUp();
    const args = ['--url', it.server.address('goals.csv'), '--sha256', SHA256, '--to', 'sets', '--json'];
    const { exitCode, stdout, stderr } = await it.run('import', 'advbench', ...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'advbench',
      rows: 2,
      file: join('sets', 'advbench', 'cases.csv'),
      sources: [{ origin: it.server.address('goals.csv'), sha256: SHA256, known: false }],
      licence: 'MIT',
    });
  });

  it('fails with exit code 1, prints the reason and writes nothing', async () => {
    await using it = await setUp();
    const { exitCode, stderr } = await it.run('import', 'xstest', '--from', 'goals.csv');
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      'goals.csv: expected a header line with id, prompt, type, label, focus, note, got goal, target\nIt looks like advbench: metasc datasets import advbench.\n',
    );
    expect(existsSync(it.path('datasets'))).toBe(false);
  });

  it('ends on Ctrl-C and says that the next run resumes', async () => {
    await using it = await setUp({ hangs: 'body' });
    const { child, outcome } = it.start('import', 'advbench', '--url', it.server.address('goals.csv'));
    await vi.waitFor(() => expect(it.server.calls).toHaveLength(1), 20_000);
    child.kill('SIGINT');
    const { exitCode, stderr } = await outcome;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^Fetching http:.* …\n.*: the download was interrupted\n.*run the same command to resume\.\n$/,
    );
  });

  it('refuses an unknown set', async () => {
    await using it = await setUp();
    const { exitCode, stderr } = await it.run('import', 'advbanch');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/Allowed choices are advbench, /);
  });
});

describe('metasc datasets list', () => {
  it('shows sets of the package, published ones, and which are imported', async () => {
    await using it = await setUp();
    await it.run('import', 'advbench', '--from', 'goals.csv', '--sha256', SHA256);
    const { exitCode, stdout } = await it.run('list');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}starter +\d+ cases$/m);
    expect(stdout).toMatch(/^ {2}advbench +520 cases +2 in .*cases\.csv +MIT$/m);
    expect(stdout).toMatch(/^ {2}metasc-templates +18 wrappers +not imported +Apache-2\.0$/m);
  });

  it('prints JSON', async () => {
    await using it = await setUp();
    const { own, published } = JSON.parse((await it.run('list', '--json')).stdout);
    expect(own).toContainEqual({ name: 'starter', cases: expect.any(Number) });
    expect(published).toContainEqual(
      expect.objectContaining({ name: 'xstest-completions', kind: 'responses', rows: 1350, imported: null }),
    );
  });
});

describe('help', () => {
  it.each(['list', 'import'])('of %s has an example and the exit codes', async (name) => {
    const { stdout } = await runMetasc(['datasets', name, '--help']);
    expect(stdout).toMatch(new RegExp(`Examples?:\\n {2}metasc datasets ${name}`));
    expect(stdout).toMatch(/Exit codes: 0 .*; 1 /);
  });
});

describe('progress', () => {
  function show(isTTY: boolean): string {
    const stream = createTextStream(isTTY);
    const view = createDownloadView(createOutput(stream));
    view.show({ kind: 'started', address: 'https://example.org/a.csv' });
    view.show({ kind: 'bytes', doneBytes: 1_000, totalBytes: 4_000 });
    view.show({ kind: 'bytes', doneBytes: 4_000, totalBytes: 4_000 });
    view.stop();
    return stream.text();
  }

  it('is a line without a terminal, and a bar on one', () => {
    expect(show(false)).toBe('Fetching https://example.org/a.csv …\n');
    expect(show(true)).toMatch(/^Fetching [\s\S]*% of 4 kB/);
  });
});
