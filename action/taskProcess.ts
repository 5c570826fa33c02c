import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { TaskRunner } from './tasks.ts';

/**
 * Does tasks by starting this program anew with the task as its argument. The new process gets none of the job's
 * variables, so that what reads untrusted results has no token; and if it fails, the action can still report it.
 */
export function createTaskRunner({ NODE_OPTIONS, SystemRoot }: NodeJS.ProcessEnv): TaskRunner {
  return async (task) => {
    const args = [...process.execArgv, process.argv[1] ?? '', JSON.stringify(task)];
    const env = { ...(NODE_OPTIONS && { NODE_OPTIONS }), ...(SystemRoot && { SystemRoot }) };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { exitCode: exitCode ?? 1, stdout, stderr };
  };
}
