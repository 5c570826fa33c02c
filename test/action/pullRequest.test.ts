import { describe, expect, it } from 'vitest';
import { createGitHubApi } from '../../action/githubApi.ts';
import { findPullRequest } from '../../action/pullRequest.ts';
import type { Change } from '../../action/runContext.ts';
import { type GitHubOptions, pullRequestOf, REPOSITORY, startGitHub } from '../support/gitHubServer.ts';

const SHA = 'a'.repeat(40);
const FROM_FORK: Change = { kind: 'workflowRun', sha: SHA, head: 'fork:change' };

async function find(change: Change, options: GitHubOptions & { readonly asked?: number } = {}) {
  await using server = await startGitHub(options);
  const api = createGitHubApi({ ...server, token: 't', now: Date.now, sleep: async () => {} });
  const { asked } = options;
  return await findPullRequest(api, { repository: REPOSITORY, change, ...(asked === undefined ? {} : { asked }) });
}

describe('findPullRequest', () => {
  it("takes the event's own number, and no other", async () => {
    const change: Change = { kind: 'pullRequest', number: 7, sha: SHA, isFork: false };
    expect(await find(change)).toEqual({ kind: 'found', number: 7 });
    expect(await find(change, { asked: 7 })).toEqual({ kind: 'found', number: 7 });
    expect(await find(change, { asked: 8 })).toEqual({
      kind: 'none',
      because: 'the run belongs to pull request 7, not to 8',
    });
  });

  it('finds the open one whose head is the commit', async () => {
    const pullRequests = [
      pullRequestOf(5, { sha: SHA, state: 'closed' }),
      pullRequestOf(6, { sha: 'b'.repeat(40) }),
      pullRequestOf(7, { sha: SHA }),
    ];
    expect(await find({ kind: 'commit', sha: SHA }, { pullRequests })).toEqual({ kind: 'found', number: 7 });
    expect(await find({ kind: 'workflowRun', sha: SHA }, { pullRequests })).toEqual({ kind: 'found', number: 7 });
  });

  it("finds a fork's pull request by its branch if the commit isn't known", async () => {
    const pullRequests = [pullRequestOf(7, { sha: SHA, owner: 'fork' })];
    expect(await find(FROM_FORK, { pullRequests, knowsForks: false })).toEqual({ kind: 'found', number: 7 });
  });

  it('finds no pull request that has newer commits than the run', async () => {
    const pullRequests = [pullRequestOf(7, { sha: 'b'.repeat(40), owner: 'fork' })];
    expect(await find(FROM_FORK, { pullRequests })).toEqual({
      kind: 'none',
      because: 'aaaaaaa is the head of no open pull request',
    });
  });

  it('chooses none of several', async () => {
    const pullRequests = [7, 8].map((number) => pullRequestOf(number, { sha: SHA }));
    expect(await find({ kind: 'commit', sha: SHA }, { pullRequests })).toEqual({
      kind: 'none',
      because: 'aaaaaaa is the head of pull requests 7, 8',
    });
  });

  it('accepts a number after another run only if its head is the commit of that run', async () => {
    const pullRequests = [pullRequestOf(7, { sha: SHA, owner: 'fork' }), pullRequestOf(8, { sha: 'b'.repeat(40) })];
    expect(await find(FROM_FORK, { pullRequests, asked: 7 })).toEqual({ kind: 'found', number: 7 });
    expect(await find(FROM_FORK, { pullRequests, asked: 8 })).toEqual({
      kind: 'none',
      because: "pull request 8 isn't open at the run's head commit aaaaaaa",
    });
    expect(await find({ kind: 'commit', sha: SHA }, { asked: 8 })).toEqual({ kind: 'found', number: 8 });
  });
});
