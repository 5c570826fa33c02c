import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { listen } from './listening.ts';

export interface ReceivedCall {
  /** From 0, in order of arrival. */
  readonly index: number;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
  /** Path and query. */
  readonly url: string;
}

export interface LoopbackReply {
  readonly content?: string | null;
  readonly finishReason?: string;
  /** The choice's `logprobs.content`. */
  readonly logprobs?: unknown;
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Body of a reply that is not 200. */
  readonly errorMessage?: string;
  readonly delayMs?: number;
  /** `drop`: close the connection. `hang`: never answer. */
  readonly fault?: 'drop' | 'hang';
}

export interface LoopbackServer extends AsyncDisposable {
  readonly baseURL: string;
  /** Every call that came in, answered or not. */
  readonly calls: readonly ReceivedCall[];
  /** The first call that `isIt`, once it has come in. */
  arrival(isIt: (call: ReceivedCall) => boolean): Promise<ReceivedCall>;
  /** Waits until no connection is open: then it has read all that processes sent which have ended. */
  disconnection(): Promise<void>;
}

/** An OpenAI-compatible server on 127.0.0.1 that answers as told. Words count as tokens. Stops when disposed. */
export async function startLoopbackServer(
  answer: (call: ReceivedCall) => LoopbackReply | string,
): Promise<LoopbackServer> {
  const calls: ReceivedCall[] = [];
  const arrivals = new EventEmitter();
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await readBody(request)) as Record<string, unknown>;
    const call: ReceivedCall = {
      index: calls.length,
      messages: body.messages as ReceivedCall['messages'],
      body,
      headers: request.headers,
      url: request.url ?? '',
    };
    calls.push(call);
    arrivals.emit('call');
    const answered = answer(call);
    const reply = typeof answered === 'string' ? { content: answered } : answered;
    if (reply.delayMs) await sleep(reply.delayMs);
    send(call, reply, response);
  }

  const listening = await listen(server);
  return {
    baseURL: `${listening.origin}/v1`,
    calls,
    async arrival(isIt) {
      for (;;) {
        const call = calls.find(isIt);
        if (call !== undefined) return call;
        await once(arrivals, 'call');
      }
    },
    async disconnection() {
      const countConnections = promisify(server.getConnections.bind(server));
      while ((await countConnections()) > 0) await sleep(5);
    },
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send({ messages, body, index }: ReceivedCall, reply: LoopbackReply, response: ServerResponse): void {
  if (reply.fault === 'hang') return;
  if (reply.fault === 'drop') {
    response.socket?.destroy();
    return;
  }
  const status = reply.status ?? 200;
  const content = reply.content === undefined ? '' : reply.content;
  const promptTokens = messages.reduce((total, message) => total + countWords(message.content), 0);
  const completionTokens = countWords(content ?? '');
  const payload =
    status === 200
      ? {
          id: `call-${index}`,
          object: 'chat.completion',
          created: 0,
          model: body.model,
          choices: [
            {
              index: 0,
              message: { role: 'assistant', content },
              finish_reason: reply.finishReason ?? 'stop',
              ...(reply.logprobs === undefined ? {} : { logprobs: { content: reply.logprobs } }),
            },
          ],
          usage: {
            prompt_tokens: promptTokens,
            completion_tokens: completionTokens,
            total_tokens: promptTokens + completionTokens,
          },
        }
      : { error: { message: reply.errorMessage ?? `status ${status}`, type: 'error', code: null } };
  response.writeHead(status, { 'content-type': 'application/json', ...reply.headers });
  response.end(JSON.stringify(payload));
}

export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}
