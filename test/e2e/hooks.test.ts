import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { builtEntry, createEvalProject, PROVIDER } from '../support/evalProject.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';

async function evaluate(env: Record<string, string> = {}) {
  await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
  await using project = await createEvalProject();
  const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
  const column = (variant: string) => ({ id: PROVIDER, label: variant, config: { variant, model } });
  const outcome = await project.evaluate(
    {
      prompts: ['{{prompt}}'],
      extensions: [`${builtEntry('hooks')}:afterAll`],
      providers: [column('baseline'), column('static-critique')],
      tests: [{ path: builtEntry('suites/cases'), config: { dataset: 'starter' } }],
    },
    { env },
  );
  const read = (file: string) => readFile(join(project.folder, file), 'utf8');
  const isThere = (file: string) =>
    access(join(project.folder, file)).then(
      () => true,
      () => false,
    );
  return {
    outcome,
    own: await read('page/own.html').catch(() => ''),
    hasDefault: await isThere('metasc-report.html'),
  };
}

describe('the afterAll hook', () => {
  it('prints the paired table and writes the report where METASC_REPORT says', async () => {
    const { outcome, own, hasDefault } = await evaluate({ METASC_REPORT: 'page/own.html' });
    // Eight harmful cases, none refused by this model; eight harmless ones.
    expect(outcome.stdout).toMatch(/^baseline +50\s% +\[28, 72\] +16 +0$/m);
    expect(outcome.stdout).toMatch(/^static-critique +50\s% +\[28, 72\] +16 +0 +0 +\[−\d+, \d+\] +1 +inconclusive$/m);
    expect(outcome.stdout).toContain('Report: page/own.html');
    expect(own).toContain('static-critique');
    expect(hasDefault).toBe(false);
    expect(outcome.results?.results).toHaveLength(32);
  });

  it('writes no report when told so, and loses no results where it cannot write one', async () => {
    const none = await evaluate({ METASC_REPORT: 'false' });
    expect(none.outcome.stdout).not.toContain('Report:');
    expect(none.hasDefault).toBe(false);
    const failing = await evaluate({ METASC_REPORT: 'promptfooconfig.yaml/report.html' });
    expect(failing.outcome.stderr).toContain('No paired table or report: ');
    expect(failing.outcome.results?.results).toHaveLength(32);
  });
});
