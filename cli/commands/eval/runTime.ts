import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCallTimes } from '../../../providers/specs/callLedger.ts';
import { LEDGER_FILE } from '../../../providers/specs/ledgers.ts';

/** The time of a run against the shortest one. */
export interface RunTime {
  /** From the first request to the last reply. */
  readonly spanMs: number;
  readonly meanLatencyMs: number;
  /** Calls that had to follow one another. */
  readonly callsInARow: number;
  /** `spanMs` ÷ (`callsInARow` × `meanLatencyMs`): 1 is the best possible where all calls take as long. */
  readonly ratio: number;
}

/**
 * @param folder the folder of the run's ledger
 * @returns undefined where it recorded no calls
 */
export function readRunTime(folder: string, callsInARow: number): RunTime | undefined {
  const path = join(folder, LEDGER_FILE);
  const times = existsSync(path) ? readCallTimes(path) : undefined;
  if (times === undefined || times.meanLatencyMs === 0) return undefined;
  const { spanMs, meanLatencyMs } = times;
  return { spanMs, meanLatencyMs, callsInARow, ratio: spanMs / (callsInARow * meanLatencyMs) };
}

/** One line: `The calls took 7.9 s: 1.02 times the shortest run, 38 calls of 0.2 s one after another.` */
export function formatRunTime({ spanMs, meanLatencyMs, callsInARow, ratio }: RunTime): string {
  const inSeconds = (ms: number) => `${Number((ms / 1_000).toPrecision(2))} s`;
  return `The calls took ${inSeconds(spanMs)}: ${ratio.toFixed(2)} times the shortest run, ${callsInARow} of ${inSeconds(meanLatencyMs)} one after another.`;
}
