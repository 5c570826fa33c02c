import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { deterministicReply } from '../support/deterministicModel.ts';
import type { ServerAnswer, ServerCounts, ServerOrders, ServerQuestion } from './benchServer.ts';

// The process behind `startBenchServer`: answers on 127.0.0.1, takes orders from its parent, ends with it.

interface Message {
  readonly role: string;
  readonly content: string;
}

/** Words that no spec of the deterministic model shares with it: a proposal must not quote a response. */
const FILLER = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore. ';
/** As most servers behind nginx have it; with Node's 5 s, a quiet chain would lose its connections. */
const KEEP_ALIVE_MS = 75_000;

/** What calls of a faulty server meet, by their place among ten. */
const FAULT_CYCLE = 10;
const FAULTS: ReadonlyMap<number, 'busy' | 'drop'> = new Map([
  [0, 'busy'],
  [3, 'drop'],
  [6, 'busy'],
]);

let orders: ServerOrders = { delayMs: 0, answerChars: 100 };
let counting = startCounting();

function startCounting() {
  let calls = 0;
  let inFlight = 0;
  let maxInFlight = 0;
  let replies = 0;
  let latencyMs = 0;
  let firstAt = 0;
  let lastAt = 0;
  return {
    begin(): number {
      const now = performance.now();
      if (calls === 0) firstAt = now;
      calls += 1;
      inFlight += 1;
      maxInFlight = Math.max(maxInFlight, inFlight);
      return now;
    },
    end(begunAt: number): void {
      lastAt = performance.now();
      inFlight -= 1;
      replies += 1;
      latencyMs += lastAt - begunAt;
    },
    counts: (): ServerCounts => ({
      calls,
      maxInFlight,
      meanLatencyMs: replies === 0 ? 0 : latencyMs / replies,
      spanMs: lastAt - firstAt,
    }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { begin, end } = counting;
  const begunAt = begin();
  const fault = orders.isFaulty ? FAULTS.get(counting.counts().calls % FAULT_CYCLE) : undefined;
  response.on('finish', () => end(begunAt));
  const { messages } = JSON.parse(await read(request)) as { messages: readonly Message[] };
  const content = pad(deterministicReply(messages), orders.answerChars);
  if (orders.delayMs > 0) await sleep(orders.delayMs);
  if (fault === 'drop') {
    response.destroy();
    return;
  }
  if (fault === 'busy') {
    response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":{"message":"busy"}}');
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(toCompletion(messages, content)));
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function pad(text: string, chars: number): string {
  if (text.startsWith('Answers should')) return text;
  return `${text} ${FILLER.repeat(Math.ceil(chars / FILLER.length))}`.slice(0, chars);
}

/** About as in English text. */
const CHARS_PER_TOKEN = 4;

function toCompletion(messages: readonly Message[], content: string) {
  const promptChars = messages.reduce((total, message) => total + message.content.length, 0);
  const promptTokens = Math.ceil(promptChars / CHARS_PER_TOKEN);
  const completionTokens = Math.ceil(content.length / CHARS_PER_TOKEN);
  return {
    id: 'bench',
    object: 'chat.completion',
    created: 0,
    model: 'bench',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
  // 400 is not tried again, so that a fault here ends the bench instead of slowing it down.
  answer(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
});

const tell = (message: ServerAnswer) => process.send?.(message);

process.on('message', (question: ServerQuestion) => {
  switch (question.kind) {
    case 'obey':
      orders = question.orders;
      counting = startCounting();
      tell({ kind: 'obeyed' });
      break;
    case 'count':
      tell({ kind: 'counted', counts: counting.counts() });
      break;
  }
});
process.on('disconnect', () => process.exit());

server.listen(0, '127.0.0.1', () => tell({ kind: 'listening', port: (server.address() as AddressInfo).port }));
