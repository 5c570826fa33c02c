import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { type Results, readResults } from '../../../analysis/results/readResults.ts';
import { answerInThread, askThread } from '../../../foundation/thread.ts';
import { modulePath } from '../../../suites/modulePath.ts';
import { isLarge } from './gateInThreads.ts';
import { type GateRunOptions, runGate } from './gateRun.ts';

interface ThreadInput {
  readonly options: GateRunOptions;
  readonly largeBytes: number | undefined;
}

await answerInThread(({ options, largeBytes }: ThreadInput) => runGate(options, createSideReader(largeBytes)));

/**
 * A `readResults` that reads one file at a time in this thread, and other large ones at the same time in threads of theirs, as
 * many in all as the machine has cores.
 */
function createSideReader(largeBytes: number | undefined): (path: string) => Promise<Results> {
  const limit = pLimit(availableParallelism());
  let isReading = false;
  return async (path) => {
    if (!(await isLarge(path, largeBytes))) return await readResults(path);
    return await limit(async () => {
      if (isReading) return await askThread<Results>(modulePath('cli/commands/gate/readerThread'), path);
      isReading = true;
      return await readResults(path).finally(() => {
        isReading = false;
      });
    });
  };
}
