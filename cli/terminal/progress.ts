import { SingleBar } from 'cli-progress';
import type { Output } from './output.ts';

export interface ProgressBar {
  /** Starts the bar when it is not there. */
  show(done: number, total: number): void;
  /** Clears the bar. */
  stop(): void;
}

export interface ProgressBarOptions {
  /** What stands after the bar: `{percentage}% of {total} MB`, as cli-progress fills it in. */
  readonly label: string;
  /** What one of the label's units is, in units of `show`: 1_000_000 for bytes shown as MB. @default 1 */
  readonly unit?: number;
}

/** A bar on a terminal; nothing elsewhere. */
export function createProgressBar(output: Output, { label, unit = 1 }: ProgressBarOptions): ProgressBar {
  let bar: SingleBar | undefined;
  return {
    show(done, total) {
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
    stop() {
      bar?.stop();
      bar = undefined;
    },
  };
}

/** Ctrl-C ends the work through its signal, and lets it clean up. */
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
