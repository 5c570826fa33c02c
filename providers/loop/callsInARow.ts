import { WAVE } from './trial.ts';

export interface ColumnSize {
  readonly cases: number;
  /** Cases at the beginning that may change the spec: 0 or more. */
  readonly window: number;
  /** Cases of the window that are revised under one spec, at least 1. */
  readonly batchSize: number;
  /** Simultaneous calls, at least 1. */
  readonly concurrentCalls: number;
  /** Cases that each proposal is tried on: 0 without a trial. */
  readonly trialCases: number;
}

/**
 * Calls that have to follow one another in a column with critique and revision, however early its cases begin: a run takes
 * at least so many times a call's latency. After the first response, three calls for each batch of the window and those of its
 * trial, then the two calls of all cases behind it.
 */
export function callsInARow({ cases, window, batchSize, concurrentCalls, trialCases }: ColumnSize): number {
  if (cases === 0) return 0;
  const batches = Math.ceil(Math.min(cases, window) / batchSize);
  const behind = Math.max(0, cases - window);
  const afterWindow = behind === 0 ? 0 : Math.max(2, Math.ceil((2 * behind) / concurrentCalls));
  // Each wave of a trial is three calls in a row; that of the first trial under the current spec, with the responses, four.
  const waves = Math.ceil(trialCases / WAVE) * Math.ceil(Math.min(WAVE, trialCases) / concurrentCalls);
  const trials = batches === 0 ? 0 : (4 + 3 * batches) * waves;
  return 1 + 3 * batches + trials + afterWindow;
}
