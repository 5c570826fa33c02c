import { setTimeout as sleep } from 'node:timers/promises';
import { MetaScError, messageOf, rootReason } from '../../foundation/errors.ts';

/** The store can't be reached, or has no room: what it holds is safe, and the work goes on once it is back. */
export class StoreAwayError extends MetaScError {
  constructor(reason: string) {
    super(`store: ${reason}`, {
      code: 'MODEL_UNREACHABLE',
      help: 'Nothing that was committed is lost. Start the worker again once the store is back.',
    });
  }
}

/** What this worker holds has gone to another one, because it said nothing for too long. */
export class LateError extends MetaScError {
  constructor(what: string) {
    super(`${what} belongs to another worker by now: what this one did of it is dropped`, { code: 'ABORTED' });
  }
}

/** Classes of SQLSTATE, and codes of Node, after which the same statement may succeed. */
const AWAY = /^(?:08|57P0|E(?:CONN|PIPE|HOST|NET|TIMEDOUT|AI_AGAIN|NOTFOUND))/;
const FULL: Readonly<Record<string, string>> = {
  '53100': "the database's disk is full",
  ENOSPC: 'the disk is full',
};
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Does something with the store, again and again while the store is away.
 *
 * @param patienceMs how long
 * @param onRetry told of each further try
 * @throws StoreAwayError after that, and at once where the store has no room
 */
export async function withPatience<T>(
  patienceMs: number,
  work: () => Promise<T>,
  onRetry: () => void = () => {},
): Promise<T> {
  const end = performance.now() + patienceMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      const code = codeOf(error);
      const full = FULL[code];
      if (full !== undefined) throw new StoreAwayError(full);
      if (!AWAY.test(code) && !/connection terminated|timeout exceeded when trying to connect/i.test(messageOf(error)))
        throw error;
      if (performance.now() + pauseMs > end) throw new StoreAwayError(`can't be reached: ${rootReason(error)}`);
      await sleep(pauseMs);
      onRetry();
    }
  }
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
