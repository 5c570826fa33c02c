/** An HTTP request as it left a process. */
export interface SentRequest {
  readonly method: string;
  /** Path and query, as in the request's first line. */
  readonly path: string;
  /** By name in lower case, in the order sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Reads the HTTP/1.1 requests out of what one socket writes. A socket that speaks anything else gives none.
 *
 * @param found called once per request, as soon as it is complete
 * @returns takes the bytes, in any pieces
 */
export function createRequestReader(found: (request: SentRequest) => void): (bytes: Uint8Array) => void {
  let held = Buffer.alloc(0);
  let isHttp = true;
  return (bytes) => {
    if (!isHttp) return;
    held = Buffer.concat([held, bytes]);
    for (;;) {
      const read = readRequest(held);
      if (read === 'not http') {
        isHttp = false;
        held = Buffer.alloc(0);
      }
      if (typeof read === 'string') return;
      held = held.subarray(read.length);
      found(read.request);
    }
  };
}

const FIRST_LINE = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/;
/** Longer than any method, so that a first piece this long shows whether it is one. */
const MAX_METHOD_CHARS = 24;

type Read = { readonly request: SentRequest; readonly length: number } | 'incomplete' | 'not http';

function readRequest(bytes: Buffer): Read {
  const start = bytes.subarray(0, MAX_METHOD_CHARS).toString('latin1');
  if (!/^[A-Z]*(?:$| )/.test(start)) return 'not http';
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return 'incomplete';
  const [first = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  const [, method, path] = FIRST_LINE.exec(first) ?? [];
  if (method === undefined || path === undefined) return 'not http';
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = readBody(bytes.subarray(headEnd + 4), headers);
  if (body === undefined) return 'incomplete';
  const request = { method, path, headers, body: body.content.toString('utf8') };
  return { request, length: headEnd + 4 + body.length };
}

interface Body {
  readonly content: Buffer;
  /** In bytes as sent. */
  readonly length: number;
}

function readBody(bytes: Buffer, headers: SentRequest['headers']): Body | undefined {
  if (/chunked/i.test(headers['transfer-encoding'] ?? '')) return readChunks(bytes);
  const length = Number(headers['content-length'] ?? 0);
  return bytes.length < length ? undefined : { content: bytes.subarray(0, length), length };
}

function readChunks(bytes: Buffer): Body | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { content: Buffer.concat(chunks), length: next };
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}
