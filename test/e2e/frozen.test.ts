import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLock } from '../../providers/specs/specLock.ts';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { createEvalProject, type EvalProject, metascOf, PROVIDER, rowsOf } from '../support/evalProject.ts';
import { type LoopbackServer, startLoopbackServer } from '../support/loopbackServer.ts';
import { runMetasc, succeeding } from '../support/metasc.ts';
import type { PromptfooOutcome } from '../support/promptfooCli.ts';

const CASES = 6;
const LOCK = 'specs/metasc.lock.json';

function configFor(columns: Readonly<Record<string, object>>) {
  const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
  return {
    prompts: ['{{request}}'],
    providers: Object.entries(columns).map(([label, options]) => ({
      id: PROVIDER,
      label,
      config: { model, ...options },
    })),
    tests: Array.from({ length: CASES }, (_, index) => ({ vars: { request: `request number ${index}` } })),
  };
}

let server: LoopbackServer;
let project: EvalProject;
/** A run of two columns of the frozen spec: one as it was found, one under other prompts and sampling. */
let frozen: PromptfooOutcome;
let calls: number;

// A run of variant metasc, its spec frozen by the command, and the run of what is frozen.
beforeAll(async () => {
  server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
  project = await createEvalProject();
  await project.evaluateHere(configFor({ column: { variant: 'metasc', adapt: { steps: 3 } } }));
  await succeeding(runMetasc(['spec', 'freeze', '--output', LOCK], { cwd: project.folder }));
  const before = server.calls.length;
  frozen = await project.evaluate(
    configFor({
      same: { variant: 'frozen', lock: LOCK },
      other: {
        variant: 'frozen',
        lock: LOCK,
        prompts: { critique: 'What is wrong with it, judged by this: {{ spec }}?' },
        sampling: { temperature: 0 },
      },
    }),
  );
  expect(frozen.exitCode, frozen.stdout + frozen.stderr).toBe(0);
  calls = server.calls.length - before;
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

    // The other column has other sampling, so that the two share no call.
    expect(calls).toBe(2 * 3 * CASES);
    const rows = rowsOf(frozen, 'same').map(metascOf);
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
    // Its own journal hides the chain that it came from from no command.
    const { stdout } = await succeeding(runMetasc(['spec', 'show'], { cwd: project.folder }));
    expect(stdout).toBe(`${lock.spec}\n`);
  });

  it('answers under other prompts and sampling too, warns in every row, and logs it once', async () => {
    const { spec, promptsHash } = readLock(join(project.folder, LOCK));
    const rows = rowsOf(frozen, 'other');
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
    const printed = frozen.stdout + frozen.stderr;
    expect(countOf(printed, `metasc: ${LOCK}: prompts differ from the lock file`), printed).toBe(1);
    // Once for the prompts, once for the sampling, and never of the column that is as it was.
    expect(countOf(printed, 'from the lock file'), printed).toBe(2);
  });

  it('is refused when one letter of its file was changed', async () => {
    const content = await readFile(join(project.folder, LOCK), 'utf8');
    const changed = content.replace('"spec": "Answers should withhold', '"spec": "Answers should Withhold');
    expect(changed).not.toBe(content);
    const lock = join(project.folder, 'changed.metasc.lock.json');
    await writeFile(lock, changed);

    const callsBefore = server.calls.length;
    await expect(project.evaluateHere(configFor({ column: { variant: 'frozen', lock } }))).rejects.toThrow(
      /metasc\.lock\.json: expected the SHA-256 [0-9a-f]{64}/,
    );
    expect(server.calls.length).toBe(callsBefore);
  });
});
