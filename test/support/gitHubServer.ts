import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from './listening.ts';

export const REPOSITORY = 'owner/project';
export const WORKFLOW_BOT = 'github-actions[bot]';

export interface StoredComment {
  readonly id: number;
  readonly user: { readonly login: string };
  body: string;
  readonly html_url: string;
}

export interface StoredPullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly head: { readonly sha: string; readonly label: string };
  readonly base: { readonly repo: { readonly full_name: string } };
}

/** What a call is answered instead of what it asked for. */
export interface Fault {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
  /** @default the message */
  readonly body?: unknown;
  /** The call is done all the same: a proxy lost the answer. */
  readonly isDone?: boolean;
}

export interface GitHubOptions {
  /** By author; bodies of comments on pull request 7 that are there. */
  readonly comments?: readonly { readonly by: string; readonly body: string }[];
  readonly pullRequests?: readonly StoredPullRequest[];
  /** Texts of files by `COMMIT:path`; without the commit, those of the default branch. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whose token it is; null: a token that may not ask. @default the workflow's bot */
  readonly viewer?: string | null;
  /** Whether `commits/SHA/pulls` knows commits of forks. */
  readonly knowsForks?: boolean;
  /** Comments a page. @default 100 */
  readonly pageSize?: number;
  /** `POST comments`, `GET pulls`: faults of such calls, one after the other, then none. */
  readonly faults?: Readonly<Record<string, readonly Fault[]>>;
}

export interface GitHubServer extends AsyncDisposable {
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly comments: readonly StoredComment[];
  /** `GET /repos/owner/project/issues/7/comments`, in order of arrival, with queries. */
  readonly calls: readonly string[];
  readonly authorizations: ReadonlySet<string | undefined>;
}

/** A server on 127.0.0.1 that acts as GitHub, as far as comments and pull requests go. Pull request 7 is open. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubServer> {
  const { comments: given = [], pullRequests = [], files = {}, viewer = WORKFLOW_BOT } = options;
  const { knowsForks = true, pageSize = 100 } = options;
  const faults = new Map(Object.entries(options.faults ?? {}).map(([call, list]) => [call, [...list]]));
  const comments: StoredComment[] = [];
  const calls: string[] = [];
  const authorizations = new Set<string | undefined>();
  let origin = '';

  function add(login: string, body: string): StoredComment {
    const id = 100 + comments.length;
    const comment = {
      id,
      user: { login },
      body,
      html_url: `https://github.test/${REPOSITORY}/pull/7#issuecomment-${id}`,
    };
    comments.push(comment);
    return comment;
  }
  for (const { by, body } of given) add(by, body);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    calls.push(`${method} ${url}`);
    authorizations.add(headers.authorization);
    const sent = await text(request);
    const what = ['contents', 'graphql', 'comments', 'pulls'].find((name) => url.includes(name)) ?? '';
    const fault = faults.get(`${method} ${what}`)?.shift();
    if (fault === undefined || fault.isDone) {
      const answer = answerTo(method, new URL(url, origin), { sent, accept: headers.accept ?? '' });
      if (fault === undefined) return send(response, answer.status, answer.body, answer.headers);
    }
    send(response, fault.status, fault.body ?? { message: fault.message ?? `status ${fault.status}` }, fault.headers);
  }

  function answerTo(method: string, url: URL, { sent, accept }: { sent: string; accept: string }): Answer {
    if (url.pathname === '/graphql') {
      return viewer === null
        ? { status: 403, body: { message: 'Resource not accessible' } }
        : { status: 200, body: { data: { viewer: { login: viewer } } } };
    }
    const route = `${method} ${url.pathname.replace(`/repos/${REPOSITORY}`, '')}`;
    const edited = /^PATCH \/issues\/comments\/(\d+)$/.exec(route)?.[1];
    if (edited !== undefined) {
      const comment = comments.find(({ id }) => String(id) === edited);
      if (comment === undefined) return NOT_FOUND;
      comment.body = bodyOf(sent);
      return { status: 200, body: comment };
    }
    if (route === 'POST /issues/7/comments') return { status: 201, body: add(viewer ?? WORKFLOW_BOT, bodyOf(sent)) };
    if (route === 'GET /issues/7/comments') return pageOf(comments, url);
    const file = /^GET \/contents\/(.+)$/.exec(route)?.[1];
    if (file !== undefined) {
      const content = files[`${url.searchParams.get('ref') ?? ''}:${decodeURIComponent(file)}`];
      if (content === undefined) return NOT_FOUND;
      const isRaw = accept === 'application/vnd.github.raw+json';
      return { status: 200, body: isRaw ? content : { content: Buffer.from(content).toString('base64') } };
    }
    const sha = /^GET \/commits\/(\w+)\/pulls$/.exec(route)?.[1];
    if (sha !== undefined) {
      return pageOf(
        pullRequests.filter(({ head }) => head.sha.startsWith(sha) && (knowsForks || isOwn(head))),
        url,
      );
    }
    if (route === 'GET /pulls') {
      return pageOf(
        pullRequests.filter(({ head }) => head.label === url.searchParams.get('head')),
        url,
      );
    }
    const pullRequest = pullRequests.find(({ number }) => route === `GET /pulls/${number}`);
    return pullRequest === undefined ? NOT_FOUND : { status: 200, body: pullRequest };
  }

  function pageOf(items: readonly unknown[], url: URL): Answer {
    const page = Number(url.searchParams.get('page') ?? 1);
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    return {
      status: 200,
      body: items.slice((page - 1) * pageSize, page * pageSize),
      headers: items.length > page * pageSize ? { link: `<${next}>; rel="next", <${url}>; rel="first"` } : {},
    };
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const listening = await listen(server);
  origin = listening.origin;
  return {
    apiUrl: origin,
    graphqlUrl: `${origin}/graphql`,
    comments,
    calls,
    authorizations,
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
    },
  };
}

/** A pull request whose branch is the repository's own, or a fork's. */
export function pullRequestOf(
  number: number,
  { sha, owner = 'owner', state = 'open' }: { sha: string; owner?: string; state?: 'open' | 'closed' },
): StoredPullRequest {
  return { number, state, head: { sha, label: `${owner}:change` }, base: { repo: { full_name: REPOSITORY } } };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const NOT_FOUND: Answer = { status: 404, body: { message: 'Not Found' } };

const isOwn = ({ label }: StoredPullRequest['head']) => label.startsWith('owner:');

function bodyOf(sent: string): string {
  return (JSON.parse(sent) as { body: string }).body;
}

function send(response: ServerResponse, status: number, body: unknown, headers: Answer['headers'] = {}): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}
