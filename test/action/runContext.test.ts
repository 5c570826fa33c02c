import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readContext } from '../../action/runContext.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const JOB = { GITHUB_REPOSITORY: 'owner/project', GITHUB_RUN_ID: '12', GITHUB_SHA: 'c0ffee', RUNNER_TEMP: '/tmp/job' };

/** The context of a job with this event. */
async function contextOf(event: unknown) {
  using folder = createTemporaryFolder();
  const path = join(folder.path, 'event.json');
  writeFileSync(path, typeof event === 'string' ? event : JSON.stringify(event));
  return readContext({ ...JOB, GITHUB_EVENT_PATH: path });
}

const changeOf = async (event: unknown) => (await contextOf(event)).change;

describe('readContext', () => {
  it('reads the job, and defaults to the addresses of github.com', () => {
    expect(readContext({ ...JOB, GITHUB_OUTPUT: '/o', GITHUB_STEP_SUMMARY: '/s' })).toEqual({
      repository: 'owner/project',
      apiUrl: 'https://api.github.com',
      graphqlUrl: 'https://api.github.com/graphql',
      runUrl: 'https://github.com/owner/project/actions/runs/12',
      temporaryFolder: '/tmp/job',
      outputFile: '/o',
      summaryFile: '/s',
      change: { kind: 'commit', sha: 'c0ffee' },
    });
    const server = { GITHUB_SERVER_URL: 'https://ghe.test', GITHUB_API_URL: 'https://ghe.test/api/v3' };
    expect(readContext({ ...JOB, ...server, GITHUB_GRAPHQL_URL: 'https://ghe.test/api/graphql' })).toMatchObject({
      apiUrl: 'https://ghe.test/api/v3',
      graphqlUrl: 'https://ghe.test/api/graphql',
      runUrl: 'https://ghe.test/owner/project/actions/runs/12',
    });
  });

  it.each([
    ['a branch of the repository', { full_name: 'owner/project' }, false],
    ['a fork', { full_name: 'fork/project' }, true],
    ['a fork that is gone', null, true],
  ])("takes number and head of a pull request's event: %s", async (_, repo, isFork) => {
    expect(await changeOf({ pull_request: { number: 7, head: { sha: 'abc', repo }, base: { sha: 'ba5e' } } })).toEqual({
      kind: 'pullRequest',
      number: 7,
      sha: 'abc',
      isFork,
    });
  });

  it('takes the head commit of the run before it, not its own, and never a number', async () => {
    const run = { head_sha: 'abc', head_branch: 'change', head_repository: { owner: { login: 'fork' } } };
    const event = { workflow_run: { ...run, pull_requests: [{ number: 9 }] } };
    expect(await changeOf(event)).toEqual({ kind: 'workflowRun', sha: 'abc', head: 'fork:change' });
    expect(await changeOf({ workflow_run: { head_sha: 'abc', head_repository: null } })).toEqual({
      kind: 'workflowRun',
      sha: 'abc',
    });
  });

  it('takes the commit of any other event', async () => {
    expect(await changeOf({ ref: 'refs/heads/main' })).toEqual({ kind: 'commit', sha: 'c0ffee' });
  });

  it.each([
    ['a pull request', { pull_request: { number: 7, head: { sha: 'abc' }, base: { sha: 'ba5e' } } }, 'ba5e'],
    ['a merge queue', { merge_group: { head_sha: 'abc', base_sha: 'ba5e' } }, 'ba5e'],
    ['a run triggered by another', { workflow_run: { head_sha: 'abc' } }, undefined],
    ['a push, whoever pushed where', { before: 'abc', after: 'def', ref: 'refs/heads/change' }, undefined],
  ])('takes the policy from the base of %s, or the default branch', async (_, event, baseSha) => {
    expect((await contextOf(event)).baseSha).toBe(baseSha);
  });

  it('refuses a damaged event, and refuses to run outside a job', async () => {
    await expect(changeOf('{')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(changeOf({ pull_request: { number: 'x' } })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(() => readContext({})).toThrow(/^GITHUB_REPOSITORY: expected a value, got none\n.*use metasc gate/);
  });
});
