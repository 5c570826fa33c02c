import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const run = promisify(execFile);

export interface PythonEnvironment extends Disposable {
  /** Path of its interpreter. */
  readonly python: string;
}

/**
 * A virtual environment in a temporary folder, with packages installed from the index that pip is set to.
 *
 * @param requirements in pip's notation: `openai==2.9.0`
 * @throws Error with pip's last words, or for more than `timeoutMs`
 */
export async function createPythonEnvironment(
  requirements: readonly string[],
  timeoutMs: number,
): Promise<PythonEnvironment> {
  using stack = new DisposableStack();
  const folder = stack.use(createTemporaryFolder());
  const python = join(folder.path, 'bin', 'python');
  const until = AbortSignal.timeout(timeoutMs);
  const options = { signal: until, killSignal: 'SIGKILL', maxBuffer: 16 * 1024 * 1024 } as const;
  try {
    await run('python3', ['-m', 'venv', folder.path], options);
    const flags = ['--quiet', '--no-input', '--disable-pip-version-check', '--prefer-binary'];
    await run(python, ['-m', 'pip', 'install', ...flags, ...requirements], options);
  } catch (error) {
    throw new Error(until.aborted ? `not installed within ${timeoutMs / 1_000} s` : lastLineOf(error));
  }
  const kept = stack.move();
  return { python, [Symbol.dispose]: () => kept.dispose() };
}

function lastLineOf(error: unknown): string {
  const { stderr = '', message } = error as Error & { readonly stderr?: string };
  return `${stderr}`.trim().split('\n').at(-1) || message;
}
