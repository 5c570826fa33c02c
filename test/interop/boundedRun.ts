import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** A program that has ended. */
export interface BoundedRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Why it counts as failed: its time was over, or its own last words. */
  readonly failure: string | undefined;
  readonly seconds: number;
}

export interface BoundedRunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** After which it is killed, with all that it has started. */
  readonly timeoutMs: number;
}

/** Runs a program to its end, or to the end of its time. Never throws. */
export async function runBounded(
  program: string,
  args: readonly string[],
  { cwd, env, timeoutMs }: BoundedRunOptions,
): Promise<BoundedRun> {
  const start = performance.now();
  // A process group of its own, by whose id all of it can be killed.
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : `ended with ${code ?? signal}`));
  });
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, timeoutMs);
  const [stdout, stderr, fault] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  clearTimeout(timer);
  const words = lastLineOf(stderr) || fault;
  return {
    stdout,
    stderr,
    failure: isOver ? `not done within ${timeoutMs / 1_000} s` : fault && words,
    seconds: (performance.now() - start) / 1_000,
  };
}

/** The last line with something in it; empty if there is none. */
export const lastLineOf = (printed: string): string => printed.trimEnd().split('\n').at(-1) ?? '';
