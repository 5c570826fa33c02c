import { readFile } from 'node:fs/promises';
import { BUILT_METASC, startServing } from '../support/metasc.ts';
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
  const serving = await startServing(config, { entry: BUILT_METASC, port: 0 }).catch((error: unknown) => {
    folder[Symbol.dispose]();
    throw error;
  });
  return {
    baseURL: `${serving.origin}/v1`,
    usage: () => readUsage(serving.pid),
    async [Symbol.asyncDispose]() {
      await serving.end('SIGTERM');
      folder[Symbol.dispose]();
    },
  };
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
