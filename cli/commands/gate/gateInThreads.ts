import { stat } from 'node:fs/promises';
import { askThread } from '../../../foundation/thread.ts';
import { modulePath } from '../../../suites/modulePath.ts';
import type { GateRun, GateRunOptions } from './gateRun.ts';

/** From here on, threads gain more than the 0.6 s of CPU that two of them take to start. */
const LARGE_BYTES = 150e6;

/** In bytes. A file that can't be read is not large: its reader explains it. */
export async function isLarge(path: string, largeBytes = LARGE_BYTES): Promise<boolean> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  return size >= largeBytes;
}

/**
 * A `runGate` for these files. With a large one it is done in a thread, which takes less memory than a process of its own can,
 * and before this returns: the caller then holds none of its modules meanwhile.
 *
 * @param largeBytes @default 150 MB
 */
export async function gateInThreads(
  options: GateRunOptions,
  largeBytes?: number,
): Promise<(options: GateRunOptions) => Promise<GateRun>> {
  const large = await Promise.all([...options.head, ...(options.base ?? [])].map((path) => isLarge(path, largeBytes)));
  if (!large.includes(true)) return (await import('./gateRun.ts')).runGate;
  const run = askThread<GateRun>(modulePath('cli/commands/gate/gateThread'), { options, largeBytes });
  await Promise.allSettled([run]);
  return () => run;
}
