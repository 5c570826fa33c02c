import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoopbackServer, startLoopbackServer } from '../support/loopbackServer.ts';
import { BUILT_METASC, spawnMetasc, succeeding } from '../support/metasc.ts';
import { nameCalls, parseRecord } from '../support/paper/nameCalls.ts';
import { META_MODEL, MODEL, replayReply } from '../support/paper/replayAnswers.ts';
import { STAND_IN_ADVBENCH, STAND_IN_SOURCES, STAND_IN_TEXTS } from '../support/paper/standIns.ts';
import { promptfooEnvironment } from '../support/promptfooCli.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const RECORDED = parseRecord(readFileSync(new URL('../support/paper/recordedCalls.txt', import.meta.url), 'utf8')).map(
  ({ line }) => line,
);
const TEXTS = join('datasets', 'published', 'metasc-templates');
const AS_PUBLISHED = ['--prompts', join(TEXTS, 'prompts.yaml'), '--system-prompt', join(TEXTS, 'system-prompt.txt')];
const ONE_COLUMN = ['--filter-providers', 'metasc-10', '-j', '1', '--no-table'];

const folder = createTemporaryFolder({ ...STAND_IN_SOURCES, 'advbench.csv': STAND_IN_ADVBENCH });
let server: LoopbackServer;

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');
const metasc = (args: readonly string[], baseURL?: string) =>
  spawnMetasc(args, {
    entry: BUILT_METASC,
    cwd: folder.path,
    env: {
      ...promptfooEnvironment(folder.path),
      METASC_MODEL: `openai:${MODEL}`,
      METASC_META_MODEL: `openai:${META_MODEL}`,
      OPENAI_BASE_URL: baseURL,
    },
  });
const importSet = (name: string, files: Readonly<Record<string, string>>) => {
  const hashes = Object.values(files).map(sha256Of);
  return succeeding(metasc(['datasets', 'import', name, '--from', ...Object.keys(files), '--sha256', ...hashes]));
};

beforeAll(async () => {
  server = await startLoopbackServer(replayReply);
  await importSet('advbench', { 'advbench.csv': STAND_IN_ADVBENCH });
  await importSet('metasc-templates', STAND_IN_SOURCES);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

describe('paper-jailbreak', () => {
  it("makes the 166 calls of the reference's recorded run, in its order, with the texts of files", async () => {
    const args = ['eval', '--suite', 'paper-jailbreak', ...AS_PUBLISHED, '--', ...ONE_COLUMN];
    const { stdout } = await succeeding(metasc(args, server.baseURL));
    const calls = nameCalls(
      server.calls.map(({ body }) => body),
      STAND_IN_TEXTS,
    );
    expect(RECORDED).toHaveLength(166);
    expect(calls).toEqual(RECORDED);
    expect(stdout).not.toContain('Not as published');
    expect(stdout).toMatch(/Mistral-7B-v0\.3 +\.04 +\.35 +\.86 +\.88/);
    expect(stdout).toMatch(/this run +- +- +\S+ \[\S+, \S+\] +-/);
  });

  it('asks nothing where a file lacks a prompt, or where a suite has a system prompt of its own', async () => {
    await using other = await startLoopbackServer(replayReply);
    folder.write('half.yaml', 'critique: "{{ spec }}"\nrevision: "{{ spec }}"\n');
    const half = await metasc(['eval', '--suite', 'jailbreak', '--prompts', 'half.yaml'], other.baseURL);
    expect(half).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: '--prompts: half.yaml: 1 fault\n  - metaCritique: expected a value, got none\n',
    });
    const second = await metasc(['eval', '--suite', 'paper-biggen', ...AS_PUBLISHED], other.baseURL);
    expect(second).toMatchObject({ exitCode: 1, stdout: '' });
    expect(second.stderr).toContain('--system-prompt: expected none, because the suite states its own');
    expect(other.calls).toEqual([]);
  });
});
