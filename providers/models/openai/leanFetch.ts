import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { type Dispatcher, request } from 'undici';
import { messageOf } from '../../../foundation/errors.ts';
import { ServerFailure } from '../serverFailure.ts';

const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** What is read of an answer's headers. Others may hold bytes that `Headers` refuses. */
const READ_HEADERS = ['retry-after', 'retry-after-ms'];

/**
 * `fetch`, as far as the OpenAI client needs it, through the same dispatcher, with its proxy and certificates. The
 * process's own leaves 15 KB behind after each call that only a full garbage collection finds, so that an evaluation of
 * thousands of cases grows by its calls and not by its rows; this leaves nothing. The body has arrived when it resolves.
 *
 * @throws ServerFailure `unreadable` if the body is torn; what undici throws if the server can't be reached; the signal's
 *   reason
 */
export async function leanFetch(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const { method = 'GET', body, signal } = init;
  const answer = await request(url instanceof Request ? url.url : url, {
    method: method as Dispatcher.HttpMethod,
    headers: { 'accept-encoding': Object.keys(DECODERS).join(', '), ...Object.fromEntries(new Headers(init.headers)) },
    body: typeof body === 'string' ? body : null,
    signal: signal ?? null,
  });
  const { statusCode, headers } = answer;
  if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
    await answer.body.dump();
    // Knows how to follow, and which headers may travel on.
    return fetch(url, init);
  }
  const text = await readText(answer).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ServerFailure(`the reply broke off (${messageOf(error)})`, { meaning: 'unreadable' });
  });
  return new Response(text === '' ? null : text, {
    status: statusCode,
    headers: READ_HEADERS.flatMap((name): [string, string][] => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  });
}

async function readText({ body, headers }: Dispatcher.ResponseData): Promise<string> {
  const decode = DECODERS[String(headers['content-encoding'] ?? '').toLowerCase()];
  if (decode === undefined) return body.text();
  return new TextDecoder().decode(await decode(await body.bytes()));
}
