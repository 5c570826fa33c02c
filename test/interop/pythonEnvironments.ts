import { fileURLToPath } from 'node:url';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';
import { runBounded } from './boundedRun.ts';

/** Virtual environments in a temporary folder, gone with their files when disposed. */
export interface PythonEnvironments extends Disposable {
  /**
   * Path of the interpreter that has what a file of requirements lists, installed when it is first asked for.
   *
   * @throws Error with the installer's last words, or for more than `timeoutMs`
   */
  install(requirements: string, timeoutMs: number): Promise<string>;
}

const SCRIPT = fileURLToPath(new URL('./createEnvironment.sh', import.meta.url));

export function createPythonEnvironments(): PythonEnvironments {
  const folder = createTemporaryFolder();
  const interpreters = new Map<string, string>();
  return {
    async install(requirements, timeoutMs) {
      const known = interpreters.get(requirements);
      if (known !== undefined) return known;
      const path = folder.join(`environment-${interpreters.size}`);
      const { failure } = await runBounded('bash', [SCRIPT, path, requirements], {
        cwd: folder.path,
        env: process.env,
        timeoutMs,
      });
      if (failure !== undefined) throw new Error(failure);
      const interpreter = `${path}/bin/python`;
      interpreters.set(requirements, interpreter);
      return interpreter;
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
