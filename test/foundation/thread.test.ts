import { describe, expect, it } from 'vitest';
import { MetaScError } from '../../foundation/errors.ts';
import { askThread } from '../../foundation/thread.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const ANSWERING = new URL('../../foundation/thread.ts', import.meta.url).href;
const ERRORS = new URL('../../foundation/errors.ts', import.meta.url).href;

/** Asks a thread whose answer is the body of this function of `input`. */
async function ask(body: string, input: unknown = {}) {
  using folder = createTemporaryFolder();
  const module = folder.write(
    'module.mjs',
    `import { answerInThread } from '${ANSWERING}';
     import { MetaScError } from '${ERRORS}';
     await answerInThread(async (input) => { ${body} });`,
  );
  return await askThread(module, input);
}

describe('a thread', () => {
  it('answers its input', async () => {
    expect(await ask('return new Map([[input.a, new Date(0)]])', { a: 1 })).toEqual(new Map([[1, new Date(0)]]));
  });

  it('ends when it has answered, whatever it still does', async () => {
    const port = await ask(`
      const { createServer } = await import('node:http');
      const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      return server.address().port;`);
    const isAnswered = () =>
      fetch(`http://127.0.0.1:${port}`).then(
        () => true,
        () => false,
      );
    await expect.poll(isAnswered, { timeout: 60_000 }).toBe(false);
  });

  it.each([{ help: 'Do that.' }, {}])('throws our errors as they are ($help)', async (given) => {
    const asked = ask('throw new MetaScError("file: bad\\nline", { code: "FILE_UNREADABLE", ...input })', given);
    const error = await asked.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MetaScError);
    expect(error).toEqual(new MetaScError('file: bad\nline', { code: 'FILE_UNREADABLE', ...given }));
    expect(error).toMatchObject({ code: 'FILE_UNREADABLE', ...given });
  });

  it('throws any other error, and one when it ends without an answer', async () => {
    await expect(ask('throw new TypeError("odd")')).rejects.toThrow('odd');
    await expect(ask('process.exit(3)')).rejects.toThrow('a thread ended early, with 3');
  });
});
