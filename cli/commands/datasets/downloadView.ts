import type { DownloadProgress } from '../../../datasets/importers/sources.ts';
import type { Output } from '../../terminal/output.ts';
import { createProgressBar } from '../../terminal/progress.ts';

export interface DownloadView {
  show(progress: DownloadProgress): void;
  stop(): void;
}

/** Shows downloads: a line each, and on a terminal a bar. */
export function createDownloadView(output: Output): DownloadView {
  const bar = createProgressBar(output, { label: '{percentage}% of {total} kB', unit: 1_000 });
  return {
    show(progress) {
      switch (progress.kind) {
        case 'started':
          bar.stop();
          output.write(`Fetching ${progress.address} …\n`);
          break;
        case 'bytes':
          // Where the server doesn't say how much will come, the bar stays full.
          bar.show(progress.doneBytes, progress.totalBytes ?? progress.doneBytes);
          break;
      }
    },
    stop: bar.stop,
  };
}
