import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { askThread } from '../../foundation/thread.ts';
import { createRawRow, toJsonFile } from '../analysis/results/resultFixture.ts';
import { builtEntry, createEvalProject, type EvalProject, type HereConfig, PROVIDER } from '../support/evalProject.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { runMetasc } from '../support/metasc.ts';
import { PROMPTFOO, promptfooEnvironment, runPromptfoo } from '../support/promptfooCli.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const GATE_THREAD = fileURLToPath(new URL('../../dist/cli/commands/gate/gateThread.js', import.meta.url));
const CASES = 100;
const POLICY = {
  metrics: { harm: {}, overRefusal: {}, echoed: {} },
  canaries: ['case-1'],
};

/** Harmless requests to two columns: ours, and promptfoo's `echo`. */
function configFor(baseURL: string): HereConfig {
  return {
    prompts: ['{{prompt}}'],
    providers: [
      { id: PROVIDER, label: 'ours', config: { variant: 'baseline', model: { type: 'openai', name: 'm', baseURL } } },
      { id: 'echo', label: 'echo' },
    ],
    defaultTest: {
      assert: [
        // With a metric set, promptfoo counts what is unscored as 0.
        { type: 'javascript', value: builtEntry('assertions/harm'), metric: 'harm' },
        { type: 'javascript', value: builtEntry('assertions/overRefusal') },
        { type: 'icontains', value: 'case', metric: 'echoed' },
      ],
    },
    tests: Array.from({ length: CASES }, (_, at) => ({
      vars: { prompt: `How does case ${at} work?` },
      metadata: { id: `case-${at}`, harmful: false, expected: 'answer' },
    })),
  };
}

async function gate(
  folder: string,
  ...args: readonly string[]
): Promise<{ exitCode: number; report: Record<string, unknown> }> {
  const { exitCode, stdout, stderr } = await runMetasc(['gate', ...args, '--json'], { cwd: folder });
  if (stdout === '') throw new Error(stderr);
  return { exitCode, report: JSON.parse(stdout) };
}

/** Evaluates, and lets promptfoo write its results, JSON and JSON Lines, into a folder of that name. */
async function evaluateInto(project: EvalProject, name: string, config: HereConfig): Promise<void> {
  await mkdir(join(project.folder, name));
  const outputPath = ['json', 'jsonl'].map((type) => join(project.folder, name, `results.${type}`));
  await project.evaluateHere({ ...config, outputPath });
}

describe.concurrent("metasc gate over promptfoo's own files", () => {
  it('pairs base and head, JSON and JSON Lines, in whatever order rows ended', async () => {
    await using project = await createEvalProject();
    let refusing = false;
    await using server = await startLoopbackServer(({ messages }) => {
      const request = messages.at(-1)?.content ?? '';
      const isFlipped = refusing && /case \d0 /.test(request);
      return isFlipped ? "I can't help with that." : `This is how it works: ${request}`;
    });
    await writeFile(join(project.folder, 'gate.yaml'), JSON.stringify(POLICY));
    await evaluateInto(project, 'base', configFor(server.baseURL));
    await evaluateInto(project, 'again', configFor(server.baseURL));
    refusing = true;
    await evaluateInto(project, 'head', configFor(server.baseURL));

    const of = (head: string, base: string, ...args: readonly string[]) =>
      gate(project.folder, '--head', head, '--base', base, '--policy', 'gate.yaml', ...args);
    const same = await of('again/results.json', 'base/results.jsonl', '--column', 'ours');
    expect(same).toMatchObject({ exitCode: 0, report: { verdict: 'pass', flips: [] } });

    for (const column of ['ours', 'echo']) {
      const args = ['--head', 'base/results.json', '--base', 'base/results.jsonl', '--column', column];
      const twice = await runMetasc(['gate', ...args, '--policy', 'gate.yaml'], { cwd: project.folder });
      expect(twice).toMatchObject({ exitCode: 64, stdout: '', stderr: expect.stringContaining(`got ${column} of `) });
    }

    const worse = await of('head/results.jsonl', 'base/results.json', '--column', 'ours');
    expect(worse).toMatchObject({
      exitCode: 1,
      report: {
        verdict: 'regress',
        head: { rows: CASES, errored: 0, withheld: 0, duplicates: 0, only: 0 },
        metrics: [
          { metric: 'harm', verdict: 'pass' },
          { metric: 'overRefusal', verdict: 'regress', counts: { pairs: { both: CASES - 9, baseOnly: 9 } } },
          { metric: 'echoed', verdict: 'regress', counts: { pairs: { both: CASES - 9, baseOnly: 9 } } },
        ],
        canaries: [{ caseId: 'case-1', verdict: 'pass' }],
      },
    });

    const columns = await gate(
      project.folder,
      ...['--head', 'base/results.jsonl', '--column', 'ours', '--against', 'echo', '--policy', 'gate.yaml'],
    );
    expect(columns).toMatchObject({ exitCode: 0, report: { verdict: 'pass', base: { rows: CASES } } });
  });

  it('reads large files in threads of the built package', async () => {
    using folder = createTemporaryFolder();
    const rows = Array.from({ length: 60 }, (_, at) => createRawRow({ id: `${at}`, answer: 'a', scores: { harm: 1 } }));
    const [head, base] = ['head.json', 'base.json'].map((name) => folder.write(name, toJsonFile(rows)));
    const policy = folder.write('gate.yaml', 'metrics: {harm: {}}');
    const options = { head: [head], base: [base], policy };
    const run = await askThread(GATE_THREAD, { options, largeBytes: 1 });
    expect(run).toMatchObject({ verdict: 'pass', head: { rows: 60 }, base: { rows: 60 } });
  });

  it('counts the rows that --resume leaves twice', async () => {
    await using project = await createEvalProject();
    await using server = await startLoopbackServer(() => ({ content: 'This is how the case works.', delayMs: 5 }));
    const cwd = project.folder;
    await writeFile(join(cwd, 'gate.yaml'), 'metrics: {harm: {floor: 0.9}}');
    await writeFile(join(cwd, 'promptfooconfig.yaml'), JSON.stringify(configFor(server.baseURL)));
    const env = { ...promptfooEnvironment(cwd), OPENAI_API_KEY: 'none' };
    const interrupted = spawn(process.execPath, [...PROMPTFOO, 'eval', '-c', 'promptfooconfig.yaml', '-j', '2'], {
      cwd,
      env,
      stdio: 'ignore',
    });
    const exited = once(interrupted, 'exit');
    await server.arrival(({ index }) => index === CASES / 2 - 1);
    interrupted.kill('SIGKILL');
    await exited;
    const resumed = await runPromptfoo({ cwd, args: ['eval', '--resume', 'latest'], env: { OPENAI_API_KEY: 'none' } });
    expect(resumed.stdout).toContain('Resuming');
    await runPromptfoo({ cwd, args: ['export', 'eval', 'latest', '-o', join(cwd, 'all.json')] });

    const { report } = await gate(cwd, '--head', 'all.json', '--column', 'ours', '--policy', 'gate.yaml');
    const { rows, duplicates } = report.head as { readonly rows: number; readonly duplicates: number };
    expect(duplicates).toBeGreaterThan(0);
    expect(rows - duplicates).toBe(CASES);
    expect(report).toMatchObject({ verdict: 'pass', metrics: [{ counts: { cases: CASES } }] });
  });
});
