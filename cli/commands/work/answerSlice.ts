import { messageOf } from '../../../foundation/errors.ts';
import { fieldsOf, numberOf, textOf } from '../../../foundation/untyped.ts';
import type { PlannedEvaluation } from '../../../scale/plan.ts';
import type { HeldSlice, PlanWorker, SliceFault, SliceResult, TestRows } from '../../../scale/store/planWorker.ts';
import type { StoredStep } from '../../../scale/store/storeRows.ts';
import { testsIn, toRanges } from '../../../scale/testRanges.ts';
import type { PermitPool } from './permitPool.ts';
import type { SliceQuestions } from './slice/sliceMessages.ts';
import { type EvaluationSource, runSlice, SliceFailure, type SliceRow } from './slice/sliceProcess.ts';

/** Attempts with errors, of which the last one stands. */
const MOST_ATTEMPTS = 3;
/**
 * A slice whose process ended so often is divided, or a window's tests follow one another to show which of them ends it; a
 * slice of a single test is given up after one more.
 */
const DEATHS_OF_A_SLICE = 2;
const DEATHS_OF_A_TEST = 3;
/** Tests of a window that are given up one by one; each takes a process. */
const MOST_CULPRITS = 10;

export interface SliceContext {
  readonly store: PlanWorker;
  readonly evaluation: PlannedEvaluation;
  readonly source: EvaluationSource;
  readonly permits: PermitPool;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the slice; what it was answered until then is kept. */
  readonly signal: AbortSignal;
  /** Told of each call, and whether it is made or was answered before. */
  readonly onCall: (call: 'made' | 'recorded') => void;
  /** Whether calls may still begin. */
  readonly mayCall: () => boolean;
  /** How a call that is under way holds up the end of this worker. */
  readonly untilKept: (work: Promise<unknown>) => void;
}

/** What became of an attempt. */
export type SliceEnd =
  | { readonly kind: 'done'; readonly cells: number; readonly errors: number }
  | { readonly kind: 'failed'; readonly because: string }
  | { readonly kind: 'split' };

/**
 * Answers a slice and commits it. A slice whose process ends again and again is divided until one test is left, whose cells
 * get an error then. A window, whose tests need each other, is answered without the test that ends its process.
 *
 * @throws LateError; StoreAwayError; MetaScError `CONFIG_INVALID` for an evaluation that is not as it was planned
 */
export async function answerSlice(held: HeldSlice, context: SliceContext): Promise<SliceEnd> {
  const { store, evaluation, source, env, signal } = context;
  const tests = testsIn(held.tests);
  const isDivisible = tests.length > 1 && !held.isWindow;
  if (isDivisible && held.deaths >= DEATHS_OF_A_SLICE) {
    const middle = Math.ceil(tests.length / 2);
    await store.split(held, [toRanges(tests.slice(0, middle)), toRanges(tests.slice(middle))]);
    return { kind: 'split' };
  }
  const isInRow = held.isWindow && tests.length > 1 && held.deaths >= DEATHS_OF_A_SLICE;
  const culprits = held.refused.length;
  const isGivenUp = isInRow
    ? culprits < held.deaths - DEATHS_OF_A_SLICE || culprits > MOST_CULPRITS
    : held.deaths >= DEATHS_OF_A_TEST;
  const steps: StoredStep[] = [];
  const over = new AbortController();
  const task = {
    evaluationId: evaluation.id,
    hash: evaluation.hash,
    repeat: held.repeat,
    tests: held.tests,
    past: held.isWindow ? [] : await store.steps(held.unit),
    isSerial: isInRow,
    refusal: {
      tests: isGivenUp ? tests : held.refused,
      because: `given up: its process ended ${held.deaths} times without results: ${held.failure ?? ''}`,
    },
  };
  try {
    const rows = await runSlice({ source, task, questions: questionsOf(context, steps, over.signal), env, signal });
    const failed = rows.find(isError);
    if (failed !== undefined && held.failures + 1 < MOST_ATTEMPTS) {
      return giveBack({ because: String(failed.error), isDeath: false });
    }
    const result = toResult(rows, steps, { tests, held, evaluation });
    await store.commit(held, result);
    return { kind: 'done', cells: result.cells, errors: result.errors };
  } catch (error) {
    if (!(error instanceof SliceFailure)) throw error;
    const culprit = error.culprit === undefined || held.refused.includes(error.culprit) ? undefined : error.culprit;
    return giveBack({ because: messageOf(error), isDeath: true, culprit });
  } finally {
    over.abort();
    await store.leaveCalls();
  }

  async function giveBack(fault: SliceFault): Promise<SliceEnd> {
    await store.giveBack(held, fault);
    return { kind: 'failed', because: fault.because };
  }
}

function questionsOf(
  { store, permits, evaluation, onCall, mayCall, untilKept }: SliceContext,
  steps: StoredStep[],
  over: AbortSignal,
): SliceQuestions {
  const open = new Map<string, () => void>();
  const ended = (key: string) => {
    open.get(key)?.();
    open.delete(key);
  };
  return {
    async claimCall(key) {
      const known = await store.claimCall(key, over);
      if (known !== undefined) {
        onCall('recorded');
        return known;
      }
      // The process of the slice has ended, or is ended while it waits.
      if (over.aborted || !mayCall()) {
        await store.leaveCalls(key);
        return new Promise<never>(() => {});
      }
      onCall('made');
      const { promise, resolve } = Promise.withResolvers<void>();
      open.set(key, resolve);
      untilKept(promise);
      return undefined;
    },
    async keepCall({ key, answer }) {
      const first = await store.keepCall(key, answer);
      ended(key);
      return first;
    },
    async leaveCall(key) {
      await store.leaveCalls(key);
      ended(key);
    },
    takePermit: ({ name, places }) => permits.take(name, places, evaluation.callsPerMinute),
    leavePermit: async ({ name, place }) => permits.leave(name, place),
    step: async (step) => void steps.push(step),
  };
}

/** Whether a row has no answer. */
const isError = ({ error, response }: SliceRow): boolean =>
  textOf(error) !== undefined && fieldsOf(response).output === undefined;

interface Numbering {
  readonly tests: readonly number[];
  readonly held: HeldSlice;
  readonly evaluation: PlannedEvaluation;
}

/** Rows with the place that they have in the whole evaluation. */
function toResult(
  rows: readonly SliceRow[],
  steps: readonly StoredStep[],
  { tests, held, evaluation: { widths, repeats } }: Numbering,
): SliceResult {
  const widthOf = (test: number) => widths[test] ?? 1;
  const firstOf = firstPlaces(widths, repeats);
  const byPlace = Map.groupBy(rows, ({ testIdx }) => testIdx);
  let place = 0;
  const byTest = tests.map((test): TestRows => {
    const width = widthOf(test);
    const first = firstOf(test) + held.repeat * width;
    const own = Array.from({ length: width }, (_, index) =>
      (byPlace.get(place + index) ?? []).map((row) => ({ ...row, testIdx: first + index })),
    );
    place += width;
    return { test, rows: JSON.stringify(own.flat()) };
  });
  return {
    tests: byTest,
    steps,
    cells: rows.length,
    errors: rows.filter(isError).length,
    costUsd: rows.reduce((sum, { cost }) => sum + (numberOf(cost) ?? 0), 0),
  };
}

/** promptfoo's number of the first case of a test: each test takes as many as it has combinations and repeats. */
function firstPlaces(widths: PlannedEvaluation['widths'], repeats: number): (test: number) => number {
  const wide = Object.entries(widths).map(([test, width]) => [Number(test), width - 1] as const);
  return (test) => repeats * (test + wide.reduce((sum, [one, more]) => (one < test ? sum + more : sum), 0));
}
