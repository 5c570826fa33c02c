import type { CaseVerdict } from './judgeCase.ts';

/** Verdicts by the case's place in the trial. */
type Verdicts = ReadonlyMap<number, CaseVerdict>;

/**
 * What a chain keeps from trial to trial: the verdicts under the spec in force. A proposal that was accepted has been tried
 * on all cases, so the next trial asks nothing about it.
 */
export interface TrialMemory {
  baseline?: { readonly spec: string; readonly verdicts: Verdicts };
}

/** The clear verdicts under this spec: others are asked for anew. */
export function baselineOf({ baseline }: TrialMemory, spec: string): Verdicts {
  if (baseline?.spec !== spec) return new Map();
  return new Map([...baseline.verdicts].filter(([, fails]) => fails !== 'unclear'));
}

export function keepBaseline(memory: TrialMemory, spec: string, verdicts: Verdicts): void {
  memory.baseline = { spec, verdicts };
}
