import type { BenchServer } from './benchServer.ts';
import { askChat, type ChatEndpoint, openChatEndpoint } from './chatLoad.ts';
import { startOptillm } from './optillm.ts';
import { type BenchContext, median, round, type Section, toFigure } from './section.ts';
import { startServedBaseline } from './servedBaseline.ts';

const CLIENTS = 16;
const ANSWER_CHARS = 1_000;
const QUICK = { pairs: 100, burst: 500, rounds: 1, memory: 1_000, faults: 100, others: 20 };
const DEFAULT = { pairs: 1_000, burst: 4_000, rounds: 3, memory: 50_000, faults: 1_000, others: 200 };
const MEMORY_POINTS = 10;
const BYTES_PER_MB = 1_000_000;

/** What `metasc serve` adds to a call for profile baseline, how much it carries, and what faults of its model do to it. */
export async function measureServe(server: BenchServer, { extent, say }: BenchContext): Promise<Section> {
  const plan = extent === 'quick' ? QUICK : DEFAULT;
  const rows: { readonly measured: string; readonly value: number }[] = [];
  const record = (measured: string, value: number, digits = 0) => rows.push({ measured, value: round(value, digits) });
  await server.obey({ delayMs: 0, answerChars: ANSWER_CHARS });
  await using serve = await startServedBaseline(server.baseURL);
  await using direct = openChatEndpoint({ baseURL: server.baseURL, model: 'bench', connections: CLIENTS });
  await using served = openChatEndpoint({ baseURL: serve.baseURL, model: 'baseline', connections: CLIENTS });
  // What is compiled on the way is no cost of a request.
  await load(served, plan.burst);
  await load(direct, plan.burst);

  say(`${plan.pairs} calls at one client, in turn`);
  const overheadMs = await measureOverheadOf(served, direct, plan.pairs);
  record('ms that a request takes longer at one client', overheadMs, 2);

  const { METASC_OPTILLM: optillm } = process.env;
  if (optillm !== undefined) {
    say(`${plan.others} calls through optillm at one client, and as many at ${CLIENTS}`);
    await using other = await startOptillm(optillm, server.baseURL);
    await using compared = openChatEndpoint({ baseURL: other.baseURL, model: 'bench', connections: CLIENTS });
    await load(compared, CLIENTS);
    record(
      'optillm: ms that a request takes longer at one client',
      await measureOverheadOf(compared, direct, plan.others),
      2,
    );
    record(`optillm: requests a second at ${CLIENTS} clients`, await load(compared, plan.others));
  }

  const rates: number[] = [];
  const { cpuMs: cpuBefore } = await serve.usage();
  for (let number = 1; number <= plan.rounds; number += 1) {
    say(`${plan.burst} requests at ${CLIENTS} clients, round ${number} of ${plan.rounds}`);
    const rate = await load(served, plan.burst);
    rates.push(rate);
    record(`requests a second at ${CLIENTS} clients, round ${number}`, rate);
  }
  const { cpuMs: cpuAfter } = await serve.usage();
  record('CPU ms of the server per request', (cpuAfter - cpuBefore) / (plan.rounds * plan.burst), 2);
  record(`requests a second at ${CLIENTS} clients, without the server between`, await load(direct, plan.burst));

  const rssMb: number[] = [];
  for (let point = 1; point <= MEMORY_POINTS; point += 1) {
    say(`memory, ${point} of ${MEMORY_POINTS}`);
    await load(served, plan.memory / MEMORY_POINTS);
    const mb = (await serve.usage()).rssBytes / BYTES_PER_MB;
    rssMb.push(mb);
    record(`RSS in MB after ${(plan.memory * point) / MEMORY_POINTS} more requests`, mb);
  }
  const half = MEMORY_POINTS / 2;
  const growth = median(rssMb.slice(half)) / median(rssMb.slice(0, half));

  say(`${plan.faults} requests while three calls of ten fail`);
  await server.obey({ delayMs: 0, answerChars: ANSWER_CHARS, isFaulty: true });
  const { answered, refused, odd } = await loadFaulty(served, plan.faults);
  record('answered under faults', answered);
  record('refused in shape under faults', refused);

  return {
    name: 'serve',
    notes: [
      `metasc serve, built, in a process of its own, with profile baseline and no keys. The bench's server answers ${ANSWER_CHARS} characters at once from a third process. All share the cores.`,
      `One client: ${plan.pairs} pairs of a request through the server and one straight to the model's, in turn; the median difference.`,
      'optillm is measured where METASC_OPTILLM names its program, by its own command with approach `none`.',
      'Under faults, two calls of ten get 503 and one a dropped connection; calls are made again as by default.',
    ],
    rows,
    figures: [
      toFigure('overhead at one client in ms, median', overheadMs, { atMost: 2 }, 2),
      toFigure(`requests a second at ${CLIENTS} clients, median`, median(rates), { atLeast: 800 }, 0),
      toFigure(`RSS, second half ÷ first half of ${plan.memory} requests`, growth, { atMost: 1.1 }, 2),
      toFigure(`of ${plan.faults} under faults, neither answered nor refused in shape`, odd, { atMost: 0 }, 0),
    ],
  };
}

/** The median of what the server in between adds to a request, in ms. */
async function measureOverheadOf(served: ChatEndpoint, direct: ChatEndpoint, pairs: number): Promise<number> {
  const differences: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    // Who goes first alternates.
    if (pair % 2 === 0) {
      const servedMs = await timeOne(served, pair);
      differences.push(servedMs - (await timeOne(direct, pair)));
    } else {
      const directMs = await timeOne(direct, pair);
      differences.push((await timeOne(served, pair)) - directMs);
    }
  }
  return median(differences);
}

async function timeOne(endpoint: ChatEndpoint, index: number): Promise<number> {
  const start = performance.now();
  await answered(endpoint, index);
  return performance.now() - start;
}

/** Requests a second. @throws Error when one is not answered */
async function load(endpoint: ChatEndpoint, requests: number): Promise<number> {
  const start = performance.now();
  await atOnce(requests, (index) => answered(endpoint, index));
  return requests / ((performance.now() - start) / 1_000);
}

async function answered(endpoint: ChatEndpoint, index: number): Promise<void> {
  const { status, text } = await askChat(endpoint, index);
  if (status !== 200) throw new Error(`bench: expected an answer, got ${status}: ${text}`);
}

async function loadFaulty(endpoint: ChatEndpoint, requests: number) {
  const counts = { answered: 0, refused: 0, odd: 0 };
  await atOnce(requests, async (index) => {
    counts[await outcomeOf(endpoint, index)] += 1;
  });
  return counts;
}

/** `odd`: it hung, its connection broke, or what came has not the shape of the API. */
async function outcomeOf(endpoint: ChatEndpoint, index: number): Promise<'answered' | 'refused' | 'odd'> {
  try {
    const { status, retryAfter, text } = await askChat(endpoint, index);
    const { choices, error } = JSON.parse(text);
    if (status === 200 && choices[0].message.content.length === ANSWER_CHARS) return 'answered';
    return status === 503 && retryAfter !== undefined && typeof error.message === 'string' ? 'refused' : 'odd';
  } catch {
    return 'odd';
  }
}

/** Runs work for 0 … count − 1, as many as there are clients at a time. */
async function atOnce(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const client = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}
