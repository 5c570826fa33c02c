import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { PROMPTFOO_ENTRY, promptfooEnvironment } from '../support/promptfooCli.ts';
import type { BenchServer, ServerCounts, ServerOrders } from './benchServer.ts';
import { type EvalOptions, toConfig } from './columns.ts';

export interface EvalRun extends Omit<EvalOptions, 'baseURL'> {
  readonly server: BenchServer;
  readonly orders: ServerOrders;
}

export interface MeasuredEval extends ServerCounts {
  /** Of the whole process, its start and end included. */
  readonly wallMs: number;
  /** Of promptfoo's process, in bytes. */
  readonly peakBytes: number;
}

/**
 * One `promptfoo eval` with the real CLI, in a folder of its own, against the server.
 *
 * @throws Error with what promptfoo printed when a row failed
 */
export async function runEval({ server, orders, ...options }: EvalRun): Promise<MeasuredEval> {
  const folder = await mkdtemp(join(tmpdir(), 'metasc-bench-'));
  try {
    // JSON is YAML.
    const config = toConfig({ ...options, baseURL: server.baseURL });
    await writeFile(join(folder, 'promptfooconfig.yaml'), JSON.stringify(config));
    await server.obey(orders);
    const process = await runProcess(folder, options.concurrency);
    return { ...process, ...(await server.counts()) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const BYTES_PER_KB = 1024;

async function runProcess(folder: string, concurrency: number): Promise<{ wallMs: number; peakBytes: number }> {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [
      '--import',
      new URL('./reportPeak.mjs', import.meta.url).href,
      PROMPTFOO_ENTRY,
      'eval',
      ...['-c', 'promptfooconfig.yaml', '-j', String(concurrency)],
      // The cache would answer for promptfoo's own provider alone, and each write to it takes longer than a cell.
      ...['--no-write', '--no-table', '--no-progress-bar', '--no-cache'],
    ],
    { cwd: folder, env: promptfooEnvironment(folder), stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  );
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [stdout, stderr, usage] = await Promise.all([1, 2, 3].map((fd) => text(child.stdio[fd] as Readable)));
  const exitCode = await ended;
  if (exitCode !== 0) throw new Error(`promptfoo eval: expected exit code 0, got ${exitCode}:\n${stdout}\n${stderr}`);
  return { wallMs: performance.now() - start, peakBytes: Number(usage?.split(' ')[0]) * BYTES_PER_KB };
}
