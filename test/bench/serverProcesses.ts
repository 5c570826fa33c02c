import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../support/listening.ts';
import { createServer } from 'node:http';
import { BUILT_METASC } from '../support/metasc.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

/** A server between clients and the bench's own, in a process of its own. Ends when disposed. */
export interface ServerProcess extends AsyncDisposable {
  /** Ends in `/v1`. */
  readonly baseURL: string;
  readonly pid: number | undefined;
  /** Its resident memory at this moment. Linux only. */
  rssBytes(): Promise<number>;
}

/** `metasc serve`, as built, with profile baseline. */
export async function startServe(upstream: string): Promise<ServerProcess> {
  const folder = createTemporaryFolder();
  const model = { type: 'openai', name: 'bench', baseURL: upstream };
  // JSON is YAML.
  const config = folder.write(
    'serve.yaml',
    JSON.stringify({ profiles: [{ label: 'baseline', config: { variant: 'baseline', model, systemPrompt: '' } }] }),
  );
  const nodeArgs = (process.env.METASC_SERVE_NODE_ARGS ?? '').split(' ').filter((arg) => arg !== '');
  const child = spawn(process.execPath, [...nodeArgs, BUILT_METASC, 'serve', '--config', config, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) {
    const [, baseURL] = /^Serving at (\S+)/.exec(line) ?? [];
    if (baseURL !== undefined) return toServer(child, baseURL, () => folder[Symbol.dispose]());
  }
  throw new Error('metasc serve ended; is it built?');
}

/** optillm without a technique, where it is installed. */
export async function startOptillm(upstream: string): Promise<ServerProcess | undefined> {
  const port = await freePort();
  const args = ['--base-url', upstream, '--port', String(port), '--log', 'error'];
  const child = spawn('optillm', args, { stdio: 'ignore', env: { ...process.env, OPENAI_API_KEY: 'none' } });
  const isThere = await once(child, 'spawn').then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  while (child.exitCode === null) {
    const isUp = await fetch(`http://127.0.0.1:${port}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return toServer(child, `http://127.0.0.1:${port}/v1`, () => {});
    await sleep(200);
  }
  throw new Error(`optillm ended with ${child.exitCode}`);
}

async function freePort(): Promise<number> {
  await using listening = await listen(createServer());
  return listening.port;
}

const BYTES_PER_KB = 1024;

function toServer(child: ChildProcess, baseURL: string, clean: () => void): ServerProcess {
  return {
    baseURL,
    pid: child.pid,
    async rssBytes() {
      const [, kb = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      return Number(kb) * BYTES_PER_KB;
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
      clean();
    },
  };
}
