import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLock } from '../../providers/specs/specLock.ts';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { createEvalProject, type EvalProject, metascOf, PROVIDER, rowsOf } from '../support/evalProject.ts';
import { type LoopbackServer, startLoopbackServer } from '../support/loopbackServer.ts';
import { runMetasc, succeeding } from '../support/metasc.ts';

const CASES = 6;
const LOCK = 'specs/metasc.lock.json';

function configFor(server: LoopbackServer, options: object) {
  const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
  return {
    prompts: ['{{request}}'],
    providers: [{ id: PROVIDER, label: 'column', config: { model, ...options } }],
    tests: Array.from({ length: CASES }, (_, index) => ({ vars: { request: `request number ${index}` } })),
  };
}

const evaluate = (project: EvalProject, server: LoopbackServer, options: object) =>
  project.evaluate(configFor(server, options), { args: ['-j', '4'] });

/** A run of variant metasc, and its spec frozen by the command. */
async function freeze(project: EvalProject, server: LoopbackServer): Promise<void> {
  const outcome = await evaluate(project, server, { variant: 'metasc', adapt: { steps: 3 } });
  expect(outcome.exitCode, outcome.stdout + outcome.stderr).toBe(0);
  await succeeding(runMetasc(['spec', 'freeze', '--output', LOCK], { cwd: project.folder }));
}

const countOf = (text: string, part: string) => text.split(part).length - 1;

describe('a frozen spec', () => {
  it('is the one that metasc found; every case is revised under it, with 3 calls', async () => {
    await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
    await using project = await createEvalProject();
    await freeze(project, server);
    const lock = readLock(join(project.folder, LOCK));
    expect(lock.lineage.map(({ version, origin, step }) => [version, origin, step])).toEqual([
      [0, 'first', undefined],
      [1, 'proposal', 0],
      [2, 'proposal', 1],
      [3, 'proposal', 2],
    ]);

    const callsBefore = server.calls.length;
    const outcome = await evaluate(project, server, { variant: 'frozen', lock: LOCK });
    expect(outcome.exitCode, outcome.stdout + outcome.stderr).toBe(0);
    expect(server.calls.length - callsBefore).toBe(3 * CASES);
    const rows = rowsOf(outcome, 'column').map(metascOf);
    expect(rows).toHaveLength(CASES);
    for (const row of rows) {
      expect(row).toMatchObject({
        variant: 'frozen',
        window: false,
        specUsed: lock.spec,
        specUsedVersion: 3,
        lockHash: lock.sha256,
      });
      expect(row).not.toHaveProperty('warnings');
    }
    expect(outcome.stdout + outcome.stderr).not.toContain('lock file');
    // Its own journal hides the chain that it came from from no command.
    const { stdout } = await succeeding(runMetasc(['spec', 'show'], { cwd: project.folder }));
    expect(stdout).toBe(`${lock.spec}\n`);
  });

  it('answers under other prompts and sampling too, warns in every row, and logs it once', async () => {
    await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
    await using project = await createEvalProject();
    await freeze(project, server);
    const { spec, promptsHash } = readLock(join(project.folder, LOCK));
    const outcome = await evaluate(project, server, {
      variant: 'frozen',
      lock: LOCK,
      prompts: { critique: 'What is wrong with it, judged by this: {{ spec }}?' },
      sampling: { temperature: 0 },
    });
    expect(outcome.exitCode, outcome.stdout + outcome.stderr).toBe(0);
    const rows = rowsOf(outcome, 'column');
    expect(rows).toHaveLength(CASES);
    for (const row of rows) {
      expect(row.response?.output).toMatch(/^revision /);
      expect(metascOf(row)).toMatchObject({
        specUsed: spec,
        warnings: [
          expect.stringContaining(`prompts differ from the lock file: expected ${promptsHash}, got `),
          'sampling.temperature differs from the lock file: expected 0.8, got 0',
        ],
      });
    }
    const printed = outcome.stdout + outcome.stderr;
    expect(countOf(printed, `metasc: ${LOCK}: prompts differ from the lock file`), printed).toBe(1);
  });

  it('is refused when one letter of its file was changed', async () => {
    await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
    await using project = await createEvalProject();
    await freeze(project, server);
    const path = join(project.folder, LOCK);
    const content = await readFile(path, 'utf8');
    const changed = content.replace('"spec": "Answers should withhold', '"spec": "Answers should Withhold');
    expect(changed).not.toBe(content);
    await writeFile(path, changed);

    const callsBefore = server.calls.length;
    const outcome = await evaluate(project, server, { variant: 'frozen', lock: LOCK });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stdout + outcome.stderr).toMatch(/metasc\.lock\.json: expected the SHA-256 [0-9a-f]{64}/);
    expect(server.calls.length).toBe(callsBefore);
  });
});
