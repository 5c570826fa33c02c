import { SingleBar } from 'cli-progress';
import type { Output } from './output.ts';

export interface ProgressBarOptions {
  /** Text after the bar, with placeholders of cli-progress: `{percentage}% of {total} MB`. */
  readonly label: string;
  /** Size of the label's unit in units of `show`: 1_000_000 for bytes shown as MB. @default 1 */
  readonly unit?: number;
}

/** Shows a bar on a terminal, nothing elsewhere. */
export function createProgressBar(output: Output, { label, unit = 1 }: ProgressBarOptions) {
  let bar: SingleBar | undefined;
  return {
    /** Starts the bar if it isn't shown. */
    show(done: number, total: number) {
      if (!output.isTTY) return;
      const [doneUnits, totalUnits] = [Math.floor(done / unit), Math.ceil(total / unit)];
      if (bar === undefined) {
        bar = new SingleBar({
          stream: output.stream,
          format: `  {bar} ${label}`,
          hideCursor: true,
          clearOnComplete: true,
        });
        bar.start(totalUnits, doneUnits);
      }
      bar.setTotal(totalUnits);
      bar.update(doneUnits);
    },
    /** Clears the bar. */
    stop() {
      bar?.stop();
      bar = undefined;
    },
  };
}

/** Runs work that Ctrl-C ends through the signal, so that it can clean up. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt);
  try {
    return await work(stop.signal);
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}
