import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fieldsOf } from '../../foundation/untyped.ts';
import { listen } from '../support/listening.ts';

/** A request of a client, and how it was answered. */
export interface Exchange {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Empty for a request without a body of JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly status: number;
}

export interface Recorder extends AsyncDisposable {
  readonly baseURL: string;
  /** Those that have ended since the last call, which forgets them. */
  takeExchanges(): readonly Exchange[];
}

/** Stands on 127.0.0.1 between clients and a server, hands on every byte, and keeps what the clients sent. */
export async function startRecorder(origin: string): Promise<Recorder> {
  let exchanges: Exchange[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    const { host: _h, connection: _c, 'content-length': _l, 'transfer-encoding': _t, ...handedOn } = headers;
    const answer = await fetch(`${origin}${url}`, {
      method,
      headers: handedOn as Record<string, string>,
      body: sent.length === 0 ? null : sent,
    });
    response.writeHead(answer.status, Object.fromEntries(withoutFraming(answer.headers)));
    for await (const chunk of answer.body ?? []) response.write(chunk);
    const [path = ''] = url.split('?');
    exchanges.push({ method, path, headers, body: readJson(sent), status: answer.status });
    response.end();
  }

  const listening = await listen(
    createServer((request, response) => {
      handle(request, response).catch(() => response.destroy());
    }),
  );
  return {
    baseURL: `${listening.origin}/v1`,
    takeExchanges() {
      const taken = exchanges;
      exchanges = [];
      return taken;
    },
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}

/** fetch has decoded the body. */
const withoutFraming = (headers: Headers) =>
  [...headers].filter(([name]) => !['content-encoding', 'content-length', 'transfer-encoding'].includes(name));

function readJson(bytes: Buffer): Exchange['body'] {
  try {
    return fieldsOf(JSON.parse(bytes.toString('utf8')));
  } catch {
    return {};
  }
}
