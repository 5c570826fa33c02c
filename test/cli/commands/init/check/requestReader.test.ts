import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRequestReader, type SentRequest } from '../../../../../cli/commands/init/check/requestReader.ts';

const POST = 'POST /v1/chat?x=1 HTTP/1.1\r\nHost: a.test\r\nContent-Length: 7\r\n\r\n{"a":1}';
const GET = 'GET /q HTTP/1.1\r\nhost: a.test\r\n\r\n';
const CHUNKED =
  'POST /c HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhällo'.replace('5', '6') +
  '\r\n4;x=y\r\nwide\r\n0\r\n\r\n';

/** What a reader finds in bytes that come in pieces of these lengths. */
function read(text: string, lengths: readonly number[] = []): readonly SentRequest[] {
  const found: SentRequest[] = [];
  const take = createRequestReader((request) => found.push(request));
  let rest = Buffer.from(text);
  for (const length of lengths) {
    take(rest.subarray(0, length));
    rest = rest.subarray(length);
  }
  take(rest);
  return found;
}

describe('the requests that a socket writes', () => {
  it('are read with method, path, headers and body', () => {
    expect(read(POST)).toEqual([
      { method: 'POST', path: '/v1/chat?x=1', headers: { host: 'a.test', 'content-length': '7' }, body: '{"a":1}' },
    ]);
    expect(read(GET)).toEqual([{ method: 'GET', path: '/q', headers: { host: 'a.test' }, body: '' }]);
  });

  it('are read when they are sent in chunks', () => {
    expect(read(CHUNKED).map(({ body }) => body)).toEqual(['hällowide']);
  });

  it('are read one after the other, in any pieces', () => {
    const all = POST + CHUNKED + GET + POST;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 20 }), (lengths) => {
        expect(read(all, lengths).map(({ path }) => path)).toEqual(['/v1/chat?x=1', '/c', '/q', '/v1/chat?x=1']);
      }),
    );
  });

  it.each([
    ['TLS', '\u0016\u0003\u0001GET / HTTP/1.1\r\n\r\n'],
    ['the lines of a script', 'CALL|call_api|/tmp/in.json|/tmp/out.json\r\n\r\n'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a text', 'GETTING /nothing\r\n\r\n'],
  ])('are none where the socket speaks something else: %s', (_, text) => {
    expect(read(text + GET)).toEqual([]);
  });

  it('are none before they are whole', () => {
    expect(read(POST.slice(0, -1))).toEqual([]);
    expect(read(CHUNKED.slice(0, -2))).toEqual([]);
  });
});
