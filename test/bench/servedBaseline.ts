import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { BUILT_METASC } from '../support/metasc.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

/** `metasc serve`, as built, with profile `baseline`, in a process of its own. Ends when disposed. */
export interface ServedBaseline extends AsyncDisposable {
  /** Ends in `/v1`. */
  readonly baseURL: string;
  /** What the process has taken so far. Linux only. */
  usage(): Promise<ProcessUsage>;
}

export interface ProcessUsage {
  /** Resident at this moment. */
  readonly rssBytes: number;
  /** Of all its threads since it began, in steps of 10 ms. */
  readonly cpuMs: number;
}

/**
 * Starts the server over a model's server, without keys.
 *
 * @throws Error where it does not begin
 */
export async function startServedBaseline(upstream: string): Promise<ServedBaseline> {
  const folder = createTemporaryFolder();
  const model = { type: 'openai', name: 'bench', baseURL: upstream };
  const profiles = [{ label: 'baseline', config: { variant: 'baseline', model, systemPrompt: '' } }];
  // JSON is YAML.
  const config = folder.write('serve.yaml', JSON.stringify({ profiles }));
  const child = spawn(process.execPath, [BUILT_METASC, 'serve', '--config', config, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) {
    const [, baseURL] = /^Serving at (\S+)/.exec(line) ?? [];
    if (baseURL === undefined) continue;
    return {
      baseURL,
      usage: () => readUsage(child.pid ?? 0),
      async [Symbol.asyncDispose]() {
        const exited = once(child, 'exit');
        child.kill();
        await exited;
        folder[Symbol.dispose]();
      },
    };
  }
  folder[Symbol.dispose]();
  throw new Error('metasc serve did not begin; npm run build');
}

const BYTES_PER_KB = 1024;
const MS_PER_TICK = 10;

async function readUsage(pid: number): Promise<ProcessUsage> {
  const [status, stat] = await Promise.all(['status', 'stat'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')));
  const [, kb] = /^VmRSS:\s+(\d+) kB/m.exec(status ?? '') ?? [];
  // Behind the name of the program, which may hold spaces: utime is the 12th field, stime the 13th.
  const fields = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ');
  return { rssBytes: Number(kb) * BYTES_PER_KB, cpuMs: (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK };
}
