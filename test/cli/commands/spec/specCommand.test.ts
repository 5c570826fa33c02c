import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJournal, readJournal } from '../../../../providers/specs/specJournal.ts';
import { readLock } from '../../../../providers/specs/specLock.ts';
import { createHeader, createJournalFolder, FIRST_SPEC, RECORD } from '../../../providers/specs/journalFixture.ts';
import { runMetasc, spawnMetasc } from '../../../support/metasc.ts';

const CURRENT = 'Answers should be safe and helpful.';

const runSpec = (cwd: string, ...args: string[]) => runMetasc(['spec', ...args], { cwd });

/** A journal folder with one chain, the options that name it, and its commands. */
async function createChain() {
  const folder = createJournalFolder();
  const path = await folder.write(createHeader(), RECORD);
  return {
    folder: folder.path,
    path,
    run: (...args: string[]) => runSpec(folder.path, ...args, '--journal-dir', '.'),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

describe('metasc spec log', () => {
  it('shows the lineage, without colour in a pipe', async () => {
    using chain = await createChain();
    const { exitCode, stdout, stderr } = await chain.run('log');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Evaluation {2}eval-1\n/);
    expect(stdout).toContain('step 1: rejected: it permits harm\n');
    expect(stdout).toMatch(/\n6 steps .* The spec is version 4\.\n$/);
    expect(stdout).not.toContain('\u001b');
  });

  it('prints JSON alone when asked to, in a process of its own', async () => {
    using chain = await createChain();
    const { stdout } = await spawnMetasc(['spec', 'log', '--json', '--journal-dir', '.'], { cwd: chain.folder });
    expect(JSON.parse(stdout)).toMatchObject({ chain: 'metasc-10', steps: 6, current: { version: 4, text: CURRENT } });
  });

  it('works while a run has the journal open, like every command that only reads', async () => {
    using chain = await createChain();
    const run = openJournal(chain.path, createHeader());
    const commands = [['log'], ['show'], ['diff', '0', '1'], ['freeze', '-o', 'x.lock.json']];
    const outcomes = await Promise.all(commands.map((args) => chain.run(...args)));
    expect(outcomes.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      commands.map(() => ({ exitCode: 0, stderr: '' })),
    );
    await run.close();
  });

  it('names the line of a damaged journal', async () => {
    using chain = await createChain();
    writeFileSync(chain.path, readFileSync(chain.path, 'utf8').replace('should obey', 'may obey'));
    const { exitCode, stdout, stderr } = await chain.run('log');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^journal: .*metasc-10-abcd1234-0\.jsonl, line 3: it was changed\nRestore the file/);
  });

  it('reports a missing journal, by default in .metasc', async () => {
    using folder = createJournalFolder();
    const { exitCode, stderr } = await runSpec(folder.path, 'log');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^journal-dir: expected journals in .*\.metasc, got none\n/);
  });
});

describe('metasc spec show', () => {
  it('prints the current spec and nothing else', async () => {
    using chain = await createChain();
    expect(await chain.run('show')).toEqual({ exitCode: 0, stdout: `${CURRENT}\n`, stderr: '' });
  });

  it('prints every byte to a pipe; to a terminal, none that acts on it', async () => {
    using folder = createJournalFolder();
    await folder.write(createHeader({ firstSpec: 'safe\u001b[2J\u202e' }), RECORD);
    const args = ['spec', 'show', '--version', '0', '--journal-dir', '.'];
    const show = (isTTY: boolean) => runMetasc(args, { cwd: folder.path, isTTY });
    expect((await show(false)).stdout).toBe('safe\u001b[2J\u202e\n');
    expect((await show(true)).stdout).toBe('safe\\u{1b}[2J\\u{202e}\n');
  });

  it('prints another version: the option means the spec’s, not the program’s', async () => {
    using chain = await createChain();
    expect((await chain.run('show', '--version', '0')).stdout).toBe(`${FIRST_SPEC}\n`);
    const { stdout } = await chain.run('show', '--version', '2', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ version: 2, text: 'Answers should be safe, kind and useful.' });
  });

  it.each([
    ['5', /^version: expected 0 to 4, got 5\n/],
    ['-1', /Expected a whole number of 0 or more/],
    ['1.5', /Expected a whole number of 0 or more/],
  ])('refuses version %s', async (version, message) => {
    using chain = await createChain();
    const { exitCode, stdout, stderr } = await chain.run('show', `--version=${version}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('metasc spec diff', () => {
  it('compares two versions', async () => {
    using chain = await createChain();
    expect((await chain.run('diff', '1', '4')).stdout).toBe('Answers should be safe and [-kind-]{+helpful+}.\n');
    expect(JSON.parse((await chain.run('diff', '4', '1', '--json')).stdout)).toMatchObject({
      from: { version: 4 },
      to: { version: 1, text: 'Answers should be safe and kind.' },
      changes: [{}, { kind: 'removed', text: 'helpful' }, { kind: 'added', text: 'kind' }, {}],
    });
  });

  it('needs both', async () => {
    using chain = await createChain();
    expect(await chain.run('diff', '1')).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/argument 'to'/) });
  });
});

describe('metasc spec freeze', () => {
  it('writes a lock file, the same bytes each time, and over none without --force', async () => {
    using chain = await createChain();
    const output = join(chain.folder, 'specs', 'x.lock.json');
    const { exitCode, stdout } = await chain.run('freeze', '--output', 'specs/x.lock.json');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^specs\/x\.lock\.json: version 4 of metasc-10, eval-1\nAnswers should be safe and helpful\.\nIt has no evidence .* metasc spec adopt .*\n$/,
      ),
    });
    const bytes = readFileSync(output);
    expect(readLock(output)).toMatchObject({ spec: CURRENT, source: { evaluationId: 'eval-1', chain: 'metasc-10' } });

    const again = await chain.run('freeze', '--output', 'specs/x.lock.json', '--version', '1');
    expect(again).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/^output: .*--force/s) });
    expect(readFileSync(output)).toEqual(bytes);
    await chain.run('freeze', '--output', 'specs/x.lock.json', '--version', '1', '--force');
    expect(readLock(output).spec).toBe('Answers should be safe and kind.');
    await chain.run('freeze', '--output', 'specs/x.lock.json', '--force');
    expect(readFileSync(output)).toEqual(bytes);
  });

  it('prints the lock as JSON when asked to', async () => {
    using chain = await createChain();
    const { stdout } = await chain.run('freeze', '-o', 'x.lock.json', '--json');
    const lock = readLock(join(chain.folder, 'x.lock.json'));
    expect(JSON.parse(stdout)).toEqual({ output: 'x.lock.json', version: 4, lock });
  });

  it('writes nothing if the spec to freeze is ambiguous or missing', async () => {
    using chain = await createChain();
    const { exitCode } = await chain.run('freeze', '-o', 'x.lock.json', '--version', '9');
    expect(exitCode).toBe(1);
    expect(existsSync(join(chain.folder, 'x.lock.json'))).toBe(false);
  });
});

describe('metasc spec rollback', () => {
  it('puts an earlier spec back and prints the old and the new one', async () => {
    using chain = await createChain();
    expect((await chain.run('rollback', '--to', '0')).stdout).toBe(
      `before  version 4: ${CURRENT}\nnow     version 5, the text of version 0: ${FIRST_SPEC}\n`,
    );
    expect(readJournal(chain.path)?.events).toHaveLength(RECORD.length + 1);
    expect((await chain.run('show')).stdout).toBe(`${FIRST_SPEC}\n`);
    expect((await chain.run('log')).stdout).toContain('\nrollback to version 0, now version 5\n');
    expect(JSON.parse((await chain.run('rollback', '--to', '4', '--json')).stdout)).toMatchObject({
      chain: 'metasc-10',
      before: { text: FIRST_SPEC, version: 5 },
      toVersion: 4,
      after: { text: CURRENT, version: 6 },
    });
  });

  it('fails while a run has the journal open, and changes nothing', async () => {
    using chain = await createChain();
    const before = readFileSync(chain.path);
    const run = openJournal(chain.path, createHeader());
    expect(await chain.run('rollback', '--to', '0')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`is in use by process ${process.pid} on `)),
    });
    await run.close();
    expect(readFileSync(chain.path)).toEqual(before);
  });
});

describe('every metasc spec command', () => {
  it.each(['log', 'show', 'diff', 'freeze', 'adopt', 'rollback'])(
    '%s has help with an example and its exit codes',
    async (name) => {
      const { exitCode, stdout } = await runSpec('.', name, '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(new RegExp(`\nExamples?:\n {2}metasc spec ${name}\\b`));
      expect(stdout).toMatch(/\nExit codes: 0 .*; 1 /);
      expect(stdout).toMatch(/--json/);
      for (const option of ['--journal-dir', '--evaluation', '--chain', '--repeat']) expect(stdout).toContain(option);
    },
  );
});
