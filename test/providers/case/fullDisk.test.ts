import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import MetaScProvider from '../../../providers/metaScProvider.ts';
import { deterministicAnswer } from '../../support/deterministicModel.ts';
import { startLoopbackServer } from '../../support/loopbackServer.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';

/** A disk that takes calls, but no step of a chain. */
async function fillDiskForSteps() {
  const file = await open(fileURLToPath(import.meta.url));
  const handles = Object.getPrototypeOf(file);
  await file.close();
  const append = handles.appendFile;
  return vi.spyOn(handles, 'appendFile').mockImplementation(function (this: unknown, data: unknown) {
    if (!String(data).includes('"kind":"step"')) return append.call(this, data);
    return Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
  });
}

describe('a step that a full disk loses', () => {
  it('ends the chain: no later case is asked under a spec that is not its own', async () => {
    await using folder = createTemporaryFolder();
    await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
    const disk = await fillDiskForSteps();
    try {
      const column = new MetaScProvider({
        config: {
          model: { type: 'openai', name: 'm', baseURL: server.baseURL },
          adapt: { acceptance: 'always' },
          basePath: folder.path,
        },
      });
      const rows = await Promise.all(
        ['one', 'two', 'three'].map((prompt, testIdx) =>
          column.callApi(prompt, { evaluationId: 'full', testIdx, vars: {}, prompt: { raw: prompt, label: prompt } }),
        ),
      );
      await column.cleanup();
      expect(rows.map(({ error }) => error)).toEqual([
        expect.stringMatching(/no space left/),
        expect.stringMatching(/not asked, because the run was stopped: .*no space left/s),
        expect.stringMatching(/not asked, because the run was stopped: .*no space left/s),
      ]);
      const asked = server.calls.map(({ messages }) => messages);
      expect(asked.filter(({ length }) => length > 1).map(([request]) => request?.content)).toEqual(
        Array.from({ length: 3 }, () => 'one'),
      );
    } finally {
      disk.mockRestore();
    }
  });
});
