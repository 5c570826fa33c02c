import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from './listening.ts';

interface HubCall {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

export interface LoopbackHub extends AsyncDisposable {
  /** For `HF_ENDPOINT`. */
  readonly endpoint: string;
  readonly calls: readonly HubCall[];
}

export interface HubFaults {
  /** Answer to everything. */
  readonly status?: number;
  /** `probe`: never answers. `download`: sends a beginning and stops. */
  readonly hangs?: 'probe' | 'download';
}

/** A model hub on 127.0.0.1 that has these files, by path; for a named quantization, the first. */
export async function startLoopbackHub(
  files: Readonly<Record<string, Buffer>>,
  { status, hangs }: HubFaults = {},
): Promise<LoopbackHub> {
  const calls: HubCall[] = [];

  function answer({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(url.replace(/\?.*/, ''));
    calls.push({ method, path, authorization: headers.authorization });
    if (status !== undefined) response.writeHead(status).end();
    else if (hangs === 'probe') return;
    else if (path.startsWith('/v2/')) response.end(JSON.stringify({ ggufFile: { rfilename: Object.keys(files)[0] } }));
    else sendFile(path, headers.range, method === 'HEAD', response);
  }

  function sendFile(path: string, range: string | undefined, headOnly: boolean, response: ServerResponse): void {
    const content = files[path.replace(/^.*\/resolve\/[^/]+\//, '')];
    const isModelPage = path.split('/').length === 3;
    if (content === undefined) {
      response.writeHead(isModelPage ? 200 : 404).end();
      return;
    }
    const [, start = 0, end = content.length - 1] = /bytes=(\d+)-(\d+)/.exec(range ?? '')?.map(Number) ?? [];
    response.writeHead(range === undefined ? 200 : 206, {
      'accept-ranges': 'bytes',
      'content-length': end - start + 1,
      ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${content.length}` }),
    });
    if (headOnly) response.end();
    else if (hangs === 'download') response.write(content.subarray(start, start + 10));
    else response.end(content.subarray(start, end + 1));
  }

  const server = createServer(answer);
  const listening = await listen(server);
  return {
    endpoint: listening.origin,
    calls,
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
    },
  };
}
