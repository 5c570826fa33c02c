import { callsInARow } from '../../providers/loop/callsInARow.ts';

export interface RunSize {
  readonly cases: number;
  /** Cases at the beginning that may change the spec, one after the other. */
  readonly window: number;
  readonly concurrentCalls: number;
}

/** The shortest run of one column with critique and revision, in latencies: no run is shorter than all its calls. */
export function shortestRun({ cases, window, concurrentCalls }: RunSize): number {
  const calls = 3 * cases + Math.min(cases, window);
  const row = callsInARow({ cases, window, batchSize: 1, concurrentCalls, trialCases: 0 });
  return Math.max(row, Math.ceil(calls / concurrentCalls));
}
