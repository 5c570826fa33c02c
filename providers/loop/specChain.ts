import { untilAborted } from '../../foundation/abort.ts';
import type { Conversation } from '../../foundation/conversation.ts';
import { type Batch, createBatch, type TurnResult } from './batch.ts';
import type { Spec } from './types.ts';

export interface SpecChainOptions {
  readonly firstSpec: string;
  /** Cases, from the first, that may change the spec: 0 or more. */
  readonly steps: number | 'all';
  /** Cases revised under one spec before it may change, at least 1. Only the last of them proposes. */
  readonly batchSize: number;
  /** What happened on this chain in an earlier process, in the order in which it happened. @default nothing */
  readonly past?: readonly PastEvent[];
}

/** A step that was taken, or a spec that was put in place by hand. */
export type PastEvent =
  | { readonly kind: 'step'; readonly step: number; readonly transcript?: Conversation; readonly accepted?: string }
  | { readonly kind: 'rollback'; readonly spec: Spec };

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
  transcripts(own: Conversation | undefined, signal?: AbortSignal): Promise<readonly Conversation[]>;
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
 * It never waits for a particular case: turns are given to those that come. With a past, they are given the steps that
 * an interruption left free, and then the next ones.
 */
export function createSpecChain({ firstSpec, steps, batchSize, past = [] }: SpecChainOptions): SpecChain {
  const windowSteps = steps === 'all' ? Number.POSITIVE_INFINITY : steps;
  const { spec, taken, openBatch, firstFree } = replay(past, { firstSpec, windowSteps, batchSize });
  let specNow = openBatch?.specAfter ?? Promise.resolve(spec);
  let batch = openBatch;
  let cursor = firstFree;

  const nextStep = () => {
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

  return {
    enter() {
      const step = nextStep();
      return step < windowSteps ? createWindowTurn(step, batchOf(step)) : createFreeTurn(step, specNow);
    },
  };
}

interface Replayed {
  /** After all that happened. */
  readonly spec: Spec;
  readonly taken: ReadonlySet<number>;
  /** The batch of the window that was under way, with the cases that had ended. */
  readonly openBatch: Batch | undefined;
  readonly firstFree: number;
}

interface ReplayOptions {
  readonly firstSpec: string;
  readonly windowSteps: number;
  readonly batchSize: number;
}

function replay(past: readonly PastEvent[], { firstSpec, windowSteps, batchSize }: ReplayOptions): Replayed {
  const spec = past.reduce(
    (current: Spec, event) => {
      if (event.kind === 'rollback') return event.spec;
      return event.accepted === undefined ? current : { text: event.accepted, version: current.version + 1 };
    },
    { text: firstSpec, version: 0 },
  );
  const stepsTaken = past.filter((event) => event.kind === 'step');
  const taken = new Set(stepsTaken.map(({ step }) => step));
  const last = stepsTaken.reduce((highest, { step }) => Math.max(highest, step), -1);
  if (last === -1) return { spec, taken, openBatch: undefined, firstFree: 0 };
  if (last >= windowSteps) return { spec, taken, openBatch: undefined, firstFree: windowSteps };

  const start = last - (last % batchSize);
  const size = Math.min(batchSize, windowSteps - start);
  const ended = stepsTaken.filter(({ step }) => step >= start);
  // A batch before the last one has ended: its free steps are those of cases that were broken off.
  if (ended.length === size) return { spec, taken, openBatch: undefined, firstFree: start + size };
  const openBatch = createBatch(start, size, Promise.resolve(spec));
  for (const { step, transcript } of ended) openBatch.end(step, transcript === undefined ? {} : { transcript });
  return { spec, taken, openBatch, firstFree: start };
}

function createWindowTurn(step: number, batch: Batch): Turn {
  let ended = false;
  return {
    step,
    window: true,
    proposes: step === batch.start + batch.size - 1,
    spec: (signal) => orAborted(batch.spec, signal),
    async transcripts(own, signal) {
      await orAborted(batch.othersEnded, signal);
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
    proposes: false,
    spec: (signal) => orAborted(spec, signal),
    transcripts: async (own) => (own === undefined ? [] : [own]),
    end: () => {},
  };
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return signal === undefined ? promise : untilAborted(promise, signal);
}
