import { shortestRun } from '../support/shortestRun.ts';
import type { BenchServer } from './benchServer.ts';
import { runEval } from './promptfooRun.ts';
import { type BenchContext, middleBy, round, type Section, toFigure } from './section.ts';

const LATENCY_MS = 200;
const WINDOW = 10;
const ROUNDS = 3;

/** As `metasc eval` runs them: all cells at once, their calls limited. */
const PLANS = [
  { cases: 52, concurrentCalls: 16, atMost: 1.03 },
  { cases: 52, concurrentCalls: 4, atMost: 1.03 },
  { cases: 520, concurrentCalls: 64, atMost: 1.08 },
] as const;

/** Time of metasc-10 against the shortest run at a limit of simultaneous calls. */
export async function measureLimits(server: BenchServer, { extent, say }: BenchContext): Promise<Section> {
  const measured = [];
  for (const { atMost, ...size } of extent === 'quick' ? PLANS.slice(1, 2) : PLANS) {
    say(`${size.cases} cases, ${size.concurrentCalls} calls at once`);
    const latencies = shortestRun({ ...size, window: WINDOW });
    const runs = [];
    for (let turn = 0; turn < (extent === 'quick' ? 1 : ROUNDS); turn += 1) {
      const run = await runEval({
        server,
        columns: ['metasc-10'],
        cases: size.cases,
        concurrency: size.cases,
        callsAtOnce: size.concurrentCalls,
        orders: { delayMs: extent === 'quick' ? 20 : LATENCY_MS, answerChars: 1_000 },
      });
      runs.push({ ...run, ratio: run.spanMs / (latencies * run.meanLatencyMs) });
    }
    const middle = middleBy(runs, ({ ratio }) => ratio);
    measured.push({ size, latencies, atMost, middle });
  }
  return {
    name: 'limits',
    notes: [
      `metasc-10, all cells at once (promptfoo eval -j <cases>, as metasc eval does), limits.maxConcurrentCalls as stated; the middle one of ${ROUNDS} runs.`,
      "shortest: the shortest run in latencies (test/support/shortestRun.ts). ratio = time from the first request to the last reply ÷ (shortest × the server's mean latency).",
    ],
    rows: measured.map(({ size, latencies, middle }) => ({
      cases: size.cases,
      callsAtOnce: size.concurrentCalls,
      calls: middle.calls,
      shortest: latencies,
      latencies: round(middle.spanMs / middle.meanLatencyMs, 1),
      ratio: round(middle.ratio, 3),
      maxInFlight: middle.maxInFlight,
    })),
    figures: measured.map(({ size, atMost, middle }) =>
      toFigure(`${size.cases} cases, ${size.concurrentCalls} calls at once: ratio`, middle.ratio, { atMost }),
    ),
  };
}
