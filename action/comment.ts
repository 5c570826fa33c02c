import { type GitHubApi, GitHubError, MAX_TRIES } from './githubApi.ts';

/** The login of a workflow's token. */
const WORKFLOW_LOGIN = 'github-actions[bot]';

export interface CommentTarget {
  readonly repository: string;
  readonly number: number;
  /** First line of the comment; see `markerOf`. */
  readonly marker: string;
  /** Starts with the marker; at most 65,536 characters. */
  readonly body: string;
}

export interface WrittenComment {
  readonly url: string;
  readonly change: 'created' | 'updated';
}

/** The part of GitHub's comment that is read here. */
interface IssueComment {
  readonly id: number;
  readonly body?: string | null;
  readonly html_url: string;
  readonly user: { readonly login: string } | null;
}

/** The line that identifies a gate's comment; invisible on the page. */
export function markerOf(title: string): string {
  return `<!-- promptfoo-metasc:gate:${title} -->`;
}

/**
 * Writes the comment that starts with the marker: updates the token owner's first one, else creates it. A marker in
 * another user's comment is ignored. If a response leaves open whether the comment was created, looks again before
 * creating another. Two simultaneous jobs may still create two; later runs then update the first. Nothing is deleted.
 *
 * @throws GitHubError
 */
export async function upsertComment(api: GitHubApi, target: CommentTarget): Promise<WrittenComment> {
  const { repository, number, body } = target;
  const login = await api.viewerLogin().catch((error: unknown) => {
    if (error instanceof GitHubError) return WORKFLOW_LOGIN;
    throw error;
  });
  for (let attempt = 0; ; attempt += 1) {
    const known = await findComment(api, target, login);
    if (known !== undefined) {
      const updated = await api.patch<IssueComment>(`/repos/${repository}/issues/comments/${known.id}`, { body });
      return { url: updated.html_url, change: 'updated' };
    }
    try {
      const created = await api.post<IssueComment>(`/repos/${repository}/issues/${number}/comments`, { body });
      return { url: created.html_url, change: 'created' };
    } catch (error) {
      if (!(error instanceof GitHubError && error.isUnclear) || attempt + 1 >= MAX_TRIES) throw error;
      await api.backOff(attempt);
    }
  }
}

async function findComment(
  api: GitHubApi,
  { repository, number, marker }: CommentTarget,
  login: string,
): Promise<IssueComment | undefined> {
  for await (const comment of api.list<IssueComment>(`/repos/${repository}/issues/${number}/comments`)) {
    if (comment.user?.login === login && comment.body?.startsWith(marker)) return comment;
  }
  return undefined;
}
