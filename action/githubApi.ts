import { messageOf } from '../foundation/errors.ts';
import { cut } from '../foundation/excerpt.ts';

/** GitHub refused a call or didn't answer. Stays within the action, which catches it. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  /** HTTP status; undefined if there was no response. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }

  /** Whether the call may have taken effect although it failed. */
  get isUnclear(): boolean {
    return this.status === undefined || this.status >= 500;
  }
}

/** GitHub's REST and GraphQL interfaces with one token. Every method throws GitHubError. */
export type GitHubApi = ReturnType<typeof createGitHubApi>;

export interface GitHubApiOptions {
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly token: string;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Tries per call, including the first. */
export const MAX_TRIES = 4;
const FIRST_WAIT_MS = 1_000;
/** GitHub's advice for a secondary limit without a stated duration. */
const SECONDARY_LIMIT_MS = 60_000;
/** A longer wait would waste the job's minutes. */
const MAX_WAIT_MS = 120_000;
const CALL_TIMEOUT_MS = 30_000;
const MAX_PAGES = 100;

interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly body?: unknown;
  /** @default GitHub's JSON */
  readonly accept?: string;
  /** Whether the call may be repeated after it may have taken effect. */
  readonly isRepeatable: boolean;
}

/**
 * Calls GitHub: waits out rate limits according to the headers, retries after a 5xx or a dropped connection, and follows
 * pages.
 *
 * *Source:* GitHub Docs, "Rate limits for the REST API" and "Using pagination in the REST API".
 */
export function createGitHubApi({ apiUrl, graphqlUrl, token, sleep, now }: GitHubApiOptions) {
  /** Waits before try `attempt` + 1. */
  const backOff = (attempt: number) => sleep(FIRST_WAIT_MS * 2 ** attempt);

  async function request(call: Call): Promise<Response> {
    for (let attempt = 0; ; attempt += 1) {
      const isLast = attempt + 1 >= MAX_TRIES;
      const response = await send(call).catch((error: unknown) => {
        if (isLast || !call.isRepeatable) throw new GitHubError(`${describe(call)}: ${causeOf(error)}`);
        return undefined;
      });
      if (response?.ok) return response;
      if (response === undefined) {
        await backOff(attempt);
        continue;
      }
      const text = await response.text();
      const limitMs = limitOf(response, text, now());
      const mayRepeat = limitMs !== undefined || (response.status >= 500 && call.isRepeatable);
      if (isLast || !mayRepeat || (limitMs ?? 0) > MAX_WAIT_MS) {
        throw new GitHubError(`${describe(call)}: ${response.status} ${reasonOf(text)}`, response.status);
      }
      await (limitMs === undefined ? backOff(attempt) : sleep(limitMs));
    }
  }

  function send({ method, url, body, accept = 'application/vnd.github+json' }: Call): Promise<Response> {
    return fetch(url, {
      method,
      headers: {
        accept,
        authorization: `Bearer ${token}`,
        'user-agent': 'promptfoo-metasc',
        'x-github-api-version': '2022-11-28',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
  }

  const toJson = async <T>(call: Call) => (await (await request(call)).json()) as T;

  /** All items of a list; requests each page when it is needed. */
  async function* list<T>(path: string): AsyncGenerator<T> {
    let url: string | undefined = `${apiUrl}${path}${path.includes('?') ? '&' : '?'}per_page=100`;
    for (let page = 0; url !== undefined && page < MAX_PAGES; page += 1) {
      const response: Response = await request({ method: 'GET', url, isRepeatable: true });
      yield* (await response.json()) as T[];
      url = nextPage(response, apiUrl);
    }
  }

  return {
    get: <T>(path: string) => toJson<T>({ method: 'GET', url: `${apiUrl}${path}`, isRepeatable: true }),
    /** The text of a file of a repository. */
    async file(path: string): Promise<string> {
      const accept = 'application/vnd.github.raw+json';
      return (await request({ method: 'GET', url: `${apiUrl}${path}`, accept, isRepeatable: true })).text();
    },
    list,
    /** Not retried if it may have taken effect. */
    post: <T>(path: string, body: unknown) =>
      toJson<T>({ method: 'POST', url: `${apiUrl}${path}`, body, isRepeatable: false }),
    patch: <T>(path: string, body: unknown) =>
      toJson<T>({ method: 'PATCH', url: `${apiUrl}${path}`, body, isRepeatable: true }),
    /** Login of the token's owner; an app's ends with `[bot]`. */
    async viewerLogin(): Promise<string> {
      const call = {
        method: 'POST',
        url: graphqlUrl,
        body: { query: '{ viewer { login } }' },
        isRepeatable: true,
      } as const;
      const { data } = await toJson<{ data?: { viewer?: { login?: string } } }>(call);
      const login = data?.viewer?.login;
      if (login === undefined) throw new GitHubError('POST graphql: no viewer');
      return login;
    },
    backOff,
  };
}

/** Milliseconds until a rate limit ends; undefined if the response isn't a rate limit. */
function limitOf({ status, headers }: Response, text: string, nowMs: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
  if (retryAfter >= 0) return retryAfter * 1_000;
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  if (headers.get('x-ratelimit-remaining') === '0' && reset > 0) return Math.max(0, reset * 1_000 - nowMs);
  return status === 429 || /secondary rate limit/i.test(text) ? SECONDARY_LIMIT_MS : undefined;
}

/** The next page, only on the same server: the token goes nowhere else. */
function nextPage({ headers }: Response, apiUrl: string): string | undefined {
  const next = /<([^>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1];
  return next !== undefined && new URL(next).origin === new URL(apiUrl).origin ? next : undefined;
}

function describe({ method, url }: Call): string {
  return `${method} ${new URL(url).pathname}`;
}

function causeOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
}

const MAX_REASON_CHARS = 200;

function reasonOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === 'string') return cut(message, MAX_REASON_CHARS);
  } catch {
    // A proxy's page: the status is enough.
  }
  return 'without a message';
}
