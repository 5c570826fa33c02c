import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLock } from '../../providers/specs/specLock.ts';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { createEvalProject, type EvalProject, metascOf, PROVIDER, rowsOf } from '../support/evalProject.ts';
import { type LoopbackServer, startLoopbackServer } from '../support/loopbackServer.ts';
import { runMetasc, succeeding } from '../support/metasc.ts';

const CASES = 6;
const LOCK = 'specs/metasc.lock.json';

function configFor(options: object) {
  const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
  return {
    prompts: ['{{request}}'],
    providers: [{ id: PROVIDER, label: 'column', config: { model, ...options } }],
    tests: Array.from({ length: CASES }, (_, index) => ({ vars: { request: `request number ${index}` } })),
  };
}

const evaluate = (options: object) => project.evaluate(configFor(options), { args: ['-j', '4'] });

let server: LoopbackServer;
let project: EvalProject;

// A run of variant metasc, and its spec frozen by the command.
beforeAll(async () => {
  server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
  project = await createEvalProject();
  const outcome = await evaluate({ variant: 'metasc', adapt: { steps: 3 } });
  expect(outcome.exitCode, outcome.stdout + outcome.stderr).toBe(0);
  await succeeding(runMetasc(['spec', 'freeze', '--output', LOCK], { cwd: project.folder }));
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

const countOf = (text: string, part: string) => text.split(part).length - 1;

describe('a frozen spec', () => {
  it('is the one that metasc found; every case is revised under it, with 3 calls', async () => {
    const lock = readLock(join(project.folder, LOCK));
    expect(lock.lineage.map(({ version, origin, step }) => [version, origin, step])).toEqual([
      [0, 'first', undefined],
      [1, 'proposal', 0],
      [2, 'proposal', 1],
      [3, 'proposal', 2],
    ]);

    const callsBefore = server.calls.length;
    const outcome = await evaluate({ variant: 'frozen', lock: LOCK });
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
    const { spec, promptsHash } = readLock(join(project.folder, LOCK));
    const outcome = await evaluate({
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
          'sampling.temperature differs from the lock file: expected none, got 0',
        ],
      });
    }
    const printed = outcome.stdout + outcome.stderr;
    expect(countOf(printed, `metasc: ${LOCK}: prompts differ from the lock file`), printed).toBe(1);
  });

  it('is refused when one letter of its file was changed', async () => {
    const content = await readFile(join(project.folder, LOCK), 'utf8');
    const changed = content.replace('"spec": "Answers should withhold', '"spec": "Answers should Withhold');
    expect(changed).not.toBe(content);
    await writeFile(join(project.folder, 'changed.metasc.lock.json'), changed);

    const callsBefore = server.calls.length;
    const outcome = await evaluate({ variant: 'frozen', lock: 'changed.metasc.lock.json' });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stdout + outcome.stderr).toMatch(/metasc\.lock\.json: expected the SHA-256 [0-9a-f]{64}/);
    expect(server.calls.length).toBe(callsBefore);
  });
});
