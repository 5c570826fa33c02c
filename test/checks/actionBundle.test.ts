import { execFile } from 'node:child_process';
import { cpSync, globSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = ['*.ts', 'package.json', 'tsconfig.json', 'action', 'analysis', 'assertions', 'cli', 'datasets'];

/** The sources in another folder, as another machine has them. */
function copySources() {
  const folder = createTemporaryFolder();
  for (const path of globSync([...SOURCES, 'foundation', 'providers', 'suites'], { cwd: ROOT })) {
    cpSync(`${ROOT}${path}`, folder.join(path), { recursive: true });
  }
  symlinkSync(`${ROOT}node_modules`, folder.join('node_modules'), 'dir');
  return folder;
}

describe("the action's bundle", () => {
  it('has the same bytes wherever it is built, and is checked against its sources', async () => {
    await using folder = copySources();
    const build = (...args: readonly string[]) =>
      run(process.execPath, ['buildAction.ts', ...args], { cwd: folder.path });
    await build('--check');

    folder.write(
      'action/summary.ts',
      folder.read('action/summary.ts').replace('The verdict stands.', 'Nothing changes.'),
    );
    await expect(build('--check')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('run `npm run build:action`'),
    });
    await build();
    await build('--check');
    expect(folder.read('action/dist/main.mjs')).toContain('Nothing changes.');

    folder.write('foundation/page/dom.js', `${folder.read('foundation/page/dom.js')}// Another script.\n`);
    await expect(build('--check')).rejects.toMatchObject({ code: 1 });
  });

  it.each([
    ['a package', "import 'not-there';", 'not-there'],
    ['a package that may be missing', "await import('not-there').catch(() => {});", 'not-there'],
    ['a file of this package', "import '../foundation/packageRoot.ts';", 'packageRoot.ts'],
  ])('is not built with what it would have to look for: %s', async (_, line, name) => {
    await using folder = copySources();
    folder.write('action/actionEntry.ts', `${folder.read('action/actionEntry.ts')}${line}\n`);
    await expect(run(process.execPath, ['buildAction.ts'], { cwd: folder.path })).rejects.toThrow(name);
  });
});
