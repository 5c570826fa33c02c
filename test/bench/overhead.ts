import type { BenchServer } from './benchServer.ts';
import type { Column } from './columns.ts';
import { type MeasuredEval, runEval } from './promptfooRun.ts';
import { type BenchContext, median, round, type Section, toFigure } from './section.ts';

/** promptfoo's default. */
const CONCURRENCY = 4;
const ANSWER_CHARS = 1_000;

/** Time a baseline cell takes longer than one of promptfoo's own openai provider, with a server that answers at once. */
export async function measureOverhead(server: BenchServer, { extent, say }: BenchContext): Promise<Section> {
  const [cells, rounds] = extent === 'quick' ? [200, 1] : [2_000, 5];
  const run = (column: Column) =>
    runEval({
      server,
      columns: [column],
      cases: cells,
      concurrency: CONCURRENCY,
      orders: { delayMs: 0, answerChars: ANSWER_CHARS },
    });

  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    say(`${cells} cells each, round ${round + 1} of ${rounds}`);
    // Who goes first alternates: the machine may get slower or faster all the while.
    if (round % 2 === 0) {
      const promptfoo = await run('promptfoo');
      pairs.push({ promptfoo, baseline: await run('baseline') });
    } else {
      const baseline = await run('baseline');
      pairs.push({ promptfoo: await run('promptfoo'), baseline });
    }
  }
  const perCell = (key: 'wallMs' | 'spanMs') =>
    pairs.map(({ promptfoo, baseline }) => (baseline[key] - promptfoo[key]) / cells);
  return {
    name: 'overhead',
    notes: [
      `${cells} baseline cells against ${cells} of promptfoo's own openai:chat provider, in turn; promptfoo eval -j ${CONCURRENCY} --no-cache, answers of ${ANSWER_CHARS} characters.`,
      'wallMs: the whole process; spanMs: from the first request to the last reply. perCell: ours less promptfoo’s.',
    ],
    rows: pairs.map(({ promptfoo, baseline }, index) => ({
      round: index + 1,
      promptfooWallMs: round(promptfoo.wallMs, 0),
      baselineWallMs: round(baseline.wallMs, 0),
      wallMsPerCell: round(perCell('wallMs')[index] ?? 0, 2),
      promptfooSpanMs: round(promptfoo.spanMs, 0),
      baselineSpanMs: round(baseline.spanMs, 0),
      spanMsPerCell: round(perCell('spanMs')[index] ?? 0, 2),
    })),
    figures: [toFigure('overhead a cell in ms, median', median(perCell('wallMs')), { atMost: 2 }, 2)],
  };
}

interface Pair {
  readonly promptfoo: MeasuredEval;
  readonly baseline: MeasuredEval;
}
