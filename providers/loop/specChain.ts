import type { Conversation, Spec } from './types.ts';

export interface SpecChainOptions {
  readonly firstSpec: string;
  /** Cases, from the first, that may change the spec: 0 or more. */
  readonly steps: number | 'all';
  /** Cases revised under one spec before it may change, at least 1. Only the last of them proposes. */
  readonly batchSize: number;
}

/** How a case's turn ended. A case that failed has no transcript and leaves the spec as it was. */
export interface TurnResult {
  readonly transcript?: Conversation;
  /** The proposal that became the next spec. Only from the turn that proposes. */
  readonly accepted?: string;
}

/** One case's place on a chain. Every turn must be ended, whatever happens: the next batch waits for it. */
export interface Turn {
  /** 0 for the first case of the chain. */
  readonly step: number;
  /** Whether this step is one of those that may change the spec. */
  readonly window: boolean;
  /** Whether this is the step of its batch that proposes the next spec. */
  readonly proposes: boolean;
  /** The spec to use, once all earlier batches have ended. Rejects when `signal` fires first. */
  spec(signal?: AbortSignal): Promise<Spec>;
  /**
   * The transcripts of the batch in the order of their steps, `own` last, once all its other cases have ended; those
   * that failed are left out. For the turn that proposes.
   */
  transcripts(own: Conversation, signal?: AbortSignal): Promise<readonly Conversation[]>;
  /** Ends the turn. Further calls change nothing. */
  end(result: TurnResult): void;
}

/** One line of specs. */
export interface SpecChain {
  /** Takes the next turn, synchronously: turns are given in order of arrival. */
  enter(): Turn;
}

/**
 * Which spec a case is revised under depends on its step alone, never on how many cases run at once: inside the window
 * a batch waits for the batch before it, after it nobody waits.
 *
 * It never waits for a particular case. Turns are given to those that come, since a resumed run leaves gaps.
 */
export function createSpecChain({ firstSpec, steps, batchSize }: SpecChainOptions): SpecChain {
  const windowSteps = steps === 'all' ? Number.POSITIVE_INFINITY : steps;
  let entered = 0;
  let last: Batch | undefined;
  const first = Promise.resolve<Spec>({ text: firstSpec, version: 0 });

  /** The batch of the step that enters now; undefined after the window. */
  const batchOf = (step: number): Batch => {
    if (last === undefined || step % batchSize === 0) {
      const size = Math.min(batchSize, windowSteps - step);
      last = createBatch(size, last?.specAfter ?? first);
    }
    return last;
  };

  return {
    enter() {
      const step = entered++;
      if (step < windowSteps) return createWindowTurn(step, batchOf(step), step % batchSize);
      return createFreeTurn(step, last?.specAfter ?? first);
    },
  };
}

/** Cases that share a spec. It closes when all of them have ended. */
interface Batch {
  readonly size: number;
  readonly spec: Promise<Spec>;
  /** Resolves when the batch closes. */
  readonly specAfter: Promise<Spec>;
  /** Resolves when every case but the last has ended. */
  readonly othersEnded: Promise<void>;
  readonly transcripts: (Conversation | undefined)[];
  end(place: number, result: TurnResult): void;
}

function createBatch(size: number, spec: Promise<Spec>): Batch {
  const closed = Promise.withResolvers<Spec>();
  const othersEnded = Promise.withResolvers<void>();
  const transcripts: (Conversation | undefined)[] = [];
  let accepted: string | undefined;
  let ended = 0;
  let othersToEnd = size - 1;
  if (othersToEnd === 0) othersEnded.resolve();

  return {
    size,
    spec,
    specAfter: closed.promise,
    othersEnded: othersEnded.promise,
    transcripts,
    end(place, result) {
      ended += 1;
      if (place === size - 1) accepted = result.accepted;
      else {
        transcripts[place] = result.transcript;
        othersToEnd -= 1;
        if (othersToEnd === 0) othersEnded.resolve();
      }
      if (ended < size) return;
      transcripts.length = 0;
      closed.resolve(
        accepted === undefined ? spec : spec.then(({ version }) => ({ text: accepted ?? '', version: version + 1 })),
      );
    },
  };
}

function createWindowTurn(step: number, batch: Batch, place: number): Turn {
  let ended = false;
  return {
    step,
    window: true,
    proposes: place === batch.size - 1,
    spec: (signal) => unlessAborted(batch.spec, signal),
    async transcripts(own, signal) {
      await unlessAborted(batch.othersEnded, signal);
      return [...batch.transcripts.filter((transcript) => transcript !== undefined), own];
    },
    end(result) {
      if (ended) return;
      ended = true;
      batch.end(place, result);
    },
  };
}

function createFreeTurn(step: number, spec: Promise<Spec>): Turn {
  return {
    step,
    window: false,
    proposes: false,
    spec: (signal) => unlessAborted(spec, signal),
    transcripts: async (own) => [own],
    end: () => {},
  };
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
