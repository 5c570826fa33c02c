import { setTimeout as sleep } from 'node:timers/promises';
import { MetaScError } from '../../foundation/errors.ts';

/** What a failed try says about the next one. */
export interface RetryAdvice {
  /** Whether the same call may work later; `once`: a single further try is worth it. */
  readonly mayPass: boolean | 'once';
  /** How long the server asks to wait, in milliseconds. */
  readonly waitMs?: number | undefined;
}

export interface RetryPolicy {
  /** Names the model in messages. */
  readonly name: string;
  /** Further tries, 0 or more. */
  readonly maxRetries: number;
  /** The longest wait that a server may ask for, in milliseconds. */
  readonly maxWaitMs: number;
  readonly adviseOn: (error: unknown) => RetryAdvice;
  readonly signal: AbortSignal | undefined;
}

const FIRST_WAIT_MS = 500;
const LONGEST_BACKOFF_MS = 8_000;

/**
 * Tries until it works or no further try is worth it. Waits as the server says, else twice as long each time, with jitter.
 *
 * @throws MetaScError `WAIT_TOO_LONG` when the server asks for a longer wait than the policy allows
 * @throws the last try's error, or the signal's reason
 */
export async function withRetries<T>(attempt: () => Promise<T>, policy: RetryPolicy): Promise<T> {
  const { name, maxRetries, maxWaitMs, adviseOn, signal } = policy;
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const { mayPass, waitMs } = adviseOn(error);
      if (mayPass === false || tries >= (mayPass === 'once' ? Math.min(1, maxRetries) : maxRetries)) throw error;
      if (waitMs !== undefined && waitMs > maxWaitMs) throw waitTooLong(name, waitMs, maxWaitMs);
      const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_WAIT_MS * 2 ** tries) * (0.75 + Math.random() / 4);
      await sleep(waitMs ?? backoff, undefined, signal === undefined ? {} : { signal });
    }
  }
}

function waitTooLong(name: string, waitMs: number, maxWaitMs: number): MetaScError {
  const seconds = (ms: number) => `${Math.ceil(ms / 1_000)} s`;
  return new MetaScError(
    `${name}: the server asks to wait ${seconds(waitMs)}, more than limits.maxWaitMs allows (${seconds(maxWaitMs)})`,
    { code: 'WAIT_TOO_LONG', help: 'Raise limits.maxWaitMs, or resume the run later.' },
  );
}
