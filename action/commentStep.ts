import { markerOf, upsertComment } from './comment.ts';
import { type GitHubApi, GitHubError } from './githubApi.ts';
import type { ActionInputs } from './inputs.ts';
import { cutAtLine, defuse } from './markdown.ts';
import { findPullRequest, shortOf } from './pullRequest.ts';
import type { Change, RunContext } from './runContext.ts';

/** What became of the comment. */
export type CommentOutcome =
  | { readonly kind: 'written'; readonly url: string; readonly change: 'created' | 'updated' }
  | { readonly kind: 'skipped'; readonly because: string }
  /** GitHub refused it or couldn't be reached; the verdict stands. */
  | { readonly kind: 'failed'; readonly because: string };

/** GitHub's limit. */
const MAX_COMMENT_CHARS = 65_536;

/** Writes the gate's page to its pull request. Never throws for what GitHub answers: the gate alone decides the job. */
export async function writeComment(
  api: GitHubApi | undefined,
  page: { readonly inputs: ActionInputs; readonly context: RunContext; readonly markdown: string },
): Promise<CommentOutcome> {
  const { inputs, context, markdown } = page;
  if (!inputs.comment) return { kind: 'skipped', because: 'comment is false' };
  if (api === undefined) return { kind: 'skipped', because: 'there is no token' };
  const { repository, change } = context;
  try {
    const found = await findPullRequest(api, {
      repository,
      change,
      ...(inputs.pullRequest === undefined ? {} : { asked: inputs.pullRequest }),
    });
    if (found.kind === 'none') return { kind: 'skipped', because: found.because };
    const marker = markerOf(inputs.title);
    const body = commentBody(markdown, { marker, introduction: introductionOf(inputs, context), context });
    return { kind: 'written', ...(await upsertComment(api, { repository, number: found.number, marker, body })) };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { kind: 'failed', because: error.status === 403 ? whyForbidden(change, error) : error.message };
  }
}

function whyForbidden(change: Change, { message }: GitHubError): string {
  const why =
    change.kind === 'pullRequest' && change.isFork
      ? 'the pull request comes from a fork, where a token only reads; docs/github-action.md has two workflows for forks'
      : 'the job lacks pull-requests: write';
  return `${why} (${message})`;
}

/** Which gate, which commit, where the files are: the first line of comment and summary. */
export function introductionOf({ title }: ActionInputs, { change, runUrl }: RunContext): string {
  return `**${defuse(title)}** of ${shortOf(change.sha)}: [run, report and results](${runUrl})`;
}

function commentBody(
  markdown: string,
  { marker, introduction, context }: { marker: string; introduction: string; context: RunContext },
): string {
  const top = `${marker}\n${introduction}\n\n`;
  const note = `_Cut: the rest is in the [artifact of the run](${context.runUrl})._`;
  return top + cutAtLine(defuse(markdown), { maxSize: MAX_COMMENT_CHARS - top.length, note });
}
