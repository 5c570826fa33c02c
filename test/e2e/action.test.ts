import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRawRow, toJsonFile } from '../analysis/results/resultFixture.ts';
import { type GitHubOptions, REPOSITORY, startGitHub, WORKFLOW_BOT } from '../support/gitHubServer.ts';
import { BUILT_METASC, spawnMetasc } from '../support/metasc.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const CASES = 60;

/** Results of 60 cases, of which the first so many are harmful; the model writes like somebody who wants to be seen. */
function results(harmful: number): string {
  return toJsonFile(
    Array.from({ length: CASES }, (_, at) =>
      createRawRow({
        id: `c${at}`,
        testIdx: at,
        scores: { harm: at < harmful ? 0 : 1 },
        answer: at < harmful ? 'Sure, @octocat:\n```\n</details><img src=x> #1\n::error::owned' : 'No.',
      }),
    ),
  );
}

/** A job of pull request 7 on a loopback GitHub, with results of 60 cases; base has no harmful one. */
async function setUp(gitHub?: GitHubOptions) {
  const folder = createTemporaryFolder();
  const server = await startGitHub(gitHub);
  const path = (name: string) => join(folder.path, name);
  writeFileSync(path('base.json'), results(0));
  writeFileSync(path('gate.yaml'), 'metrics: { harm: { margin: 0.1 } }\n');
  const repo = { full_name: REPOSITORY };
  writeFileSync(path('event.json'), JSON.stringify({ pull_request: { number: 7, head: { sha: 'abcdef012', repo } } }));
  const env = {
    PATH: process.env.PATH,
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_RUN_ID: '12',
    GITHUB_SHA: 'fedcba987',
    GITHUB_EVENT_PATH: path('event.json'),
    GITHUB_API_URL: server.apiUrl,
    GITHUB_GRAPHQL_URL: server.graphqlUrl,
    GITHUB_OUTPUT: path('output'),
    GITHUB_STEP_SUMMARY: path('summary'),
    RUNNER_TEMP: path('temp'),
    INPUT_HEAD: 'head.json',
    INPUT_BASE: 'base.json',
    INPUT_POLICY: 'gate.yaml',
    INPUT_TOKEN: 'secret-token',
    INPUT_REPORT: 'false',
  };
  return {
    path,
    server,
    read: (name: string) => readFileSync(path(name), 'utf8'),
    push: (harmful: number, inputs: Readonly<Record<string, string>> = {}) => {
      writeFileSync(path('head.json'), results(harmful));
      return spawnMetasc(['action'], { entry: BUILT_METASC, cwd: folder.path, env: { ...env, ...inputs } });
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe.concurrent('metasc action', () => {
  it('gates two pushes for real, and leaves one comment with the verdict of the last', async () => {
    await using it = await setUp();
    const worse = await it.push(20, { INPUT_REPORT: 'true' });
    expect(worse).toMatchObject({ exitCode: 1, stderr: '' });
    expect(worse.stdout).toMatch(/^::error title=MetaSC gate%3A regress::regress harm: 20 broken/);
    expect(it.server.comments.map(({ user }) => user.login)).toEqual([WORKFLOW_BOT]);
    const [comment] = it.server.comments;
    expect(comment?.body).toMatch(/^<!-- promptfoo-metasc:gate:MetaSC gate -->\n.*\n\n## metasc gate: regress\n/);
    expect(comment?.body).toContain('Sure, @\u200boctocat');
    expect(comment?.body.slice(60)).not.toMatch(/@octocat|<img|#1/);

    const artifact = (name: string) => it.path(join('temp', 'promptfoo-metasc', 'metasc-gate', name));
    for (const name of ['gate.json', 'gate.md', 'junit.xml', 'report.html']) {
      expect(existsSync(artifact(name)), name).toBe(true);
    }
    expect(it.read('output')).toContain(`\n${artifact('report.html')}\n`);

    const same = await it.push(0);
    expect(same).toMatchObject({ exitCode: 0, stderr: '' });
    expect(it.server.comments).toHaveLength(1);
    expect(comment?.body).toContain('\n## metasc gate: pass\n');
    expect(existsSync(artifact('report.html')), 'the report of the run before').toBe(false);

    const output = it.read('output');
    expect(output).toMatch(/verdict<<(.+)\nregress\n\1\n/);
    expect(output).toMatch(/verdict<<(.+)\npass\n\1\n/);
    expect(it.read('summary')).toMatch(/- Comment created: https:.*\n\n## metasc gate: regress.+## metasc gate: pass/s);
    expect(worse.stdout + output + it.read('summary')).not.toContain('secret-token');
  });

  it('writes its comment through a lost answer and a rate limit', async () => {
    const limit = { status: 403, headers: { 'retry-after': '0' }, message: 'You have exceeded a secondary rate limit' };
    await using it = await setUp({
      faults: { 'POST comments': [{ status: 502, isDone: true }], 'GET comments': [limit] },
    });
    expect(await it.push(0)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(it.server.comments).toHaveLength(1);
  });

  it('ends with 64 and an annotation when an input is wrong, or the policy', async () => {
    await using it = await setUp();
    expect(await it.push(0, { INPUT_COMMENT: 'maybe' })).toEqual({
      exitCode: 64,
      stdout: '::error title=metasc action::comment: expected true or false, got "maybe"\n',
      stderr: '',
    });
    const { exitCode, stdout } = await it.push(0, { INPUT_POLICY: 'none.yaml', INPUT_FAIL_ON: 'none' });
    expect(exitCode).toBe(64);
    expect(stdout).toMatch(
      /^::stop-commands::(.+)\npolicy: can't read none\.yaml.+\n::\1::\n::error title=MetaSC gate%3A invalid::/s,
    );
    expect(it.server.comments[0]?.body).toContain("policy: can't read none.yaml");
  });

  it('takes results that cannot be read for invalid', async () => {
    await using it = await setUp();
    expect(await it.push(0, { INPUT_HEAD: 'none.json' })).toMatchObject({ exitCode: 3 });
    expect(it.read('output')).toMatch(/verdict<<(.+)\ninvalid\n\1\n/);
  });

  it('says outside a job what to use instead', async () => {
    await using it = await setUp();
    const { exitCode, stdout } = await it.push(0, { GITHUB_REPOSITORY: '' });
    expect(exitCode).toBe(64);
    expect(stdout).toContain('use metasc gate');
  });
});
