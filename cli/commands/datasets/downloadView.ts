import { SingleBar } from 'cli-progress';
import type { DownloadProgress } from '../../../datasets/importers/sources.ts';
import type { Output } from '../../terminal/output.ts';

export interface DownloadView {
  show(progress: DownloadProgress): void;
  stop(): void;
}

const BYTES_PER_KB = 1_000;

/** Shows downloads: a line each, and on a terminal a bar. */
export function createDownloadView(output: Output): DownloadView {
  let bar: SingleBar | undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    show(progress) {
      switch (progress.kind) {
        case 'started':
          stop();
          output.write(`Fetching ${progress.address} …\n`);
          break;
        case 'bytes': {
          if (!output.isTTY) break;
          const done = Math.floor(progress.doneBytes / BYTES_PER_KB);
          // Where the server doesn't say how much will come, the bar stays full.
          const total = Math.ceil((progress.totalBytes ?? progress.doneBytes) / BYTES_PER_KB);
          if (bar === undefined) {
            bar = createBar(output);
            bar.start(total, done);
          }
          bar.setTotal(total);
          bar.update(done);
          break;
        }
      }
    },
    stop,
  };
}

function createBar(output: Output): SingleBar {
  return new SingleBar({
    stream: output.stream,
    format: '  {bar} {percentage}% of {total} kB',
    hideCursor: true,
    clearOnComplete: true,
  });
}
