import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http';
import { type AddressInfo, connect, createServer as createSocketServer } from 'node:net';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { OddCall } from './oddModes.ts';
import { type OddServer, phaseOf } from './oddServer.ts';
import { findModes } from './serverModes.ts';
import { createTemporaryFolder } from './temporaryFolder.ts';
import { type Exchange, findUnfitTexts } from './unfitTexts.ts';

/** A name that picks no mode: such a server then answers plainly. */
const PLAIN = 'plain';

export interface ServerFileOptions {
  /** Run as `node FILE PORT LOG`: an OpenAI-compatible server on 127.0.0.1 whose replies the model's name picks. */
  readonly file: string;
  /** @default those that its source names */
  readonly modes?: readonly string[] | undefined;
}

/**
 * The modes of another server. Each place has a process of its own, because such servers count their calls, and a proxy
 * before it that keeps what was said.
 */
export async function startServerFile({ file, modes }: ServerFileOptions): Promise<OddServer> {
  const names = modes ?? findModes(await readFile(file, 'utf8'));
  if (names.length === 0)
    throw new Error(`Expected ${file} to test the model's name for modes, found none: use --modes`);
  const exchanges = new Map<string, Exchange[]>();
  const processes = new Map<string, Promise<ServerProcess>>();
  const folder = createTemporaryFolder();
  const proxy = createServer((incoming, outgoing) => {
    relay(incoming, outgoing).catch(() => outgoing.destroy());
  });
  proxy.keepAliveTimeout = 65_000;

  async function relay(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const [, place = '', ...path] = (incoming.url ?? '').split('/');
    const body = await buffer(incoming);
    const { model, messages } = JSON.parse(body.toString()) as OddCall['body'] & { readonly model: string };
    const key = `${place} ${model}`;
    const kept = exchanges.get(key) ?? [];
    exchanges.set(key, kept);
    const started = processes.get(place) ?? startProcess(file, folder.join(`${place}.log`));
    processes.set(place, started);
    const { port } = await started;
    const answer = await forward({ port, path: `/${path.join('/')}`, body });
    kept.push({ phase: phaseOf(messages), messages, ...answer, body: textOf(answer) });
    if (answer.status === 0) return void outgoing.destroy();
    outgoing.writeHead(answer.status, answer.headers);
    if (answer.isTorn) outgoing.write(answer.bytes, () => outgoing.destroy());
    else outgoing.end(answer.bytes);
  }

  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const all = () => [...exchanges.values()].flat();
  const ofPlain = () => [...exchanges].flatMap(([key, of]) => (key.endsWith(` ${PLAIN}`) ? of : []));
  let unfit: ReturnType<typeof findUnfitTexts> | undefined;
  return {
    modes: [PLAIN, ...names.filter((name) => name !== PLAIN)].map((name) => ({ name, kind: basename(file) })),
    baseURL: (place) => `http://127.0.0.1:${port}/${place}/v1`,
    calls: (place, mode) => (exchanges.get(`${place} ${mode}`) ?? []).map(({ phase }) => phase),
    leaksIn({ place, mode, texts, score }) {
      unfit ??= findUnfitTexts(ofPlain(), all());
      const last = exchanges.get(`${place} ${mode}`)?.at(-1);
      const verdict = score === undefined || last === undefined ? undefined : unfit.kindOfVerdict(last, score);
      return [...new Set([...unfit.kindsIn(texts), ...(verdict === undefined ? [] : [verdict])])];
    },
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections();
      for (const started of await Promise.allSettled(processes.values())) {
        if (started.status === 'fulfilled') started.value.child.kill();
      }
      await new Promise((resolve) => proxy.close(resolve));
      folder[Symbol.dispose]();
    },
  };
}

interface ServerProcess {
  readonly port: number;
  readonly child: ChildProcess;
}

async function startProcess(file: string, log: string): Promise<ServerProcess> {
  const port = await findFreePort();
  const child = spawn(process.execPath, [file, String(port), log], { stdio: ['ignore', 'ignore', 'inherit'] });
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`Expected ${file} to listen on port ${port}, but it ended`);
    await sleep(20);
  }
  return { port, child };
}

async function findFreePort(): Promise<number> {
  const server = createSocketServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

interface Answer extends Pick<Exchange, 'status' | 'isTorn'> {
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
}

const NO_ANSWER: Answer = { status: 0, headers: {}, bytes: Buffer.alloc(0), isTorn: true };

function forward({ port, path, body }: { port: number; path: string; body: Buffer }): Promise<Answer> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const sent = sendRequest({ host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      const { statusCode: status = 0, headers } = response;
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => {});
      response.on('close', () =>
        resolve({ status, headers, bytes: Buffer.concat(chunks), isTorn: !response.complete }),
      );
    });
    sent.on('error', () => resolve(NO_ANSWER));
    sent.end(body);
  });
}

function textOf({ headers, bytes }: Answer): string {
  try {
    return (headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch {
    return '';
  }
}
