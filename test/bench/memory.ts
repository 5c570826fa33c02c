import type { BenchServer } from './benchServer.ts';
import type { Column } from './columns.ts';
import { runEval } from './promptfooRun.ts';
import { type BenchContext, median, round, type Section, toFigure } from './section.ts';

/** promptfoo's default. */
const CONCURRENCY = 4;
const ANSWER_CHARS = 1_000;
const COLUMNS: readonly Column[] = ['promptfoo', 'baseline', 'metasc-10'];
const BYTES_PER_MB = 1_000_000;

/** Peak memory of promptfoo's process with our provider against its own, over many cases. */
export async function measureMemory(server: BenchServer, { extent, say }: BenchContext): Promise<Section> {
  const [cases, rounds] = extent === 'quick' ? [200, 1] : [5_200, 2];
  const rows: PeakRow[] = [];
  for (let round = 0; round < rounds; round += 1) {
    say(`${cases} cases each, round ${round + 1} of ${rounds}`);
    const peakMb: number[] = [];
    for (const column of COLUMNS) {
      const { peakBytes } = await runEval({
        server,
        columns: [column],
        cases,
        concurrency: CONCURRENCY,
        orders: { delayMs: 0, answerChars: ANSWER_CHARS },
      });
      peakMb.push(Math.round(peakBytes / BYTES_PER_MB));
    }
    const [promptfooMb = 0, baselineMb = 0, metasc10Mb = 0] = peakMb;
    rows.push({ round: round + 1, promptfooMb, baselineMb, metasc10Mb });
  }
  const ratio = (key: 'baselineMb' | 'metasc10Mb') => median(rows.map((row) => row[key] / row.promptfooMb));
  return {
    name: 'memory',
    notes: [
      `Peak memory of promptfoo's process (VmHWM) at ${cases} cases; promptfoo eval -j ${CONCURRENCY} --no-write --no-cache, answers of ${ANSWER_CHARS} characters.`,
    ],
    rows: rows.map((row) => ({
      ...row,
      baselineRatio: round(row.baselineMb / row.promptfooMb, 2),
      metasc10Ratio: round(row.metasc10Mb / row.promptfooMb, 2),
    })),
    figures: [
      toFigure("baseline: peak memory ÷ promptfoo's own, median", ratio('baselineMb'), { atMost: 1.2 }, 2),
      toFigure("metasc-10: peak memory ÷ promptfoo's own, median", ratio('metasc10Mb'), { atMost: 1.2 }, 2),
    ],
  };
}

type PeakRow = Readonly<Record<'round' | 'promptfooMb' | 'baselineMb' | 'metasc10Mb', number>>;
