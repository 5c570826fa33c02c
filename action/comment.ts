import { type GitHubApi, GitHubError, MAX_TRIES } from './githubApi.ts';

/** Who writes with the token of a workflow. */
const WORKFLOW_LOGIN = 'github-actions[bot]';

export interface CommentTarget {
  readonly repository: string;
  readonly number: number;
  /** First line of the comment; see `markerOf`. */
  readonly marker: string;
  /** Begins with the marker; at most 65,536 characters. */
  readonly body: string;
}

export interface WrittenComment {
  readonly url: string;
  readonly change: 'created' | 'updated';
}

/** What is read of GitHub's comment. */
interface IssueComment {
  readonly id: number;
  readonly body?: string | null;
  readonly html_url: string;
  readonly user: { readonly login: string } | null;
}

/** The line by which a gate knows its comment again; invisible on the page. */
export function markerOf(title: string): string {
  return `<!-- promptfoo-metasc:gate:${title} -->`;
}

/**
 * Writes the comment that begins with the marker: rewrites the token owner's first one, else makes one. A marker in
 * somebody else's comment counts for nothing. After an answer that leaves open whether the comment was made, looks again
 * before it makes another. Two jobs at the same instant may still make two; later runs then keep to the first, and nothing
 * is ever deleted.
 *
 * @throws GitHubError
 */
export async function upsertComment(api: GitHubApi, target: CommentTarget): Promise<WrittenComment> {
  const { repository, number, body } = target;
  const login = await loginOf(api);
  for (let attempt = 0; ; attempt += 1) {
    const known = await findComment(api, target, login);
    if (known !== undefined) {
      const { html_url: url } = await api.patch<IssueComment>(`/repos/${repository}/issues/comments/${known.id}`, {
        body,
      });
      return { url, change: 'updated' };
    }
    try {
      const { html_url: url } = await api.post<IssueComment>(`/repos/${repository}/issues/${number}/comments`, {
        body,
      });
      return { url, change: 'created' };
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

async function loginOf(api: GitHubApi): Promise<string> {
  try {
    return await api.viewerLogin();
  } catch (error) {
    if (error instanceof GitHubError) return WORKFLOW_LOGIN;
    throw error;
  }
}
