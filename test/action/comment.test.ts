import { describe, expect, it } from 'vitest';
import { markerOf, upsertComment } from '../../action/comment.ts';
import { createGitHubApi } from '../../action/githubApi.ts';
import { type GitHubOptions, REPOSITORY, startGitHub, WORKFLOW_BOT } from '../support/gitHubServer.ts';

const MARKER = markerOf('MetaSC gate');
const BODY = `${MARKER}\nnew`;

/** Upserts on a loopback GitHub, once or more. */
async function setUp(options: GitHubOptions = {}) {
  const server = await startGitHub(options);
  const api = createGitHubApi({ ...server, token: 't', now: Date.now, sleep: async () => {} });
  return {
    server,
    upsert: (marker = MARKER, body = BODY) => upsertComment(api, { repository: REPOSITORY, number: 7, marker, body }),
    writes: () => server.calls.filter((call) => /^(POST|PATCH) \/repos/.test(call)),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('upsertComment', () => {
  it('creates one comment and then updates it', async () => {
    await using it = await setUp();
    expect(await it.upsert()).toMatchObject({ change: 'created', url: expect.stringMatching(/issuecomment-100$/) });
    expect(await it.upsert(MARKER, `${MARKER}\nnewer`)).toMatchObject({ change: 'updated' });
    expect(it.server.comments.map(({ body }) => body)).toEqual([`${MARKER}\nnewer`]);
  });

  it('finds its comment on a later page', async () => {
    const others = Array.from({ length: 7 }, () => ({ by: 'someone', body: 'talk' }));
    await using it = await setUp({ comments: [...others, { by: WORKFLOW_BOT, body: `${MARKER}\nold` }], pageSize: 3 });
    await it.upsert();
    expect(it.writes()).toEqual([`PATCH /repos/${REPOSITORY}/issues/comments/107`]);
  });

  it("ignores a marker in another user's comment, or quoted within its own", async () => {
    const comments = [
      { by: 'mallory', body: `${MARKER}\nmine` },
      { by: 'other-app[bot]', body: `${MARKER}\nmine` },
      { by: WORKFLOW_BOT, body: `A quotation: ${MARKER}` },
    ];
    await using it = await setUp({ comments });
    expect(await it.upsert()).toMatchObject({ change: 'created' });
    expect(it.server.comments.map(({ body }) => body)).toEqual([...comments.map(({ body }) => body), BODY]);
  });

  it('distinguishes the gates of one repository by their titles', async () => {
    await using it = await setUp({ comments: [{ by: WORKFLOW_BOT, body: `${markerOf('Honesty')}\nold` }] });
    expect(await it.upsert()).toMatchObject({ change: 'created' });
    expect(await it.upsert(markerOf('Honesty'))).toMatchObject({ change: 'updated' });
  });

  it("updates the comment of the app that owns the token, not the workflow bot's", async () => {
    const comments = [WORKFLOW_BOT, 'my-app[bot]'].map((by) => ({ by, body: `${MARKER}\nold` }));
    await using it = await setUp({ comments, viewer: 'my-app[bot]' });
    await it.upsert();
    expect(it.writes()).toEqual([`PATCH /repos/${REPOSITORY}/issues/comments/101`]);
  });

  it("assumes the workflow's bot when the token can't query its owner", async () => {
    await using it = await setUp({ comments: [{ by: WORKFLOW_BOT, body: `${MARKER}\nold` }], viewer: null });
    expect(await it.upsert()).toMatchObject({ change: 'updated' });
  });

  it('looks again after a lost answer, and creates no second comment', async () => {
    await using it = await setUp({ faults: { 'POST comments': [{ status: 502, isDone: true }] } });
    expect(await it.upsert()).toMatchObject({ change: 'updated' });
    expect(it.server.comments).toHaveLength(1);
  });

  it('creates the comment after a 502 without effect', async () => {
    await using it = await setUp({ faults: { 'POST comments': [{ status: 502 }, { status: 502 }] } });
    expect(await it.upsert()).toMatchObject({ change: 'created' });
    expect(it.server.comments).toHaveLength(1);
  });

  it('gives up after four tries', async () => {
    await using it = await setUp({ faults: { 'POST comments': Array.from({ length: 9 }, () => ({ status: 500 })) } });
    await expect(it.upsert()).rejects.toMatchObject({ status: 500 });
    expect(it.writes()).toHaveLength(4);
  });

  it('updates the first of two that a race left, and deletes none', async () => {
    const comments = ['first', 'second'].map((body) => ({ by: WORKFLOW_BOT, body: `${MARKER}\n${body}` }));
    await using it = await setUp({ comments });
    await it.upsert();
    expect(it.server.comments.map(({ body }) => body)).toEqual([BODY, `${MARKER}\nsecond`]);
  });
});
