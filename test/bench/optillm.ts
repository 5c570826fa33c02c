import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../support/listening.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

/** optillm in a process of its own, which hands requests on as they are. Ends when disposed. */
export interface Optillm extends AsyncDisposable {
  /** Ends in `/v1`. */
  readonly baseURL: string;
}

/** Within which it has to answer. */
const START_MS = 120_000;

/**
 * Starts optillm over a model's server, by its own command.
 *
 * @param program path of `optillm`
 * @throws Error where it does not begin
 */
export async function startOptillm(program: string, upstream: string): Promise<Optillm> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(createTemporaryFolder());
  const port = await freePort();
  const args = ['--base-url', upstream, '--port', String(port), '--approach', 'none', '--log', 'error'];
  const child = spawn(program, args, {
    cwd: folder.path,
    // It chooses its model's server by the keys that it finds.
    env: { PATH: process.env.PATH, HOME: folder.path, OPENAI_API_KEY: 'none' },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  stack.defer(async () => {
    child.kill('SIGKILL');
    await ended.catch(() => {});
  });
  const origin = `http://127.0.0.1:${port}`;
  const until = performance.now() + START_MS;
  while (!(await answers(origin))) {
    if (child.exitCode !== null) throw new Error(`optillm ended with ${child.exitCode}`);
    if (performance.now() > until) throw new Error(`optillm does not answer within ${START_MS / 1_000} s`);
    await sleep(200);
  }
  const kept = stack.move();
  return { baseURL: `${origin}/v1`, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** It takes no port 0. */
async function freePort(): Promise<number> {
  await using listening = await listen(createServer());
  return listening.port;
}

const answers = (origin: string): Promise<boolean> =>
  fetch(`${origin}/health`).then(
    () => true,
    () => false,
  );
