import { untilAborted } from '../../foundation/abort.ts';
import type { Conversation } from '../../foundation/conversation.ts';
import { type Batch, createBatch, type TurnResult } from './batch.ts';
import type { Spec } from './types.ts';

export interface SpecChainOptions {
  readonly firstSpec: string;
  /** Number of first cases that may change the spec: 0 or more. */
  readonly steps: number | 'all';
  /** Cases revised under one spec before it may change, at least 1. The last of them proposes. */
  readonly batchSize: number;
  /** Events of this chain in an earlier process, in order. @default none */
  readonly past?: readonly PastEvent[];
  /** The steps to take, in order, of a chain whose other steps are taken elsewhere. @default all that are free */
  readonly order?: readonly number[] | undefined;
}

/** A step taken, or a rollback. */
export type PastEvent =
  | { readonly kind: 'step'; readonly step: number; readonly transcript?: Conversation; readonly accepted?: string }
  | { readonly kind: 'rollback'; readonly spec: Spec };

/** One case's place on a chain. Every turn must end, even if the case fails, because the next batch waits for it. */
export interface Turn {
  /** 0 for the first case of the chain. */
  readonly step: number;
  /** Whether this step may change the spec. */
  readonly window: boolean;
  /** Batches from its own to the end of the window; 0 after it, and huge in a window without an end. */
  readonly batchesLeft: number;
  /** Whether this step proposes the next spec of its batch. */
  readonly proposes: boolean;
  /** The spec to use, once all earlier batches have ended. Rejects when `signal` fires first. */
  spec(signal?: AbortSignal): Promise<Spec>;
  /**
   * The transcripts of the batch in the order of their steps, `own` last, without failed cases. Resolves when all other
   * cases have ended. For the turn that proposes.
   */
  transcripts(own: Conversation | undefined, signal?: AbortSignal): Promise<readonly Conversation[]>;
  /** Ends the turn. Further calls change nothing. */
  end(result: TurnResult): void;
}

/** Steps of a window without an end, where they are counted backwards. */
const ENDLESS = 2 ** 40;

/** One line of specs. */
export interface SpecChain {
  /** Takes the next turn. Synchronous, so that turns follow the order of arrival. */
  enter(): Turn;
}

/**
 * The spec of a case depends on its step alone, never on how many cases run at once: inside the window, a batch waits for
 * the batch before it; after the window, no case waits.
 *
 * A chain never waits for a particular case: it assigns steps in order of arrival. With a past, it first assigns the steps
 * that an interruption left free.
 */
export function createSpecChain({ firstSpec, steps, batchSize, past = [], order }: SpecChainOptions): SpecChain {
  const windowSteps = steps === 'all' ? Number.POSITIVE_INFINITY : steps;
  const { spec, taken, openBatch, firstFree } = replay(past, { firstSpec, windowSteps, batchSize });
  let specNow = openBatch?.specAfter ?? Promise.resolve(spec);
  let batch = openBatch;
  let cursor = firstFree;
  let place = 0;

  const nextStep = () => {
    const ordered = order?.[place++];
    if (ordered !== undefined) return ordered;
    while (taken.has(cursor)) cursor += 1;
    return cursor++;
  };
  const batchOf = (step: number): Batch => {
    if (batch === undefined || step >= batch.start + batch.size) {
      batch = createBatch(step, Math.min(batchSize, windowSteps - step), specNow);
      specNow = batch.specAfter;
    }
    return batch;
  };

  const batchesLeft = (step: number) =>
    Math.ceil(Math.min(windowSteps, ENDLESS) / batchSize) - Math.floor(step / batchSize);

  return {
    enter() {
      const step = nextStep();
      return step < windowSteps
        ? createWindowTurn(step, batchOf(step), batchesLeft(step))
        : createFreeTurn(step, specNow);
    },
  };
}

/** The spec and steps after all past events, and the unfinished batch of the window, with its ended cases. */
function replay(
  past: readonly PastEvent[],
  { firstSpec, windowSteps, batchSize }: Omit<SpecChainOptions, 'steps' | 'past'> & { readonly windowSteps: number },
) {
  const spec = past.reduce(
    (current: Spec, event) => {
      if (event.kind === 'rollback') return event.spec;
      return event.accepted === undefined ? current : { text: event.accepted, version: current.version + 1 };
    },
    { text: firstSpec, version: 0 },
  );
  const stepsTaken = past.filter((event) => event.kind === 'step');
  const taken = new Set(stepsTaken.map(({ step }) => step));
  const last = Math.max(-1, ...taken);
  if (last === -1) return { spec, taken, openBatch: undefined, firstFree: 0 };
  if (last >= windowSteps) return { spec, taken, openBatch: undefined, firstFree: windowSteps };

  const start = last - (last % batchSize);
  const size = Math.min(batchSize, windowSteps - start);
  const ended = stepsTaken.filter(({ step }) => step >= start);
  // Batches before the last one have ended: their free steps belong to interrupted cases.
  if (ended.length === size) return { spec, taken, openBatch: undefined, firstFree: start + size };
  const openBatch = createBatch(start, size, Promise.resolve(spec));
  for (const { step, transcript } of ended) openBatch.end(step, transcript === undefined ? {} : { transcript });
  return { spec, taken, openBatch, firstFree: start };
}

function createWindowTurn(step: number, batch: Batch, batchesLeft: number): Turn {
  let ended = false;
  return {
    step,
    window: true,
    batchesLeft,
    proposes: step === batch.start + batch.size - 1,
    spec: (signal) => untilAborted(batch.spec, signal),
    async transcripts(own, signal) {
      await untilAborted(batch.othersEnded, signal);
      return [...batch.transcripts, own].filter((transcript) => transcript !== undefined);
    },
    end(result) {
      if (ended) return;
      ended = true;
      batch.end(step, result);
    },
  };
}

function createFreeTurn(step: number, spec: Promise<Spec>): Turn {
  return {
    step,
    window: false,
    batchesLeft: 0,
    proposes: false,
    spec: (signal) => untilAborted(spec, signal),
    transcripts: async (own) => (own === undefined ? [] : [own]),
    end: () => {},
  };
}
