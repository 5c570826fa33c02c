import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from './listening.ts';

interface FileCall {
  readonly path: string;
  readonly range: string | undefined;
}

export interface FileServer extends AsyncDisposable {
  /** Of a file, by its name. */
  readonly address: (name: string) => string;
  readonly calls: readonly FileCall[];
  /** Breaks all connections. */
  readonly cut: () => void;
}

export interface FileServerFaults {
  /** Answers to the first calls, one each. */
  readonly statuses?: readonly number[];
  /** `answer`: says nothing. `body`: sends a beginning and stops. */
  readonly hangs?: 'answer' | 'body';
  /** Sends so many bytes to its first call and stops, until `cut` is called. */
  readonly stopsAfter?: number;
  readonly ignoresRange?: boolean;
}

/** A server on 127.0.0.1 that has these files. */
export async function startFileServer(
  files: Readonly<Record<string, Uint8Array>>,
  { statuses = [], hangs, stopsAfter, ignoresRange = false }: FileServerFaults = {},
): Promise<FileServer> {
  const calls: FileCall[] = [];

  function answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const path = url.replace(/\?.*/, '').slice(1);
    calls.push({ path, range: headers.range });
    const status = statuses[calls.length - 1];
    const content = files[path];
    if (status !== undefined || content === undefined) {
      response.writeHead(status ?? 404).end();
      return;
    }
    if (hangs === 'answer') return;
    const from = ignoresRange ? undefined : /bytes=(\d+)-/.exec(headers.range ?? '')?.[1];
    const start = Number(from ?? 0);
    if (start >= content.length && from !== undefined) {
      response.writeHead(416).end();
      return;
    }
    response.writeHead(from === undefined ? 200 : 206, {
      'content-length': content.length - start,
      ...(from === undefined ? {} : { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }),
    });
    if (hangs === 'body') response.write(content.subarray(start, start + 10));
    else if (stopsAfter !== undefined && calls.length === 1) response.write(content.subarray(start, stopsAfter));
    else response.end(content.subarray(start));
  }

  const server = createServer(answer);
  const listening = await listen(server);
  const { origin } = listening;
  return {
    address: (name) => `${origin}/${name}`,
    calls,
    cut: () => server.closeAllConnections(),
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
    },
  };
}
