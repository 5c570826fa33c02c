export interface RunSize {
  /** At least 1. */
  readonly cases: number;
  /** Cases at the beginning that may change the spec, one after the other: 0 or more. */
  readonly window: number;
  /** Simultaneous calls, at least 1. */
  readonly concurrentCalls: number;
}

/**
 * The shortest run of one column with critique and revision, where all cases begin at once and every call takes as long.
 * Inside the window three calls a case follow one another, after the first response; the two calls of all cases behind the
 * window follow it; and no run is shorter than all its calls, shared out among the places.
 *
 * @returns calls that have to follow one another: the run takes at least so many times a call's latency
 */
export function shortestRun({ cases, window, concurrentCalls }: RunSize): number {
  const inWindow = Math.min(cases, window);
  const behind = cases - inWindow;
  const afterWindow = behind === 0 ? 0 : Math.max(2, Math.ceil((2 * behind) / concurrentCalls));
  const calls = 3 * cases + inWindow;
  return Math.max(1 + 3 * inWindow + afterWindow, Math.ceil(calls / concurrentCalls));
}
