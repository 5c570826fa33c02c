import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/** What the pool needs of a context: how many of given tokens it holds already. */
export type Reusable = Pick<LlamaContextSequence, 'compareContextTokens'>;

interface ContextPoolOptions<Context> {
  readonly open: () => Promise<Context>;
  /** At least 1. When memory runs out, the open contexts must suffice. */
  readonly maxContexts: number;
}

/** A pool that opens contexts on demand and keeps them. */
export function createContextPool<Context extends Reusable>({ open, maxContexts }: ContextPoolOptions<Context>) {
  /** Least recently used first. */
  const free: Context[] = [];
  const waiting: ((context: Context) => void)[] = [];
  let allowed = maxContexts;
  let size = 0;

  async function acquire(tokens: readonly Token[], signal: AbortSignal): Promise<Context> {
    signal.throwIfAborted();
    const best = longestPrefix(free, tokens);
    if (best !== undefined) {
      free.splice(free.indexOf(best), 1);
      return best;
    }
    if (size >= allowed) return waitForTurn(signal);
    size += 1;
    try {
      return await open();
    } catch (error) {
      size -= 1;
      if (size === 0) throw error;
      allowed = size;
      return acquire(tokens, signal);
    }
  }

  function waitForTurn(signal: AbortSignal): Promise<Context> {
    return new Promise((resolve, reject) => {
      const take = (context: Context) => {
        signal.removeEventListener('abort', leave);
        resolve(context);
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(take), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(take);
    });
  }

  function release(context: Context): void {
    const next = waiting.shift();
    if (next === undefined) free.push(context);
    else next(context);
  }

  return {
    /** Number of open contexts. */
    get size(): number {
      return size;
    },
    /**
     * Does work with exclusive use of a context: the free one with the longest common prefix with `tokens`; of equals, the
     * least recently used. If none is free, opens another one if allowed, else waits, first come, first served. The work
     * leaves the context fit for the next.
     *
     * @throws the signal's reason if it fires before the work begins; what `work` throws; what opening the first context
     *   throws
     */
    async use<T>(tokens: readonly Token[], signal: AbortSignal, work: (context: Context) => Promise<T>): Promise<T> {
      const context = await acquire(tokens, signal);
      try {
        signal.throwIfAborted();
        return await work(context);
      } finally {
        release(context);
      }
    },
  };
}

function longestPrefix<Context extends Reusable>(
  contexts: readonly Context[],
  tokens: readonly Token[],
): Context | undefined {
  const held = contexts.map((context) => context.compareContextTokens([...tokens]).firstDifferentIndex);
  return contexts[held.indexOf(Math.max(...held))];
}
