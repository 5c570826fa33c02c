import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { promptfooEnvironment } from './promptfooCli.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const EXAMPLES = join(ROOT, 'examples');

/** Packages that an example installs beside this one. */
const PEERS = ['promptfoo', 'vitest', 'pg', 'pg-boss', '@electric-sql/pglite'];

/** A copy of an example's folder, into which this package, built, is linked. */
export interface ExampleProject extends AsyncDisposable {
  readonly folder: string;
  /**
   * Runs a command in bash, whose background jobs end with it.
   *
   * @returns what it printed to stdout
   * @throws Error with all that it printed, if its exit code is not 0
   */
  run(command: string, env?: Readonly<Record<string, string>>): Promise<string>;
}

export async function openExample(name: string): Promise<ExampleProject> {
  const folder = await mkdtemp(join(tmpdir(), `metasc-example-${name}-`));
  await cp(join(EXAMPLES, name), folder, { recursive: true });
  const bin = join(folder, 'node_modules/.bin');
  await mkdir(bin, { recursive: true });
  await symlink(ROOT, join(folder, 'node_modules/promptfoo-metasc'), 'dir');
  for (const peer of PEERS) {
    const path = join(folder, 'node_modules', peer);
    await mkdir(dirname(path), { recursive: true });
    await symlink(join(ROOT, 'node_modules', peer), path, 'dir');
  }
  // npm makes a bin executable when it installs it; the build doesn't.
  await writeFile(join(bin, 'metasc'), `#!/bin/sh\nexec node '${ROOT}dist/cli/main.js' "$@"\n`, { mode: 0o755 });
  return {
    folder,
    async run(command, env = {}) {
      // npx finds the same commands, half a second later.
      const direct = command.replaceAll('npx ', '');
      const { stdout } = await run('bash', ['-c', `trap 'kill $(jobs -p) 2> /dev/null' EXIT\n${direct}`], {
        cwd: folder,
        env: {
          ...promptfooEnvironment(folder),
          PATH: [dirname(process.execPath), bin, join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter),
          ...env,
        },
      });
      return stdout;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
