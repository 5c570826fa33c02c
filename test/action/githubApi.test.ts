import { describe, expect, it } from 'vitest';
import { createGitHubApi, GitHubError } from '../../action/githubApi.ts';
import { type GitHubOptions, REPOSITORY, startGitHub } from '../support/gitHubServer.ts';

const COMMENTS = `/repos/${REPOSITORY}/issues/7/comments`;
const NOW = 1_700_000_000_000;

/** The API on a loopback GitHub; waits are recorded instead of waited. */
async function setUp(options: GitHubOptions = {}) {
  const server = await startGitHub(options);
  const waits: number[] = [];
  const api = createGitHubApi({
    ...server,
    token: 'the-token',
    now: () => NOW,
    sleep: async (ms) => void waits.push(ms),
  });
  return { server, api, waits, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const read: T[] = [];
  for await (const item of items) read.push(item);
  return read;
}

describe('createGitHubApi', () => {
  it('follows pages, and requests only those that are read', async () => {
    const comments = Array.from({ length: 5 }, (_, index) => ({ by: 'someone', body: `${index}` }));
    await using it = await setUp({ comments, pageSize: 2 });
    expect(await all(it.api.list<{ body: string }>(COMMENTS))).toMatchObject(comments.map(({ body }) => ({ body })));
    expect(it.server.calls).toEqual([
      `GET ${COMMENTS}?per_page=100`,
      `GET ${COMMENTS}?per_page=100&page=2`,
      `GET ${COMMENTS}?per_page=100&page=3`,
    ]);
    for await (const _ of it.api.list(COMMENTS)) break;
    expect(it.server.calls).toHaveLength(4);
  });

  it('follows no link to another server: the token stays here', async () => {
    const elsewhere = { link: '<http://127.0.0.2:1/next>; rel="next"' };
    await using it = await setUp({ faults: { 'GET comments': [{ status: 200, body: [], headers: elsewhere }] } });
    expect(await all(it.api.list(COMMENTS))).toEqual([]);
    expect(it.server.calls).toHaveLength(1);
  });

  it('retries a read after a 5xx, and doubles the wait each time', async () => {
    await using it = await setUp({ faults: { 'GET comments': [{ status: 502 }, { status: 500 }, { status: 503 }] } });
    expect(await all(it.api.list(COMMENTS))).toEqual([]);
    expect(it.waits).toEqual([1_000, 2_000, 4_000]);
  });

  it('gives up after four tries, and reports the call and the answer', async () => {
    await using it = await setUp({ faults: { 'GET comments': Array.from({ length: 5 }, () => ({ status: 502 })) } });
    const error = await all(it.api.list(COMMENTS)).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(GitHubError);
    expect(error).toMatchObject({ status: 502, message: `GET ${COMMENTS}: 502 status 502` });
    expect(it.server.calls).toHaveLength(4);
    expect(error.message).not.toContain('the-token');
  });

  it('never repeats a POST after a 5xx, because it may have taken effect', async () => {
    await using it = await setUp({ faults: { 'POST comments': [{ status: 502 }] } });
    const error = await it.api.post(COMMENTS, { body: 'once' }).catch((thrown) => thrown);
    expect(error).toMatchObject({ status: 502, isUnclear: true });
    expect(it.server.calls).toHaveLength(1);
  });

  it.each([
    ['retry-after', { status: 403, headers: { 'retry-after': '7' } }, 7_000],
    [
      'the reset of a used-up limit',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${NOW / 1_000 + 5}` } },
      5_000,
    ],
    [
      'a minute, where a limit does not say',
      { status: 403, message: 'You have exceeded a secondary rate limit.' },
      60_000,
    ],
    ['a minute after a bare 429', { status: 429 }, 60_000],
  ])('waits for a rate limit as long as %s says, also before a POST', async (_, fault, wait) => {
    await using it = await setUp({ faults: { 'POST comments': [fault] } });
    await it.api.post(COMMENTS, { body: 'text' });
    expect(it.waits).toEqual([wait]);
    expect(it.server.comments).toHaveLength(1);
  });

  it('does not wait out a limit longer than two minutes', async () => {
    await using it = await setUp({ faults: { 'GET comments': [{ status: 429, headers: { 'retry-after': '3600' } }] } });
    await expect(all(it.api.list(COMMENTS))).rejects.toMatchObject({ status: 429 });
    expect(it.waits).toEqual([]);
  });

  it('treats a plain 403 as an answer', async () => {
    const fault = { status: 403, message: 'Resource not accessible by integration' };
    await using it = await setUp({ faults: { 'POST comments': [fault] } });
    await expect(it.api.post(COMMENTS, {})).rejects.toMatchObject({
      status: 403,
      isUnclear: false,
      message: `POST ${COMMENTS}: 403 Resource not accessible by integration`,
    });
    expect(it.waits).toEqual([]);
  });

  it('reports that no server answers', async () => {
    await using it = await setUp();
    await it.server[Symbol.asyncDispose]();
    const error = await it.api.get('/user').catch((thrown: GitHubError) => thrown);
    expect(error).toMatchObject({ name: 'GitHubError', status: undefined, isUnclear: true });
    expect((error as GitHubError).message).toMatch(/^GET \/user: .*ECONNREFUSED/);
    expect(it.waits).toEqual([1_000, 2_000, 4_000]);
  });

  it('asks for the login of the token', async () => {
    await using it = await setUp({ viewer: 'my-app[bot]' });
    expect(await it.api.viewerLogin()).toBe('my-app[bot]');
    expect([...it.server.authorizations]).toEqual(['Bearer the-token']);
  });
});
