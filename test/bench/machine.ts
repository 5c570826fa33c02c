import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Where the figures come from. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly promptfoo: string;
  /** Of this package; `-dirty` when files differ from it, empty outside a checkout. */
  readonly commit: string;
  /** Processes that ran or wanted to during the minute before: much above 0, and others disturb the measurement. */
  readonly loadBefore: number;
}

const BYTES_PER_GB = 1e9;
const ROOT = new URL('../..', import.meta.url);

export async function describeMachine(): Promise<Machine> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / BYTES_PER_GB),
    system: `${platform()} ${release()}`,
    node: process.version,
    promptfoo: await promptfooVersion(),
    commit: await commit(),
    loadBefore: loadavg()[0] ?? 0,
  };
}

async function promptfooVersion(): Promise<string> {
  const json = await readFile(new URL('node_modules/promptfoo/package.json', ROOT), 'utf8');
  return (JSON.parse(json) as { version: string }).version;
}

async function commit(): Promise<string> {
  const args = ['describe', '--always', '--dirty', '--abbrev=7'];
  return promisify(execFile)('git', args, { cwd: fileURLToPath(ROOT) }).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
}
