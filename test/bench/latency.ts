import type { BenchServer } from './benchServer.ts';
import { type Column, MATRIX } from './columns.ts';
import { schedule } from './criticalPath.ts';
import { type MeasuredEval, runEval } from './promptfooRun.ts';
import { type BenchContext, type Extent, type Figure, middleBy, round, type Section, toFigure } from './section.ts';

const CONCURRENCY = 64;
const LATENCY_MS = 200;
/** 1,561 calls one after the other take 5 minutes at 200 ms. */
const SHORT_LATENCY_MS = 20;
const ANSWER_CHARS = 1_000;
/** Of what is over in seconds and held to a ratio; of them the middle one counts. */
const ROUNDS = 3;

interface Plan {
  readonly columns: readonly Column[];
  readonly cases: number;
  readonly latencyMs: number;
}

/** Calls, and time against the best possible, of every variant and of the four in one matrix. */
export async function measureLatency(server: BenchServer, { extent, say }: BenchContext): Promise<Section> {
  const measured: Measured[] = [];
  for (const plan of plansOf(extent)) {
    say(`${nameOf(plan)}, ${plan.cases} cases at ${plan.latencyMs} ms`);
    measured.push(await measureMiddle(server, plan));
  }
  return {
    name: 'latency',
    notes: [
      `promptfoo eval -j ${CONCURRENCY}, limits.maxConcurrentCalls ${CONCURRENCY}, journals on, answers of ${ANSWER_CHARS} characters.`,
      "ratio = time from the first request to the last reply ÷ (pathCalls × the server's mean latency); 1 is the best possible.",
      `pathCalls: calls that have to follow one another, with ${CONCURRENCY} cells at once (test/bench/criticalPath.ts).`,
      `520 cases of metasc-all are 1,561 calls in a row: run at ${SHORT_LATENCY_MS} ms, with --full at ${LATENCY_MS} ms.`,
      "promptfoo: the same requests as baseline through promptfoo's own openai:chat provider.",
      `metasc-10: the middle one of ${ROUNDS} runs; it is short and held to a ratio.`,
    ],
    rows: measured.map(toRow),
    figures: measured.flatMap(toFigures),
  };
}

interface Measured {
  readonly plan: Plan;
  readonly run: MeasuredEval;
}

function plansOf(extent: Extent): readonly Plan[] {
  const singles: readonly Column[] = ['promptfoo', ...MATRIX];
  const sets = [...singles.map((column) => [column]), MATRIX];
  const sizes = extent === 'quick' ? [12] : [52, 520];
  return sizes.flatMap((cases) =>
    sets.map((columns) => {
      const isLong = columns.includes('metasc-all') && cases > 52 && extent !== 'full';
      return { columns, cases, latencyMs: isLong || extent === 'quick' ? SHORT_LATENCY_MS : LATENCY_MS };
    }),
  );
}

/** The run with the middle ratio, where there are several. */
async function measureMiddle(server: BenchServer, plan: Plan): Promise<Measured> {
  const { columns, cases, latencyMs } = plan;
  const rounds = nameOf(plan) === 'metasc-10' && latencyMs === LATENCY_MS ? ROUNDS : 1;
  const runs: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const orders = { delayMs: latencyMs, answerChars: ANSWER_CHARS };
    runs.push({ plan, run: await runEval({ server, columns, cases, concurrency: CONCURRENCY, orders }) });
  }
  return middleBy(runs, ratioOf);
}

const nameOf = ({ columns }: Plan): string => (columns.length === 1 ? columns.join() : 'matrix');

function toRow({ plan, run }: Measured) {
  const { leastCalls, pathCalls } = scheduleOf(plan);
  return {
    column: nameOf(plan),
    cases: plan.cases,
    latencyMs: plan.latencyMs,
    calls: run.calls,
    leastCalls,
    pathCalls,
    spanMs: round(run.spanMs, 0),
    meanLatencyMs: round(run.meanLatencyMs, 2),
    ratio: round(ratioOf({ plan, run }), 3),
    maxInFlight: run.maxInFlight,
  };
}

function toFigures({ plan, run }: Measured): readonly Figure[] {
  const { columns, cases, latencyMs } = plan;
  if (columns.includes('promptfoo')) return [];
  const name = `${nameOf(plan)}, ${cases} cases`;
  const calls = toFigure(`${name}: calls ÷ least possible`, run.calls / scheduleOf(plan).leastCalls, { atMost: 1 });
  const isHeldToRatio = latencyMs === LATENCY_MS && columns.some((column) => column.startsWith('metasc'));
  if (!isHeldToRatio) return [calls];
  const ratio = toFigure(`${name}, ${latencyMs} ms: ratio`, ratioOf({ plan, run }), { atMost: 1.04 });
  return [calls, ratio];
}

const scheduleOf = (plan: Plan) => schedule({ ...plan, concurrency: CONCURRENCY });

const ratioOf = ({ plan, run }: Measured): number => run.spanMs / (scheduleOf(plan).pathCalls * run.meanLatencyMs);
