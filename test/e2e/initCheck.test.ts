import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../../cli/commands/init/check/checkRun.ts';
import { BUILT_METASC, type MetascOutcome, spawnMetasc } from '../support/metasc.ts';
import { type OpenProject, openProject } from '../support/projects.ts';
import { promptfooEnvironment } from '../support/promptfooCli.ts';
import { startTargetServer } from '../support/targetServer.ts';

describe.concurrent('metasc init --check', () => {
  function check({ folder, own, env }: OpenProject, ...args: string[]): Promise<MetascOutcome> {
    const call = { cwd: folder.path, env: { ...promptfooEnvironment(folder.path), ...env }, entry: BUILT_METASC };
    return spawnMetasc(['init', own, '--check', ...args], call);
  }

  it('asks two cases on each side and finds them equal; of a file that someone changed, it names the difference', async () => {
    await using server = await startTargetServer();
    await using project = openProject('provider-objects', server);
    const equal = await check(project);
    expect(equal.stdout).toMatch(
      /^Check {7}2 cases: 2 requests, equal byte for byte; 4 assertions of the project, equal/m,
    );
    expect(equal).toMatchObject({ exitCode: 0 });
    expect(equal.stderr).toContain('at most 4 calls');
    expect(server.requests).toHaveLength(4);
    expect(server.requests.slice(2)).toEqual(server.requests.slice(0, 2));

    const written = 'evals/promptfooconfig.metasc.yaml';
    const changed = project.folder.read(written).replace('temperature: 0.2', 'temperature: 0.9');
    project.folder.write(written, changed);
    const unequal = await check(project);
    expect(unequal.stdout).toMatch(
      /^Found .*\n[\s\S]*^Check {7}2 differences\n {12}case 1: request\.body\.temperature: 0\.2 became 0\.9\n/m,
    );
    expect(unequal.exitCode).toBe(1);
    expect(project.folder.read(written)).toBe(changed);
  });

  it('compares what a target outside Node is handed', async () => {
    await using server = await startTargetServer();
    await using project = openProject('python-vars', server);
    const { stdout, exitCode } = await check(project, '--json');
    const { check: report } = JSON.parse(stdout) as { readonly check: CheckReport };
    expect(report).toEqual({ cases: 2, requests: null, isExact: true, assertions: 3, differences: [], notes: [] });
    expect(exitCode).toBe(0);
  });

  it('asks no case more where calls fail, and takes no failure for equality', async () => {
    await using server = await startTargetServer();
    await using project = openProject('http-body', server);
    project.folder.write(project.own, project.folder.read(project.own).replace('json.reply', 'json.reply.text.words'));
    const { stdout, exitCode } = await check(project);
    expect(stdout).toMatch(/case 1: fails on both sides, so nothing is compared: /);
    expect(exitCode).toBe(1);
    expect(server.requests).toHaveLength(4);
  });
});
