import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { fetchFromHub, type HubDownload } from '../../../../providers/models/embedded/modelHub.ts';
import { fakeGguf } from '../../../support/ggufFiles.ts';
import { startLoopbackHub } from '../../../support/modelHub.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const uri = 'hf:user/some-GGUF/M.gguf';
const model = fakeGguf(300_000);
const notAsked: HubDownload = async () => {
  throw new Error('Not to be asked');
};

describe('a model from the hub', () => {
  it('is looked for first, then downloaded', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({ 'M.gguf': model });
    const reports: [number, number][] = [];
    const path = await fetchFromHub({
      uri,
      folder: folder.path,
      env: { HF_ENDPOINT: hub.endpoint },
      onBytes: (...report) => reports.push(report),
    });
    expect(await readFile(path)).toEqual(model);
    expect(hub.calls[0]).toMatchObject({ method: 'HEAD', path: '/user/some-GGUF/resolve/main/M.gguf' });
    expect(reports.at(-1)).toEqual([300_000, 300_000]);
  });

  it('may be named by its quantization', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({ 'M-Q4_K_M.gguf': model });
    const path = await fetchFromHub({
      uri: 'hf:user/some-GGUF:Q4_K_M',
      folder: folder.path,
      env: { MODEL_ENDPOINT: `${hub.endpoint}/`, HF_ENDPOINT: 'http://127.0.0.1:1' },
    });
    expect(await readFile(path)).toEqual(model);
    expect(hub.calls[0]).toMatchObject({ method: 'HEAD', path: '/user/some-GGUF' });
  });

  it('may lie in a folder and on a branch', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({ 'q4/M.gguf': model });
    await fetchFromHub({ uri: 'hf:user/some/q4/M.gguf#dev', folder: folder.path, env: { HF_ENDPOINT: hub.endpoint } });
    expect(hub.calls[0]?.path).toBe('/user/some/resolve/dev/q4/M.gguf');
  });

  it('is asked for with the token that the environment has', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({ 'M.gguf': model });
    await fetchFromHub({ uri, folder: folder.path, env: { HF_ENDPOINT: hub.endpoint, HF_TOKEN: 'secret-token' } });
    expect(hub.calls[0]?.authorization).toBe('Bearer secret-token');
  });

  it.each([
    [
      'knows no such file',
      { status: 404 },
      'CONFIG_INVALID',
      /hf:user\/some-GGUF\/M\.gguf: the model hub at 127\.0\.0\.1:\d+ has no such file/,
    ],
    ['is out of order', { status: 503 }, 'MODEL_UNREACHABLE', /answered with status 503/],
    [
      'does not answer',
      { hangs: 'probe' } as const,
      'MODEL_UNREACHABLE',
      /can't reach the model hub .* \(no answer within 50 ms\)/,
    ],
  ])('is not downloaded from a hub that %s', async (_, faults, code, message) => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({}, faults);
    const fetching = fetchFromHub({
      uri,
      folder: folder.path,
      env: { HF_ENDPOINT: hub.endpoint },
      download: notAsked,
      probeTimeoutMs: 50,
    });
    await expect(fetching).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('is not downloaded from where no hub is', async () => {
    using folder = createTemporaryFolder();
    const env = { HF_ENDPOINT: 'http://127.0.0.1:1' };
    await expect(fetchFromHub({ uri, folder: folder.path, env, download: notAsked })).rejects.toMatchObject({
      code: 'MODEL_UNREACHABLE',
      message: expect.stringMatching(/can't reach the model hub at 127\.0\.0\.1:1/),
    });
  });

  it('fails at once where the hub wants a token', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({}, { status: 401 });
    const env = { HF_ENDPOINT: hub.endpoint };
    await expect(fetchFromHub({ uri, folder: folder.path, env })).rejects.toMatchObject({
      code: 'MODEL_UNAUTHORIZED',
      message: expect.stringMatching(/refused it \(status 401\)\n.*HF_TOKEN/),
    });
  });

  it('is given up when the download stands still', async () => {
    using folder = createTemporaryFolder();
    await using hub = await startLoopbackHub({ 'M.gguf': model }, { hangs: 'download' });
    const env = { HF_ENDPOINT: hub.endpoint };
    await expect(fetchFromHub({ uri, folder: folder.path, env, stallMs: 200 })).rejects.toMatchObject({
      code: 'MODEL_UNREACHABLE',
      message: expect.stringMatching(/the download from 127\.0\.0\.1:\d+ failed: no data for 200 ms/),
    });
  });

  it.each(['hf:', 'hf:user', 'hf:user/', 'hf:/model', 'hf:user/model/'])('is refused by the name %s', async (name) => {
    using folder = createTemporaryFolder();
    await expect(fetchFromHub({ uri: name, folder: folder.path, env: {}, download: notAsked })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(
        `expected hf:<user>/<model>/<file>.gguf or hf:<user>/<model>:<quantization>, got "${name}"`,
      ),
    });
  });
});
