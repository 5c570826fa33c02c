import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILT_METASC } from '../support/metasc.ts';

/** A Node of this machine that is older than the package takes. */
const OLD = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .filter((path) => existsSync(path))
  .map((path) => ({ path, version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim() }))
  .find(({ version }) => Number(/^v(\d+)/.exec(version)?.[1]) < 22);
const SENTENCE = `promptfoo-metasc needs Node 22.22 or newer; this is ${OLD?.version}`;

function run(args: readonly string[]) {
  return new Promise<{ readonly exitCode: unknown; readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(OLD?.path ?? '', args, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

describe.skipIf(OLD === undefined).concurrent('on an old Node', () => {
  it.each([['--version'], ['eval'], ['spec', 'log'], ['gate']])(
    'metasc %s says so, and ends with 1',
    async (...args) => {
      expect(await run([BUILT_METASC, ...args])).toEqual({ exitCode: 1, stdout: '', stderr: `${SENTENCE}\n` });
    },
  );

  it.each(['index', 'analysis', 'hooks', 'vitest'])('the import of dist/%s.js says so', async (entry) => {
    const url = new URL(`../../dist/${entry}.js`, import.meta.url).href;
    const script = `import(${JSON.stringify(url)}).then(() => console.log('loaded'), ({ message }) => console.log(message))`;
    const { stdout } = await run(['--eval', script]);
    expect(stdout.trim()).toBe(SENTENCE);
  });
});
