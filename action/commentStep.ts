import { baseOf } from './basePolicy.ts';
import { markerOf, upsertComment, type WrittenComment } from './comment.ts';
import { type GitHubApi, GitHubError } from './githubApi.ts';
import type { ActionInputs } from './inputs.ts';
import { cutAtLine, defuse } from './markdown.ts';
import { findPullRequest, shortOf } from './pullRequest.ts';
import type { Change, RunContext } from './runContext.ts';

/** What happened to the comment. */
export type CommentOutcome =
  | ({ readonly kind: 'written' } & WrittenComment)
  | { readonly kind: 'skipped'; readonly because: string }
  /** GitHub refused it or was unreachable; the verdict stands. */
  | { readonly kind: 'failed'; readonly because: string };

/** GitHub's limit. */
const MAX_COMMENT_CHARS = 65_536;

/** Writes the gate's page to its pull request. Never throws a GitHubError, because only the gate decides the job. */
export async function writeComment(
  api: GitHubApi,
  page: { readonly inputs: ActionInputs; readonly context: RunContext; readonly markdown: string },
): Promise<CommentOutcome> {
  const { inputs, context, markdown } = page;
  if (!inputs.comment) return { kind: 'skipped', because: 'comment is false' };
  const { repository, change } = context;
  try {
    const found = await findPullRequest(api, { repository, change, asked: inputs.pullRequest });
    if (found.kind === 'none') return { kind: 'skipped', because: found.because };
    const marker = markerOf(inputs.title);
    const top = `${marker}\n${introductionOf(inputs, context)}\n\n`;
    const note = `_Cut: the rest is in the [artifact of the run](${context.runUrl})._`;
    const body = top + cutAtLine(defuse(markdown), { maxSize: MAX_COMMENT_CHARS - top.length, note });
    return { kind: 'written', ...(await upsertComment(api, { repository, number: found.number, marker, body })) };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { kind: 'failed', because: error.status === 403 ? whyForbidden(change, error) : error.message };
  }
}

function whyForbidden(change: Change, { message }: GitHubError): string {
  const why =
    change.kind === 'pullRequest' && change.isFork
      ? 'the pull request comes from a fork, whose token is read-only; docs/github-action.md shows two workflows for forks'
      : 'the job lacks pull-requests: write';
  return `${why} (${message})`;
}

/** The first line of comment and summary: gate, commit, policy and a link to the files. */
export function introductionOf({ title, policy }: ActionInputs, { change, baseSha, runUrl }: RunContext): string {
  const under = `\`${defuse(policy)}\` of ${baseOf({ baseSha })}`;
  return `**${defuse(title)}** of ${shortOf(change.sha)} under ${under}: [run, report and results](${runUrl})`;
}
