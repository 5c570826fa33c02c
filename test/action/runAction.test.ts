import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ActionInputs } from '../../action/inputs.ts';
import { runAction } from '../../action/runAction.ts';
import type { RunContext } from '../../action/runContext.ts';
import type { ActionTask, TaskOutcome } from '../../action/tasks.ts';
import { type GitHubOptions, REPOSITORY, startGitHub } from '../support/gitHubServer.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const SHA = 'abcdef0123456789';
const POLICY = 'metrics: { harm: {} }\n';
const INPUTS: ActionInputs = {
  head: '-head.json',
  base: 'base.json',
  policy: 'gate.yaml',
  title: 'MetaSC gate',
  comment: true,
  report: true,
  token: 'secret-token',
};

interface Scripted {
  readonly verdict?: string;
  readonly exitCode?: number;
  readonly markdown?: string;
  readonly stderr?: string;
  readonly report?: Partial<TaskOutcome>;
}

/** Scripted tasks, in a job on a loopback GitHub. */
async function setUp(script: Scripted = {}, gitHub: GitHubOptions = {}) {
  const folder = createTemporaryFolder();
  const server = await startGitHub({ files: { 'ba5e:gate.yaml': POLICY }, ...gitHub });
  const context: RunContext = {
    ...server,
    repository: REPOSITORY,
    runUrl: 'https://github.test/run/12',
    temporaryFolder: folder.path,
    outputFile: join(folder.path, 'output'),
    summaryFile: join(folder.path, 'summary'),
    change: { kind: 'pullRequest', number: 7, sha: SHA, isFork: false },
    baseSha: 'ba5e',
  };
  const tasks: ActionTask[] = [];
  const log: string[] = [];
  const { verdict = 'pass', exitCode = 0, markdown = '## metasc gate: pass\n', stderr = '' } = script;

  async function runTask(task: ActionTask): Promise<TaskOutcome> {
    tasks.push(task);
    if (task.kind === 'report') return { exitCode: 0, stdout: '', stderr: '', ...script.report };
    if (verdict !== '') writeFileSync(task.options.markdown ?? '', markdown);
    const because = 'says: so, 50 %\nor so';
    const metrics = [{ metric: 'harm', verdict, findings: [{ verdict, because }] }];
    const stdout = verdict === '' ? '' : JSON.stringify({ exitCode, verdict, findings: [], metrics, canaries: [] });
    return { exitCode, stdout, stderr };
  }

  return {
    folder: join(folder.path, 'promptfoo-metasc', 'metasc-gate'),
    context,
    server,
    tasks,
    run: (inputs: Partial<ActionInputs> = {}, change: Partial<RunContext> = {}) =>
      runAction(
        { ...INPUTS, ...inputs },
        { ...context, ...change },
        {
          runTask,
          write: (text) => void log.push(text),
          sleep: async () => {},
          now: Date.now,
        },
      ),
    log: () => log.join(''),
    summary: () => readFileSync(join(folder.path, 'summary'), 'utf8'),
    outputs: () => readOutputs(readFileSync(join(folder.path, 'output'), 'utf8')),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Reads outputs as GitHub does. */
function readOutputs(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/^([^\n]+)<<([^\n]+)\n(.*?)\n\2$/gms)].map(([, name, , value]) => [name, value]),
  );
}

describe('runAction', () => {
  it('gates, reports, comments, and sets every output', async () => {
    await using it = await setUp({ verdict: 'regress', exitCode: 1, markdown: '## metasc gate: regress\n' });
    expect(await it.run({ column: 'frozen', against: 'before' })).toBe(1);
    expect(it.tasks).toEqual([
      {
        kind: 'gate',
        options: {
          head: ['-head.json'],
          base: ['base.json'],
          policy: join(it.folder, 'policy/gate.yaml'),
          column: 'frozen',
          against: 'before',
          markdown: join(it.folder, 'gate.md'),
          junit: join(it.folder, 'junit.xml'),
          json: true,
        },
      },
      {
        kind: 'report',
        results: ['base.json', '-head.json'],
        options: { output: join(it.folder, 'report.html'), title: 'MetaSC gate' },
      },
    ]);
    const [comment] = it.server.comments;
    expect(comment?.body).toBe(
      '<!-- promptfoo-metasc:gate:MetaSC gate -->\n**MetaSC gate** of abcdef0 under `gate.yaml` of the base commit ba5e: [run, report and results](https://github.test/run/12)\n\n## metasc gate: regress\n',
    );
    expect(it.outputs()).toEqual({
      verdict: 'regress',
      'exit-code': '1',
      'report-path': join(it.folder, 'report.html'),
      'markdown-path': join(it.folder, 'gate.md'),
      'comment-url': comment?.html_url,
      'artifact-name': 'metasc-gate',
      folder: it.folder,
    });
    expect(it.summary()).toContain(`- Comment created: ${comment?.html_url}\n\n## metasc gate: regress\n`);
    expect(it.log()).toBe('::error title=MetaSC gate%3A regress::regress harm: says: so, 50 %25 or so\n');
    expect(JSON.parse(readFileSync(join(it.folder, 'gate.json'), 'utf8'))).toMatchObject({ verdict: 'regress' });
  });

  it('writes one comment over any number of runs', async () => {
    await using it = await setUp();
    for (let push = 0; push < 3; push += 1) expect(await it.run()).toBe(0);
    expect(it.server.comments).toHaveLength(1);
    expect(it.log()).toMatch(/^::notice title=MetaSC gate%3A pass::/);
  });

  it.each([
    [true, 'the pull request comes from a fork'],
    [false, 'the job lacks pull-requests: write'],
  ])('is not failed by a token that may not write (fork: %s), and says why', async (isFork, because) => {
    const fault = { status: 403, message: 'Resource not accessible by integration' };
    await using it = await setUp({}, { faults: { 'POST comments': [fault] } });
    expect(await it.run({}, { change: { kind: 'pullRequest', number: 7, sha: SHA, isFork } })).toBe(0);
    expect(it.summary()).toContain(`- No comment: ${because}`);
    expect(it.summary()).toContain('The verdict stands.');
    expect(it.log()).toContain(`::warning title=MetaSC gate::No comment: ${because}`);
    expect(it.outputs()['comment-url']).toBe('');
  });

  it('is invalid, and never a pass, when GitHub cannot give the policy', async () => {
    await using it = await setUp();
    await it.server[Symbol.asyncDispose]();
    expect(await it.run({ failOn: [] })).toBe(3);
    expect(it.tasks.map(({ kind }) => kind)).toEqual(['report']);
    expect(it.log()).toMatch(
      /^::error title=MetaSC gate%3A invalid::policy: GET .*contents\/gate.yaml: .*ECONNREFUSED/,
    );
    expect(it.summary()).toMatch(/- No comment: GET .*ECONNREFUSED/);
  });

  it.each([
    ['comment is false', { comment: false }, {}],
    ['aaaaaaa is the head of no open pull request', {}, { change: { kind: 'commit', sha: 'aaaaaaaa' } as const }],
    ['the run belongs to pull request 7, not to 9', { pullRequest: 9 }, {}],
  ])('writes no comment when %s', async (because, inputs, change) => {
    await using it = await setUp();
    expect(await it.run(inputs, change)).toBe(0);
    expect(it.summary()).toContain(`- No comment: ${because}\n`);
    expect(it.server.comments).toEqual([]);
  });

  it('is not failed by a GitHub that stops answering after the policy', async () => {
    const faults = { 'GET comments': Array.from({ length: 4 }, () => ({ status: 502 })) };
    await using it = await setUp({}, { faults });
    expect(await it.run()).toBe(0);
    expect(it.summary()).toMatch(/- No comment: GET .*: 502/);
  });

  it('ends with 64 when the base has no such policy, whatever fail-on says, and comments on it', async () => {
    await using it = await setUp({}, { files: {} });
    expect(await it.run({ failOn: [], report: false })).toBe(64);
    expect(it.tasks).toEqual([]);
    expect(it.outputs()).toMatchObject({ verdict: 'invalid', 'exit-code': '64' });
    expect(it.server.comments[0]?.body).toContain('expected gate.yaml in the base commit ba5e');
  });

  it.each([
    ['inconclusive', 2, undefined, 2, 'error'],
    ['inconclusive', 0, undefined, 0, 'warning'],
    ['inconclusive', 0, ['inconclusive'], 2, 'error'],
    ['inconclusive', 2, ['regress', 'invalid'], 0, 'warning'],
    ['invalid', 3, ['regress'], 0, 'warning'],
    ['regress', 1, [], 0, 'warning'],
    ['pass', 0, ['regress', 'inconclusive', 'invalid'], 0, 'notice'],
  ] as const)('ends %s with exit code %i and fail-on %j as %i', async (verdict, exitCode, failOn, expected, level) => {
    await using it = await setUp({ verdict, exitCode });
    expect(await it.run(failOn === undefined ? {} : { failOn })).toBe(expected);
    expect(it.log()).toMatch(new RegExp(`^::${level} `));
    expect(it.outputs()).toMatchObject({ verdict, 'exit-code': `${exitCode}` });
  });

  it.each([
    [64, 64],
    [0, 3],
    [1, 3],
    [137, 3],
  ])('fails when the gate comes to no verdict, exit code %i, whatever fail-on says', async (exitCode, expected) => {
    await using it = await setUp({ verdict: '', exitCode, stderr: 'boom\n```\n@octocat' });
    expect(await it.run({ failOn: [] })).toBe(expected);
    expect(it.outputs()).toMatchObject({ verdict: 'invalid' });
    expect(it.server.comments[0]?.body).toContain(
      '## metasc gate: invalid\n\n````text\nboom\n```\n@\u200boctocat\n````',
    );
    expect(it.log()).toMatch(/^::stop-commands::(.+)\nboom\n```\n@octocat\n::\1::\n::error /);
  });

  it('does not mistake results of an earlier run for its own', async () => {
    await using it = await setUp();
    await it.run();
    writeFileSync(join(it.folder, 'stale.txt'), '');
    await it.run();
    expect(() => readFileSync(join(it.folder, 'stale.txt'))).toThrow('ENOENT');
  });

  it('continues without a report that cannot be made, and reports it', async () => {
    await using it = await setUp({ report: { exitCode: 1, stderr: 'no rows\nhelp' } });
    expect(await it.run()).toBe(0);
    expect(it.outputs()['report-path']).toBe('');
    expect(it.summary()).toContain('- No report: no rows\n');
    expect(it.log()).toContain('::warning title=MetaSC gate::No report: no rows\n');
  });

  it('makes no report unless requested', async () => {
    await using it = await setUp();
    await it.run({ report: false });
    expect(it.tasks.map(({ kind }) => kind)).toEqual(['gate']);
  });

  it('renders model text inert in comment and summary', async () => {
    await using it = await setUp({ markdown: '@octocat ![x](https://evil.test/p.png) <img src=x> #1\n' });
    await it.run();
    for (const page of [it.server.comments[0]?.body ?? '', it.summary()]) {
      expect(page).not.toMatch(/@o|\]\(https:\/\/evil|<img|#1/);
    }
  });

  it('cuts a comment at 65,536 characters and the summary at 1 MiB, at a line', async () => {
    await using it = await setUp({ markdown: `${'x'.repeat(1_000)}\n`.repeat(2_000) });
    writeFileSync(it.context.summaryFile ?? '', 'y'.repeat(1_000));
    await it.run();
    const body = it.server.comments[0]?.body ?? '';
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body.length).toBeGreaterThan(64_000);
    expect(body).toMatch(
      /\nx{1000}\n\n_Cut: the rest is in the \[artifact of the run\]\(https:\/\/github\.test\/run\/12\)\._$/,
    );
    expect(Buffer.byteLength(it.summary())).toBeLessThanOrEqual(1024 * 1024);
    expect(Buffer.byteLength(it.summary())).toBeGreaterThan(1024 * 1024 - 2_000);
  });

  it('shows the token nowhere', async () => {
    await using it = await setUp({ stderr: 'x' }, { faults: { 'POST comments': [{ status: 401 }] } });
    await it.run();
    expect([...it.server.authorizations]).toEqual(['Bearer secret-token']);
    expect(it.log() + it.summary() + JSON.stringify([it.outputs(), it.tasks])).not.toContain('secret-token');
  });
});
