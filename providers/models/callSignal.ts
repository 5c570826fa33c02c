import { MetaScError } from '../../foundation/errors.ts';

export interface CallSignal {
  /** Fires with the MetaScError that ends the call as its reason. */
  readonly signal: AbortSignal;
  /** Starts `timeoutMs`. Waiting for other calls does not count. */
  startClock(): void;
  /** Must be called when the call is over, whether it succeeded or not. */
  release(): void;
}

interface CallLimits {
  /** The model's, for error messages. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly caller: AbortSignal | undefined;
}

/** A signal that ends one call early: for its caller (`ABORTED`) or its clock (`TIMEOUT`). */
export function createCallSignal({ name, timeoutMs, caller }: CallLimits): CallSignal {
  const stop = new AbortController();
  const onAbort = () => stop.abort(new MetaScError(`${name}: the call was aborted`, { code: 'ABORTED' }));
  if (caller?.aborted) onAbort();
  caller?.addEventListener('abort', onAbort, { once: true });
  let clock: NodeJS.Timeout | undefined;

  return {
    signal: stop.signal,
    startClock() {
      clock = setTimeout(() => {
        const help = 'Raise limits.timeoutMs, or lower sampling.maxTokens.';
        stop.abort(new MetaScError(`${name}: no answer within ${timeoutMs} ms`, { code: 'TIMEOUT', help }));
      }, timeoutMs);
    },
    release() {
      clearTimeout(clock);
      caller?.removeEventListener('abort', onAbort);
    },
  };
}
