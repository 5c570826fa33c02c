import type { BenchServer } from './benchServer.ts';
import { askChat, type ChatEndpoint, openChatEndpoint } from './chatLoad.ts';
import { type BenchContext, median, round, type Section, toFigure } from './section.ts';
import { type ServerProcess, startOptillm, startServe } from './serverProcesses.ts';

const CLIENTS = 16;
const ANSWER_CHARS = 1_000;
const QUICK = { pairs: 100, burst: 500, rounds: 1, memory: 1_000, faults: 100 };
const DEFAULT = { pairs: 1_000, burst: 4_000, rounds: 3, memory: 50_000, faults: 1_000 };
const MEMORY_POINTS = 10;
const BYTES_PER_MB = 1_000_000;

/** What `metasc serve` adds to a call for profile baseline, how much it carries, and what faults of its model do to it. */
export async function measureServe(server: BenchServer, { extent, say }: BenchContext): Promise<Section> {
  const plan = extent === 'quick' ? QUICK : DEFAULT;
  await using serve = await startServe(server.baseURL);
  await using optillm = await startOptillm(server.baseURL);
  await server.obey({ delayMs: 0, answerChars: ANSWER_CHARS });
  await using direct = openChatEndpoint({ baseURL: server.baseURL, model: 'bench', connections: CLIENTS });
  await using served = openChatEndpoint({ baseURL: serve.baseURL, model: 'baseline', connections: CLIENTS });
  const others = new AsyncDisposableStack();
  await using _ = others;
  const other =
    optillm === undefined
      ? undefined
      : others.use(openChatEndpoint({ baseURL: optillm.baseURL, model: 'none-bench', connections: CLIENTS }));
  const row = rowOf(serve);

  await load(served, plan.burst);
  say(`${plan.pairs} calls at one client, in turn`);
  const alone = await measureAlone({ direct, served, ...(other === undefined ? {} : { other }) }, plan.pairs);
  const rows = [row('one client, ms more than the upstream call', round(alone.overheadMs, 2))];
  if (alone.otherMs !== undefined) rows.push(row('the same, optillm', round(alone.otherMs, 2)));

  const rates: number[] = [];
  for (let index = 0; index < plan.rounds; index += 1) {
    say(`${plan.burst} requests at ${CLIENTS} clients, round ${index + 1} of ${plan.rounds}`);
    rates.push(await load(served, plan.burst));
    rows.push(row(`${CLIENTS} clients, requests a second`, round(rates.at(-1) ?? 0, 0)));
  }
  if (other !== undefined) {
    rows.push(row('the same, optillm', round(await load(other, Math.ceil(plan.burst / 20)), 0)));
  }
  rows.push(row('the same, upstream alone', round(await load(direct, plan.burst), 0)));

  const rssMb: number[] = [];
  for (let point = 1; point <= MEMORY_POINTS; point += 1) {
    say(`memory, ${point} of ${MEMORY_POINTS}`);
    await load(served, plan.memory / MEMORY_POINTS);
    rssMb.push(Math.round((await serve.rssBytes()) / BYTES_PER_MB));
    rows.push(row(`RSS in MB after ${(plan.memory * point) / MEMORY_POINTS} more requests`, rssMb.at(-1) ?? 0));
  }
  const half = MEMORY_POINTS / 2;
  const growth = median(rssMb.slice(half)) / median(rssMb.slice(0, half));

  say(`${plan.faults} requests while three calls of ten fail`);
  await server.obey({ delayMs: 0, answerChars: ANSWER_CHARS, isFaulty: true });
  const { answered, refused, odd } = await loadFaulty(served, plan.faults);
  rows.push(row('under faults: answered', answered), row('under faults: 503 in shape', refused));

  return {
    name: 'serve',
    notes: [
      `metasc serve, built, in a process of its own; profile baseline over the bench's server, which answers ${ANSWER_CHARS} characters at once from a third process. No keys.`,
      `One client: ${plan.pairs} calls of each in turn, medians. ${CLIENTS} clients: ${plan.burst} requests over kept connections.`,
      ...(optillm === undefined ? ['optillm: not on the PATH, so not measured.'] : []),
    ],
    rows,
    figures: [
      toFigure('overhead at one client in ms, median', alone.overheadMs, { atMost: 2 }, 2),
      toFigure(`requests a second at ${CLIENTS} clients, median`, median(rates), { atLeast: 800 }, 0),
      toFigure(`RSS, second half ÷ first half of ${plan.memory} requests`, growth, { atMost: 1.1 }, 2),
      toFigure(`of ${plan.faults} under faults, neither answered nor refused in shape`, odd, { atMost: 0 }, 0),
    ],
  };
}

const rowOf = (_: ServerProcess) => (measured: string, value: number) => ({ measured, value });

interface Contestants {
  readonly direct: ChatEndpoint;
  readonly served: ChatEndpoint;
  readonly other?: ChatEndpoint;
}

/** Medians of what servers in between add to a call, in ms. */
async function measureAlone(
  { direct, served, other }: Contestants,
  pairs: number,
): Promise<{ readonly overheadMs: number; readonly otherMs: number | undefined }> {
  const more: number[] = [];
  const otherMore: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    // Who goes first alternates.
    const [first, second] = pair % 2 === 0 ? [direct, served] : [served, direct];
    const [firstMs, secondMs] = [await timeOne(first, pair), await timeOne(second, pair)];
    const directMs = first === direct ? firstMs : secondMs;
    more.push(firstMs + secondMs - 2 * directMs);
    if (other !== undefined && pair % 10 === 0) otherMore.push((await timeOne(other, pair)) - directMs);
  }
  return { overheadMs: median(more), otherMs: otherMore.length === 0 ? undefined : median(otherMore) };
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
