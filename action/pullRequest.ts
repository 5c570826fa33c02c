import type { GitHubApi } from './githubApi.ts';
import type { Change } from './runContext.ts';

/** The pull request of the gated change, or why none was found. */
export type FoundPullRequest =
  | { readonly kind: 'found'; readonly number: number }
  | { readonly kind: 'none'; readonly because: string };

/** The part of GitHub's pull request that is read here. */
interface PullRequest {
  readonly number: number;
  readonly state: string;
  readonly head: { readonly sha: string };
  readonly base: { readonly repo: { readonly full_name: string } };
}

/**
 * Finds the pull request from GitHub's own data, never from a run's artifacts. In a `workflow_run`, the requested pull
 * request must have the run's head commit. A pull request with newer commits is not found, so that old results never
 * overwrite newer ones.
 *
 * @param query `asked` is the number that the workflow requests
 * @throws GitHubError
 */
export async function findPullRequest(
  api: GitHubApi,
  query: { readonly repository: string; readonly change: Change; readonly asked?: number | undefined },
): Promise<FoundPullRequest> {
  const { repository, change, asked } = query;
  switch (change.kind) {
    case 'pullRequest':
      return asked === undefined || asked === change.number
        ? { kind: 'found', number: change.number }
        : none(`the run belongs to pull request ${change.number}, not to ${asked}`);
    case 'commit':
      return asked === undefined ? findByCommit(api, repository, change) : { kind: 'found', number: asked };
    case 'workflowRun': {
      if (asked === undefined) return findByCommit(api, repository, change);
      const pullRequest = await api.get<PullRequest>(`/repos/${repository}/pulls/${asked}`);
      return isOf(pullRequest, repository, change.sha)
        ? { kind: 'found', number: asked }
        : none(`pull request ${asked} isn't open at the run's head commit ${shortOf(change.sha)}`);
    }
  }
}

async function findByCommit(
  api: GitHubApi,
  repository: string,
  change: Exclude<Change, { kind: 'pullRequest' }>,
): Promise<FoundPullRequest> {
  const paths = [
    `/repos/${repository}/commits/${encodeURIComponent(change.sha)}/pulls`,
    // The list above often lacks a fork's commits; the branch finds them.
    ...(change.kind === 'workflowRun' && change.head !== undefined
      ? [`/repos/${repository}/pulls?state=open&head=${encodeURIComponent(change.head)}`]
      : []),
  ];
  for (const path of paths) {
    const numbers: number[] = [];
    for await (const pullRequest of api.list<PullRequest>(path)) {
      if (isOf(pullRequest, repository, change.sha)) numbers.push(pullRequest.number);
    }
    const [first, ...others] = numbers;
    if (others.length > 0) return none(`${shortOf(change.sha)} is the head of pull requests ${numbers.join(', ')}`);
    if (first !== undefined) return { kind: 'found', number: first };
  }
  return none(`${shortOf(change.sha)} is the head of no open pull request`);
}

function isOf({ state, head, base }: PullRequest, repository: string, sha: string): boolean {
  return state === 'open' && head.sha === sha && base.repo.full_name.toLowerCase() === repository.toLowerCase();
}

function none(because: string): FoundPullRequest {
  return { kind: 'none', because };
}

/** A commit hash in short form. */
export function shortOf(sha: string): string {
  return sha.slice(0, 7);
}
