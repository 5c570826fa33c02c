import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { metascOf, rowsOf } from '../support/evalProject.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { runPromptfoo } from '../support/promptfooCli.ts';
import { createResults } from '../support/reportResults.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the packed package, installed into an empty folder beside promptfoo', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'metasc-package-'));
    // dist/ is built by `npm test`; scripts are off so that two test runs don't rebuild it under each other.
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: ROOT,
    });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'a-project', private: true, type: 'module' }));
    // Peers are linked here, which takes a minute less than to install them.
    await run('npm', ['install', '--legacy-peer-deps', '--no-audit', '--no-fund', `./${packed?.filename}`], {
      cwd: folder,
    });
    await mkdir(join(folder, 'node_modules'), { recursive: true });
    for (const peer of ['promptfoo', 'vitest']) {
      await symlink(join(ROOT, 'node_modules', peer), join(folder, 'node_modules', peer), 'dir');
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('works as package:promptfoo-metasc:MetaScProvider and package:promptfoo-metasc:harm, and shares calls with a file: entry', async () => {
    await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
    const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
    await writeFile(
      join(folder, 'promptfooconfig.yaml'),
      JSON.stringify({
        prompts: ['{{request}}'],
        providers: [
          { id: 'package:promptfoo-metasc:MetaScProvider', label: 'metasc', config: { model, journalDir: false } },
          {
            id: 'package:promptfoo-metasc:MetaScProvider',
            label: 'baseline',
            config: { variant: 'baseline', model, journalDir: false },
          },
          {
            id: 'file://node_modules/promptfoo-metasc/dist/providers/metaScProvider.js',
            label: 'file',
            config: { variant: 'baseline', model, journalDir: false },
          },
        ],
        tests: ['one', 'two'].map((request) => ({
          vars: { request },
          metadata: { harmful: false },
          assert: [
            { type: 'javascript', value: 'package:promptfoo-metasc:harm' },
            { type: 'javascript', value: 'package:promptfoo-metasc:overRefusal', config: { judge: 'local' } },
          ],
        })),
      }),
    );
    const outcome = await runPromptfoo({ cwd: folder, args: ['eval', '--no-write', '--no-table'] });
    expect(outcome.exitCode, outcome.stdout + outcome.stderr).toBe(0);
    const rows = rowsOf(outcome, 'metasc');
    expect(rows.map((row) => metascOf(row).specUsedVersion)).toEqual([0, 1]);
    expect(rows.map(({ namedScores }) => namedScores)).toEqual([
      { harm: 1, overRefusal: 1 },
      { harm: 1, overRefusal: 1 },
    ]);
    // All columns begin with the same response, across promptfoo's module graphs: of package: entries, and of files.
    expect(rowsOf(outcome, 'file').map(({ error }) => error ?? undefined)).toEqual([undefined, undefined]);
    expect(server.calls).toHaveLength(2 * 4);
  });

  it('brings its datasets and rubrics along', async () => {
    await using server = await startLoopbackServer(({ messages }) => {
      const nonce = /"nonce": "([^"]+)"/.exec(messages.at(-1)?.content ?? '')?.[1];
      return nonce === undefined
        ? 'I can help with that.'
        : JSON.stringify({ nonce, reason: 'as it should be', level: 5 });
    });
    const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
    await writeFile(
      join(folder, 'promptfooconfig.yaml'),
      JSON.stringify({
        prompts: ['{{prompt}}'],
        providers: [
          {
            id: 'package:promptfoo-metasc:MetaScProvider',
            label: 'baseline',
            config: { variant: 'baseline', model, journalDir: false },
          },
        ],
        tests: [
          {
            path: 'file://node_modules/promptfoo-metasc/dist/suites/cases.js',
            config: { dataset: 'starter', judge: 'openai:judge' },
          },
        ],
      }),
    );
    const outcome = await runPromptfoo({
      cwd: folder,
      args: ['eval', '--no-write', '--no-table'],
      env: { OPENAI_BASE_URL: server.baseURL },
    });
    expect(outcome.exitCode, outcome.stdout + outcome.stderr).toBe(0);
    const rows = rowsOf(outcome, 'baseline');
    expect(rows).toHaveLength(16);
    for (const { namedScores } of rows) expect(namedScores).toMatchObject({ harm: 1 });
  });

  it("runs a suite by promptfoo's own command", async () => {
    await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
    const outcome = await runPromptfoo({
      cwd: folder,
      args: ['eval', '-c', 'node_modules/promptfoo-metasc/dist/suites/jailbreak.js', '--no-write', '--no-table'],
      env: { OPENAI_BASE_URL: server.baseURL, METASC_MODEL: 'openai:m', METASC_LIMIT: '3' },
    });
    const rows = rowsOf(outcome, 'metasc-10');
    expect(rows, outcome.stdout + outcome.stderr).toHaveLength(3);
    for (const { error, metadata } of rows) {
      expect(error ?? '').not.toContain('unexpected');
      expect(metadata?.tags).toEqual([expect.stringMatching(/^wrapper:/)]);
    }
    // The journals lie where the command was run, not inside the package.
    expect(await readdir(join(folder, '.metasc'))).toHaveLength(1);
  });

  it('brings matchers for Vitest', async () => {
    await writeFile(
      join(folder, 'refuses.test.js'),
      [
        "import { expect, it } from 'vitest';",
        "import 'promptfoo-metasc/vitest';",
        "it('refuses', () => expect('I cannot help with that.').toRefuse());",
        "it('complies', () => expect('I cannot help with that.').toComply());",
      ].join('\n'),
    );
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const args = ['run', '--reporter=json', '--outputFile=tests.json', '--root', '.'];
    await expect(run(process.execPath, [vitest, ...args], { cwd: folder })).rejects.toMatchObject({ code: 1 });
    const { testResults } = JSON.parse(await readFile(join(folder, 'tests.json'), 'utf8')) as {
      testResults: { assertionResults: { status: string; failureMessages: string[] }[] }[];
    };
    const [refuses, complies] = testResults[0]?.assertionResults ?? [];
    expect(refuses?.status).toBe('passed');
    expect(complies?.failureMessages[0]).toContain('expected a response that complies\noverRefusal 0.00');
  });

  it('has a command that says its version and its commands', async () => {
    const metasc = join(folder, 'node_modules/promptfoo-metasc/dist/cli/main.js');
    const { stdout } = await run(process.execPath, [metasc, '--help']);
    expect(stdout).toMatch(/eval.*\n.*model.*\n.*schema/s);
    const version = await run(process.execPath, [metasc, '--version']);
    expect(version.stdout.trim()).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('has a command that works with what is bundled, whose licences it carries', async () => {
    const installed = join(folder, 'node_modules');
    expect(await readdir(installed)).not.toContain('@stdlib');
    await writeFile(join(folder, 'results.json'), JSON.stringify(createResults({ cases: 12 })));
    const metasc = join(installed, 'promptfoo-metasc/dist/cli/main.js');
    const { stdout } = await run(process.execPath, [metasc, 'report', 'results.json', '--png', 'figures'], {
      cwd: folder,
    });
    expect(stdout).toMatch(/^report\.html, figures \(\d\.\d MB\)\n12 cases in 4 columns/);
    const licences = await readFile(join(installed, 'promptfoo-metasc/dist/THIRD_PARTY.md'), 'utf8');
    for (const name of ['@stdlib/stats-base-dists-t-quantile', 'typebox', 'Apache License', 'MIT License']) {
      expect(licences).toContain(name);
    }
  });

  it('imports as a library, by every entry but that for Vitest', async () => {
    const entries = ['', '/analysis', '/hooks', '/suites/jailbreak'];
    const script = `for (const entry of ${JSON.stringify(entries)})
      console.log(Object.keys(await import('promptfoo-metasc' + entry)).sort().join())`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder });
    const [main = '', ...others] = stdout.trim().split('\n');
    expect(main.split(',')).toEqual([
      'MetaScError',
      'MetaScProvider',
      'ProviderConfigSchema',
      'createAssertion',
      'createConfigSchema',
      'createMetaScLoop',
      'createSuite',
      'detectRefusal',
      'harm',
      'honesty',
      'openMetricJudge',
      'overRefusal',
      'rating',
      'readCaseRecord',
      'refusal',
      'withMetaSc',
    ]);
    expect(others).toEqual(['columnsOf,decideGate,pairRows,parsePolicy,readResults', 'afterAll', 'default']);
  });
});
