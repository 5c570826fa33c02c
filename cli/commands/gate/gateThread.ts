import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import pLimit from 'p-limit';
import type { Results } from '../../../analysis/results/readResults.ts';
import { answerInThread, askThread } from '../../../foundation/thread.ts';
import { modulePath } from '../../../suites/modulePath.ts';
import { isLarge } from './gateInThreads.ts';
import type { GateRunOptions } from './gateRun.ts';

interface ThreadInput {
  readonly options: GateRunOptions;
  readonly largeBytes: number | undefined;
}

await answerInThread(async ({ options, largeBytes }: ThreadInput) => {
  const { head, base = [] } = options;
  const paths = [...new Map([...head, ...base].map((path) => [resolve(path), path])).values()];
  const sizes = await Promise.all(paths.map((path) => isLarge(path, largeBytes)));
  const started = startReading(paths.filter((_, at) => sizes[at]));
  const { runGate } = await import('./gateRun.ts');
  return runGate(options, (path) => started.get(path) ?? readHere(path));
});

/** Loads its modules when it is called: other threads, whose start takes as long, start meanwhile. */
async function readHere(path: string): Promise<Results> {
  const { readResults } = await import('../../../analysis/results/readResults.ts');
  return await readResults(path);
}

/**
 * Starts to read the files: one at a time in this thread, and others at the same time in threads of theirs, as many in all as
 * the machine has cores. The faults of a file are those of its promise, if anyone asks for it.
 */
function startReading(paths: readonly string[]): ReadonlyMap<string, Promise<Results>> {
  const limit = pLimit(availableParallelism());
  let isReading = false;
  const read = async (path: string): Promise<Results> => {
    if (isReading) return await askThread<Results>(modulePath('cli/commands/gate/readerThread'), path);
    isReading = true;
    try {
      return await readHere(path);
    } finally {
      isReading = false;
    }
  };
  return new Map(
    paths.map((path) => {
      const results = limit(read, path);
      results.catch(() => {});
      return [path, results];
    }),
  );
}
