import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createHeader, createJournalFolder, RECORD, rejected } from '../../../../providers/specs/journalFixture.ts';
import { runMetasc } from '../../../../support/metasc.ts';

async function run(args: readonly string[], events = RECORD, more: Parameters<typeof createHeader>[0] = {}) {
  using folder = createJournalFolder();
  await folder.write(createHeader(), events);
  await folder.write(createHeader({ chain: 'other', configHash: 'ff', ...more }), events);
  writeFileSync(`${folder.path}/there.lock.json`, '');
  const fixed = ['spec', 'adopt', '--journal-dir', '.', '--cases', 'benign-contrast', '--judge', 'openai:j'];
  const { exitCode, stdout, stderr } = await runMetasc([...fixed, ...args], { cwd: folder.path });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  return stderr;
}

const CHAIN = ['--chain', 'metasc-10', '--output', 'x.lock.json'];

describe('metasc spec adopt, before it reads a config', () => {
  it('takes no fewer than 64 cases a side', async () => {
    expect(await run([...CHAIN, '--per-side', '63'])).toContain('Expected a whole number of 64 or more');
    expect(await run([...CHAIN, '--per-side', '300'])).toMatch(/got 143\nTake fewer with --per-side 143/);
  });

  it('needs a place for the lock file, and overwrites none', async () => {
    expect(await run(['--chain', 'metasc-10'])).toMatch(/^output: expected the lock file to write.*--estimate/s);
    expect(await run(['--chain', 'metasc-10', '--output', 'there.lock.json'])).toMatch(/exists already.*--force/s);
  });

  it('needs a spec that the chain accepted', async () => {
    expect(await run(CHAIN, [rejected(0, 'x', 'it is worse')])).toMatch(
      /^chain: expected a spec other than the start spec in metasc-10 of eval-1, got none\n/,
    );
  });

  it('needs chains with one first spec, unless a lock file names another start', async () => {
    const both = [...CHAIN, '--chain', 'other'];
    expect(await run(both, RECORD, { firstSpec: 'honesty' })).toMatch(
      /^chain: expected chains with one first spec, got "safety and harmlessness" and "honesty"\nName .* --start-lock/,
    );
  });
});
