import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { copyBasePolicy } from '../../action/basePolicy.ts';
import { createGitHubApi, GitHubError } from '../../action/githubApi.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { type GitHubOptions, REPOSITORY, startGitHub } from '../support/gitHubServer.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const HASH = 'a'.repeat(64);
const RECORD = '{ "a": "record" }';

/** Copies a policy from a loopback GitHub into an empty folder. */
async function setUp(options: GitHubOptions = {}) {
  const folder = createTemporaryFolder();
  const server = await startGitHub(options);
  const api = createGitHubApi({ ...server, token: 't', now: Date.now, sleep: async () => {} });
  return {
    folder,
    server,
    copy: (policy: string, baseSha?: string) =>
      copyBasePolicy(api, { repository: REPOSITORY, baseSha, policy }, folder.path),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('copyBasePolicy', () => {
  it.each([
    ['one record for all', 'metrics: { harm: {}, refusal: {} }\ncalibration: { record: harm.json }', ['harm.json']],
    [
      'records of their own, and a lock',
      'metrics: { harm: { calibration: { record: ["k/a b#.json", file://k/ü.json] } } }\nlock: ../x.lock.json',
      ['k/a b#.json', 'k/ü.json', '../x.lock.json'],
    ],
    ['a lock by its hash', `metrics: { harm: {} }\nlock: ${HASH}`, []],
  ])('copies policy and files, each under its path: %s', async (_, policy, names) => {
    const paths = names.map((name) => (name.startsWith('../') ? name.slice(3) : `evals/${name}`));
    await using it = await setUp({
      files: {
        'ba5e:evals/gate.yaml': policy,
        ...Object.fromEntries(paths.map((path) => [`ba5e:${path}`, RECORD])),
      },
    });
    expect(await it.copy('evals/gate.yaml', 'ba5e')).toBe(it.folder.join('evals/gate.yaml'));
    expect(it.folder.read('evals/gate.yaml')).toBe(policy);
    for (const path of paths) expect(it.folder.read(path)).toBe(RECORD);
    expect(it.server.calls).toHaveLength(1 + paths.length);
  });

  it('reads the default branch where the event has no base', async () => {
    await using it = await setUp({ files: { ':gate.yaml': 'metrics: { harm: {} }', 'ba5e:gate.yaml': '' } });
    await it.copy('gate.yaml');
    expect(it.folder.read('gate.yaml')).toBe('metrics: { harm: {} }');
  });

  it.each([
    [
      '../../up.json',
      'evals/gate.yaml of the base commit ba5e: expected a file in the repository, got "../../up.json"',
    ],
    ['/etc/hostname', 'got "/etc/hostname"'],
    ['none.json', 'evals/gate.yaml of the base commit ba5e: expected evals/none.json in the base commit ba5e, got GET'],
  ])('refuses a policy that names %s', async (record, message) => {
    const policy = JSON.stringify({ metrics: { harm: {} }, calibration: { record } });
    await using it = await setUp({ files: { 'ba5e:evals/gate.yaml': policy } });
    const error = await it.copy('evals/gate.yaml', 'ba5e').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MetaScError);
    expect(String(error)).toContain(message);
    expect(readdirSync(it.folder.path)).toEqual(['evals']);
  });

  it('names the commit of a faulty policy', async () => {
    await using it = await setUp({ files: { 'ba5e:gate.yaml': 'metrics: { harm: { margin: 7 } }' } });
    await expect(it.copy('gate.yaml', 'ba5e')).rejects.toThrow(
      /^gate\.yaml of the base commit ba5e: 1 fault\n.*margin/,
    );
  });

  it.each([
    [404, MetaScError, 'policy: expected gate.yaml in the base commit ba5e, got GET'],
    [403, MetaScError, 'The job needs contents: read.'],
    [500, GitHubError, 'contents/gate.yaml: 500'],
  ])('copies nothing when GitHub answers %i', async (status, type, message) => {
    await using it = await setUp({ faults: { 'GET contents': Array.from({ length: 4 }, () => ({ status })) } });
    const error = await it.copy('gate.yaml', 'ba5e').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect(String(error)).toContain(message);
    expect(existsSync(it.folder.join('gate.yaml'))).toBe(false);
  });
});
