import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createRawRow, JUDGE_HASH, toJsonFile } from '../analysis/results/resultFixture.ts';
import { type ActionJob, BASE_SHA, type JobOptions, startActionJob, TOKEN } from '../support/actionJob.ts';
import { WORKFLOW_BOT } from '../support/gitHubServer.ts';

const CASES = 60;
const POLICY = 'metrics: { harm: { margin: 0.1 } }\n';

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

/** A job whose workspace holds two results and nothing else; base has no harmful case. */
async function setUp(options: JobOptions = {}) {
  const job = await startActionJob({ files: { [`${BASE_SHA}:gate.yaml`]: POLICY }, ...options });
  job.workspace.write('base.json', results(0));
  return {
    ...job,
    artifact: (name: string) => job.temporary('promptfoo-metasc/metasc-gate', name),
    push(harmful: number, inputs: Readonly<Record<string, string>> = {}, env: NodeJS.ProcessEnv = {}) {
      job.workspace.write('head.json', results(harmful));
      return job.step({ head: 'head.json', base: 'base.json', policy: 'gate.yaml', report: 'false', ...inputs }, env);
    },
  };
}

describe.concurrent('the action in a repository that has nothing of this package', () => {
  it('gates two pushes for real, and leaves one comment with the verdict of the last', async () => {
    await using it = await setUp();
    const worse = await it.push(20, { report: 'true' });
    expect(worse).toMatchObject({ exitCode: 1, stderr: '' });
    expect(worse.stdout).toMatch(/^::error title=MetaSC gate%3A regress::regress harm: 20 broken/);
    expect(it.server.comments.map(({ user }) => user.login)).toEqual([WORKFLOW_BOT]);
    const [comment] = it.server.comments;
    expect(comment?.body).toMatch(/^<!-- promptfoo-metasc:gate:MetaSC gate -->\n.*\n\n## metasc gate: regress\n/);
    expect(comment?.body).toContain('of abcdef0 under `gate.yaml` of the base commit 0123456:');
    expect(comment?.body).toContain('Sure, @\u200boctocat');
    expect(comment?.body.slice(60)).not.toMatch(/@octocat|<img|#1/);

    for (const name of ['gate.json', 'gate.md', 'junit.xml', 'policy/gate.yaml']) {
      expect(existsSync(it.artifact(name)), name).toBe(true);
    }
    const report = readFileSync(it.artifact('report.html'), 'utf8');
    expect(report).toMatch(/^<!doctype html>[\s\S]*<svg[\s\S]*<script>\(\(\) => \{/i);
    expect(it.output()).toContain(`\n${it.artifact('report.html')}\n`);

    const same = await it.push(0);
    expect(same).toMatchObject({ exitCode: 0, stderr: '' });
    expect(it.server.comments).toHaveLength(1);
    expect(comment?.body).toContain('\n## metasc gate: pass\n');
    expect(existsSync(it.artifact('report.html')), 'the report of the run before').toBe(false);

    const output = it.output();
    expect(output).toMatch(/verdict<<(.+)\nregress\n\1\n/);
    expect(output).toMatch(/verdict<<(.+)\npass\n\1\n/);
    expect(it.summary()).toMatch(/- Comment created: https:.*\n\n## metasc gate: regress.+## metasc gate: pass/s);
    expect(worse.stdout + output + it.summary()).not.toContain(TOKEN);
  });

  it('writes its comment through a lost answer and a rate limit', async () => {
    const limit = { status: 403, headers: { 'retry-after': '0' }, message: 'You have exceeded a secondary rate limit' };
    await using it = await setUp({
      faults: { 'POST comments': [{ status: 502, isDone: true }], 'GET comments': [limit], 'GET contents': [limit] },
    });
    expect(await it.push(0)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(it.server.comments).toHaveLength(1);
  });

  it('reads every input under the name that GitHub gives it', async () => {
    await using it = await setUp();
    expect(await it.push(20, { 'fail-on': 'none', 'pull-request': '9', title: 'Ehrlichkeit' })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^::warning title=Ehrlichkeit%3A regress::/),
    });
    expect(it.summary()).toContain('No comment: the run belongs to pull request 7, not to 9');
  });

  it('ends with 64 and an annotation when an input is wrong, or the policy', async () => {
    await using it = await setUp();
    expect(await it.push(0, { comment: 'maybe' })).toEqual({
      exitCode: 64,
      stdout: '::error title=MetaSC gate::comment: expected true or false, got "maybe"\n',
      stderr: '',
    });
    const { exitCode, stdout } = await it.push(0, { policy: 'none.yaml', 'fail-on': 'none' });
    expect(exitCode).toBe(64);
    expect(stdout).toMatch(
      /^::error title=MetaSC gate%3A invalid::policy: expected none\.yaml in the base commit 0123456/,
    );
    expect(it.server.comments[0]?.body).toContain('merge it first');
  });

  it('takes results that cannot be read for invalid', async () => {
    await using it = await setUp();
    expect(await it.push(0, { head: 'none.json' })).toMatchObject({ exitCode: 3 });
    expect(it.output()).toMatch(/verdict<<(.+)\ninvalid\n\1\n/);
  });

  it('says outside a job what to use instead', async () => {
    await using it = await setUp();
    const { exitCode, stdout } = await it.push(0, {}, { GITHUB_REPOSITORY: '' });
    expect(exitCode).toBe(64);
    expect(stdout).toContain('use metasc gate');
  });
});

describe.concurrent('a change that wants to pass', () => {
  it('cannot loosen policy and calibration record: both are those of the base commit', async () => {
    const record = (kappa: number) => JSON.stringify(createRecord(kappa));
    const strict = 'metrics: { harm: { margin: 0.1, calibration: { record: ../kappa/harm.json, minKappa: 0.6 } } }\n';
    await using it = await setUp({
      files: { [`${BASE_SHA}:evals/gate.yaml`]: strict, [`${BASE_SHA}:kappa/harm.json`]: record(0.2) },
    });
    it.workspace.write('evals/gate.yaml', 'metrics: { harm: { margin: 0.99 } }\n');
    it.workspace.write('kappa/harm.json', record(0.9));
    const { exitCode, stdout } = await it.push(20, { policy: 'evals/gate.yaml' });
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/::invalid harm: the judge's kappa is 0\.2/);
    expect(it.server.calls.filter((call) => call.includes('/contents/'))).toEqual([
      `GET /repos/owner/project/contents/evals/gate.yaml?ref=${BASE_SHA}`,
      `GET /repos/owner/project/contents/kappa/harm.json?ref=${BASE_SHA}`,
    ]);
  });

  it.each([
    ['in the folder of the runner', false],
    ['in the workspace itself', true],
  ])('runs no code that it brings along, with the action %s', async (_, isLocal) => {
    await using it = await setUp({ isLocal });
    const trace = plantPackages(it);
    const { exitCode, stderr } = await it.push(20, { report: 'true' });
    expect(existsSync(trace) ? readFileSync(trace, 'utf8') : 'nothing ran').toBe('nothing ran');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(existsSync(it.artifact('report.html'))).toBe(true);
  });

  it('finds no token in the processes that read its results', async () => {
    await using it = await setUp();
    const trace = it.workspace.join('environments');
    const spy = it.workspace.write(
      'spy.mjs',
      `import { appendFileSync } from 'node:fs';
       const { argv, env } = process;
       appendFileSync(${JSON.stringify(trace)}, JSON.stringify({ task: argv[2], env }) + '\\n');`,
    );
    const NODE_OPTIONS = `--import=${pathToFileURL(spy)}`;
    expect(await it.push(0, { report: 'true' }, { NODE_OPTIONS })).toMatchObject({ exitCode: 0 });
    const processes = readFileSync(trace, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { task?: string; env: NodeJS.ProcessEnv });
    const [action, ...readers] = processes;
    expect(JSON.stringify(action?.env)).toContain(TOKEN);
    expect(readers.map(({ task = '' }) => JSON.parse(task).kind)).toEqual(['gate', 'report']);
    for (const { env } of readers) expect(Object.keys(env)).toEqual(['NODE_OPTIONS']);
  });
});

/** Calibration record of `harm` as `metasc calibrate` writes it. */
function createRecord(kappa: number) {
  return {
    schemaVersion: 1,
    assertion: 'harm',
    judge: 'local',
    judgeHash: JUDGE_HASH,
    dataSha256: 'a'.repeat(64),
    n: 100,
    scored: 100,
    figures: { kappa: { value: kappa } },
  };
}

/**
 * Puts packages into the workspace's node_modules, under the names of all that the bundle contains, of what it leaves out
 * and of this package; commands into its `.bin`, first on the path; and makes the workspace call itself this package.
 *
 * @returns the file that each of them writes when it runs
 */
function plantPackages({ workspace }: ActionJob): string {
  const trace = workspace.join('trace');
  const thirdParty = readFileSync(fileURLToPath(new URL('../../action/dist/THIRD_PARTY.md', import.meta.url)), 'utf8');
  const bundled = [...thirdParty.matchAll(/^## (.+)$/gm)].flatMap(([, names = '']) =>
    names.split(', ').map((name) => name.replace(/ [\d.]+\S*$/, '')),
  );
  expect(bundled).toEqual(expect.arrayContaining(['vega', 'yaml', 'ajv']));
  const leave = `appendFileSync(${JSON.stringify(trace)}, import.meta.filename + ' ' + process.env.INPUT_TOKEN + '\\n');`;
  const code = `import { appendFileSync } from 'node:fs';\n${leave}\nexport default {};\n`;
  const manifest = (name: string) =>
    JSON.stringify({ name, version: '99.0.0', type: 'module', exports: { '.': './main.js', './*': './main.js' } });
  for (const name of [...bundled, 'promptfoo-metasc', 'promptfoo', 'canvas', '@resvg/resvg-js', 'node-llama-cpp']) {
    workspace.write(join('node_modules', name, 'package.json'), manifest(name));
    workspace.write(join('node_modules', name, 'main.js'), code);
  }
  for (const name of ['metasc', 'promptfoo-metasc', 'node', 'npm', 'npx', 'git']) {
    chmodSync(workspace.write(`node_modules/.bin/${name}`, `#!/bin/sh\necho "$0 $INPUT_TOKEN" >> '${trace}'\n`), 0o755);
  }
  workspace.write('package.json', manifest('promptfoo-metasc'));
  workspace.write('main.js', code);
  return trace;
}
