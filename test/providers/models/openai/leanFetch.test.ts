import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { describe, expect, it } from 'vitest';
import { leanFetch } from '../../../../providers/models/openai/leanFetch.ts';
import { ServerFailure } from '../../../../providers/models/serverFailure.ts';

const TEXT = '{"said":"naïve \ud83d\ude42"}';

async function startServer(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('leanFetch', () => {
  it.each([
    ['gzip', gzipSync(TEXT)],
    ['GZIP', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['identity', Buffer.from(TEXT)],
    ['identity', Buffer.from(`\ufeff${TEXT}`)],
  ])('reads a body that came as %s', async (encoding, body) => {
    await using server = await startServer((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(body);
    });
    expect(await (await leanFetch(server.url)).text()).toBe(TEXT);
  });

  it('sends method, headers and body, and gives back status and the wait that the server asks for', async () => {
    await using server = await startServer(async (request, response) => {
      const chunks = await request.toArray();
      const said = `${request.method} ${request.headers.authorization} ${Buffer.concat(chunks).toString()}`;
      response.writeHead(429, { 'retry-after': '7', 'x-odd': 'caf\u00e9' }).end(said);
    });
    const headers = new Headers({ authorization: 'Bearer k' });
    const response = await leanFetch(server.url, { method: 'POST', headers, body: 'what?' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await response.text()).toBe('POST Bearer k what?');
  });

  it('follows a redirect', async () => {
    await using server = await startServer((request, response) => {
      if (request.url === '/v1') response.writeHead(307, { location: '/v2' }).end('elsewhere');
      else request.toArray().then((chunks) => response.end(`${request.url} ${Buffer.concat(chunks).toString()}`));
    });
    expect(await (await leanFetch(server.url, { method: 'POST', body: 'what?' })).text()).toBe('/v2 what?');
  });

  it('says that a torn body is one, and that nobody answers', async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    await expect(leanFetch(server.url)).rejects.toThrow(ServerFailure);
    const { url } = await startServer(() => {}).then(async (closed) => {
      await closed[Symbol.asyncDispose]();
      return closed;
    });
    await expect(leanFetch(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('ends with the signal, before an answer and in the middle of one', async () => {
    for (const isBegun of [false, true]) {
      const stop = new AbortController();
      await using server = await startServer((_, response) => {
        if (isBegun) response.writeHead(200).write('half');
        setImmediate(() => stop.abort());
      });
      await expect(leanFetch(server.url, { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
    }
  });

  it("goes through the process's dispatcher, as a proxy needs", async () => {
    await using server = await startServer((_, response) => response.end('direct'));
    const before = getGlobalDispatcher();
    const paths: string[] = [];
    const agent = new Agent();
    try {
      setGlobalDispatcher(
        agent.compose((dispatch) => (options, handler) => {
          paths.push(options.path);
          return dispatch(options, handler);
        }),
      );
      await leanFetch(server.url);
    } finally {
      setGlobalDispatcher(before);
      await agent.close();
    }
    expect(paths).toEqual(['/v1']);
  });
});
