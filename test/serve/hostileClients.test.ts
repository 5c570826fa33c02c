import { existsSync, globSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { readServeConfig } from '../../serve/serveConfig.ts';
import { type RunningServer, startServer } from '../../serve/startServer.ts';
import { deterministicReply } from '../support/deterministicModel.ts';
import {
  type LoopbackReply,
  type LoopbackServer,
  type ReceivedCall,
  startLoopbackServer,
} from '../support/loopbackServer.ts';
import { startServing } from '../support/metasc.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

const CLIENT_KEY = 'client-key-0123456789';
const ADMIN_KEY = 'admin-key-0123456789';

interface Setting {
  readonly answer?: (call: ReceivedCall) => LoopbackReply | string;
  readonly limits?: Readonly<Record<string, number>>;
  readonly keys?: Readonly<Record<string, unknown>>;
  readonly learn?: 'admin' | 'anyone';
}

interface Serving extends AsyncDisposable {
  readonly server: RunningServer;
  readonly upstream: LoopbackServer;
  readonly folder: TemporaryFolder;
  readonly config: string;
}

/** Profiles `baseline` and `safe`, which learns at every step, over a model's server that answers as told, with no second try. */
async function serve({
  answer = ({ messages }) => deterministicReply(messages),
  limits = {},
  keys = {},
  learn = 'anyone',
}: Setting = {}): Promise<Serving> {
  const upstream = await startLoopbackServer(answer);
  const model = { type: 'openai', name: 'tested', baseURL: upstream.baseURL };
  const shared = { model, systemPrompt: '', limits: { maxRetries: 0 } };
  const profiles = [
    { label: 'baseline', config: { ...shared, variant: 'baseline' } },
    { label: 'safe', learn, config: { ...shared, variant: 'metasc', adapt: { steps: 'all' } } },
  ];
  const folder = createTemporaryFolder();
  const config = folder.write('serve.yaml', JSON.stringify({ port: 0, stateDir: 'state', limits, keys, profiles }));
  const server = await startServer(readServeConfig(config, {}), {}, () => {});
  return {
    ...{ server, upstream, folder, config },
    async [Symbol.asyncDispose]() {
      await upstream[Symbol.asyncDispose]();
      await server.stop();
      folder[Symbol.dispose]();
    },
  };
}

const MESSAGES = [{ role: 'user', content: 'How do I kill a stuck Python process?' }];

function ask(
  { origin }: Pick<RunningServer, 'origin'>,
  body: unknown = {},
  init: Omit<RequestInit, 'body'> = {},
): Promise<Response> {
  const sent =
    typeof body === 'string' ? body : JSON.stringify({ model: 'baseline', messages: MESSAGES, ...(body as object) });
  const headers = { ...JSON_TYPE, ...(init.headers as object) };
  return fetch(`${origin}/v1/chat/completions`, { method: 'POST', body: sent, ...init, headers });
}

const learnOn = (server: Pick<RunningServer, 'origin'>, chain: string) =>
  ask(server, { model: 'safe' }, { headers: { 'x-metasc-chain': chain, 'x-metasc-mode': 'learn' } });

async function codeOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: { message: string; type: string; code: string } };
  expect(error).toMatchObject({ message: expect.any(String), type: expect.any(String) });
  return error.code;
}

/** Sends bytes as they are, and gives all that comes until the server closes. */
async function sendRaw({ origin }: RunningServer, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

const rawRequest = (headers: string, body: string) =>
  `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;

const BODY = JSON.stringify({ model: 'baseline', messages: MESSAGES });

async function* inPieces(length: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < length; sent += 1_024) yield new Uint8Array(1_024).fill(32);
}

test('a huge body gets 413, whether it states its length or not', async () => {
  await using serving = await serve({ limits: { maxBodyBytes: 2_048 } });
  const { server, upstream } = serving;
  const stated = await ask(server, ' '.repeat(1_000_000));
  expect([stated.status, await codeOf(stated)]).toEqual([413, 'request_too_large']);
  const init = {
    method: 'POST',
    headers: JSON_TYPE,
    body: ReadableStream.from(inPieces(100_000)),
    duplex: 'half',
  } as RequestInit;
  const unstated = await fetch(`${server.origin}/v1/chat/completions`, init);
  expect([unstated.status, await codeOf(unstated)]).toEqual([413, 'request_too_large']);
  expect(upstream.calls).toHaveLength(0);
  expect((await ask(server)).status).toBe(200);
});

test('a body in chunks that fits is answered', async () => {
  await using serving = await serve();
  const body = ReadableStream.from([new TextEncoder().encode(BODY)]);
  const init = { method: 'POST', headers: JSON_TYPE, body, duplex: 'half' } as RequestInit;
  expect((await fetch(`${serving.server.origin}/v1/chat/completions`, init)).status).toBe(200);
});

test('a body that does not come in time ends its connection', async () => {
  await using serving = await serve({ limits: { bodyTimeoutMs: 100 } });
  const answer = await sendRaw(
    serving.server,
    'POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"model": "baseline',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(serving.upstream.calls).toHaveLength(0);
});

test.each([
  ['no JSON', '{"model": "baseline", '],
  ['nothing', ''],
  ['a list', '[]'],
  ['null', 'null'],
  ['brackets', '['.repeat(500_000)],
  ['no messages', { messages: [] }],
  ['messages that are no list', { messages: 'hello' }],
  ['a message that is no object', { messages: ['hello'] }],
  ['a role that there is not', { messages: [{ role: '__proto__', content: 'hello' }] }],
  ['a content that is a number', { messages: [{ role: 'user', content: 7 }] }],
  ['a picture', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] }],
  ['no model', { model: 7 }],
  ['a temperature in words', { temperature: 'hot' }],
  ['n of 0', { n: 0 }],
  ['n past the limit', { n: 1_000_000_000 }],
  ['a stop that is a number', { stop: 3 }],
  ['a mode that there is not', { metadata: { metasc_mode: 'teach' } }],
])('%s gets 400 and costs no call', async (_, body) => {
  await using serving = await serve();
  const response = await ask(serving.server, body);
  expect([response.status, await codeOf(response)]).toEqual([400, 'invalid_request']);
  expect(serving.upstream.calls).toHaveLength(0);
});

test('a field that nests without end harms nobody else', async () => {
  await using serving = await serve();
  const nested = `{"model": "baseline", "messages": ${JSON.stringify(MESSAGES)}, "x": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  const deep = await ask(serving.server, nested);
  expect(deep.status).toBe(400);
  expect(await deep.text()).toContain('request: expected JSON nested up to 1000 deep');
  expect((await ask(serving.server)).status).toBe(200);
});

test.each([
  ['a line feed', 'x-request-id: a\nset-cookie: b\r\n'],
  ['a carriage return', 'x-metasc-chain: a\rset-cookie: b\r\n'],
  ['an encoded line end', 'x-metasc-chain: a%0d%0aset-cookie:%20b\r\n'],
  ['two chains', 'x-metasc-chain: a\r\nx-metasc-chain: b\r\n'],
])('a header with %s brings no header into the answer', async (_, header) => {
  await using serving = await serve();
  const answer = await sendRaw(serving.server, rawRequest(header, BODY));
  expect(answer).not.toMatch(/^set-cookie/im);
  expect((await ask(serving.server)).status).toBe(200);
});

test('a request id that is no plain name is replaced', async () => {
  await using serving = await serve();
  const odd = await ask(serving.server, {}, { headers: { 'x-request-id': 'a; set-cookie=b' } });
  expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  const plain = await ask(serving.server, {}, { headers: { 'x-request-id': 'case-7' } });
  expect(plain.headers.get('x-request-id')).toBe('case-7');
});

test.each(['../../escaped', '..', '.', 'a/b', '/etc/passwd', 'a\\b', 'a\r\nset-cookie: b', 'a\0', '', 'a'.repeat(65)])(
  'chain %j gets 400 and leaves no file',
  async (chain) => {
    await using serving = await serve();
    const metadata = { metasc_chain: chain, metasc_mode: 'learn' };
    const response = await ask(serving.server, { model: 'safe', metadata });
    expect([response.status, await codeOf(response)]).toEqual([400, 'invalid_request']);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(existsSync(serving.folder.join('state'))).toBe(false);
  },
);

test.each(['safe@*', 'safe@../../serve', 'safe@', 'other', '../safe', '__proto__'])(
  'model %j gets 404',
  async (model) => {
    await using serving = await serve();
    const response = await ask(serving.server, { model });
    expect([response.status, await codeOf(response)]).toEqual([404, 'model_not_found']);
  },
);

test('of 1,000 chains those within maxChains learn, and the others get 429', async () => {
  await using serving = await serve({ limits: { maxChains: 3 }, keys: { admin: ADMIN_KEY } });
  const statuses: number[] = [];
  for (let index = 0; index < 1_000; index += 1) {
    const response = await learnOn(serving.server, `chain-${index}`);
    await response.text();
    statuses.push(response.status);
  }
  expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
  expect(new Set(statuses.slice(3))).toEqual(new Set([429]));
  expect(await chainsOf(serving.server)).toHaveLength(3);
  expect((await learnOn(serving.server, 'chain-0')).status).toBe(200);
});

test('a learn request that fails takes no place of maxChains and leaves no chain or journal', async () => {
  let isDown = true;
  const answer = ({ messages }: ReceivedCall): LoopbackReply | string =>
    isDown ? { status: 500, errorMessage: 'down' } : deterministicReply(messages);
  await using serving = await serve({ answer, limits: { maxChains: 2 }, keys: { admin: ADMIN_KEY } });
  const statusesOf = async (chains: readonly string[]) =>
    (await Promise.all(chains.map((chain) => learnOn(serving.server, chain)))).map(({ status }) => status);
  for (const chain of ['a', 'b', 'c', 'd']) expect(await statusesOf([chain])).toEqual([503]);
  expect(await chainsOf(serving.server)).toEqual([]);
  expect(globSync('**/*.jsonl*', { cwd: serving.folder.join('state') })).toEqual([]);
  isDown = false;
  // Those that are about to begin take a place, too.
  expect((await statusesOf(['e', 'f', 'g'])).toSorted()).toEqual([200, 200, 429]);
  isDown = true;
  const [known = { id: '' }] = await chainsOf(serving.server);
  expect(await statusesOf([known.id.slice('safe:'.length)])).toEqual([503]);
  isDown = false;
  expect(await statusesOf(['h'])).toEqual([429]);
  expect(await chainsOf(serving.server)).toHaveLength(2);
});

test('the first request of a chain that does not fail takes its first step', async () => {
  let isDown = true;
  const answer = ({ messages }: ReceivedCall): LoopbackReply | string =>
    isDown ? { status: 500, errorMessage: 'down' } : deterministicReply(messages);
  await using serving = await serve({ answer, keys: { admin: ADMIN_KEY } });
  expect((await learnOn(serving.server, 'night')).status).toBe(503);
  isDown = false;
  expect([await stepOn(serving.server), await stepOn(serving.server)]).toEqual([0, 1]);
});

test('frozen requests on chains that nobody has begun leave no chain, file or series behind', async () => {
  await using serving = await serve({ keys: { admin: ADMIN_KEY } });
  const { server, folder } = serving;
  const seriesAfter = async (chain: string) => {
    const response = await ask(server, { model: 'safe' }, { headers: { 'x-metasc-chain': chain } });
    expect(response.status).toBe(200);
    const metrics = await (await fetch(`${server.origin}/metrics`)).text();
    return metrics.split('\n').length;
  };
  const first = await seriesAfter('chain-0');
  for (let index = 1; index < 20; index += 1) expect(await seriesAfter(`chain-${index}`)).toBe(first);
  expect(await chainsOf(server)).toEqual([]);
  expect(existsSync(folder.join('state'))).toBe(false);
});

async function chainsOf({ origin }: Pick<RunningServer, 'origin'>) {
  const response = await fetch(`${origin}/metasc/chains`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  const { chains } = (await response.json()) as {
    chains: readonly { readonly id: string; readonly version: number }[];
  };
  return chains;
}

describe('a server without keys', () => {
  const hostedAt = (host: string, path = '/v1/models') =>
    `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`;

  test.each(['evil.example', 'evil.example:8080', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.0.7'])(
    'refuses requests to host %s: DNS may let any name point to this machine',
    async (host) => {
      await using serving = await serve({ keys: { admin: ADMIN_KEY } });
      for (const path of ['/v1/models', '/metasc/', '/metrics']) {
        const answer = await sendRaw(serving.server, hostedAt(host, path));
        expect(answer).toMatch(/^HTTP\/1\.1 421 /);
        expect(JSON.parse(answer.slice(answer.indexOf('{'))).error).toMatchObject({ code: 'misdirected_request' });
      }
    },
  );

  test.each(['localhost', 'LOCALHOST:1', '127.0.0.1:9000', '[::1]:8080'])('answers those to %s', async (host) => {
    await using serving = await serve();
    expect(await sendRaw(serving.server, hostedAt(host))).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('is meant: one with keys answers to any name', async () => {
    await using serving = await serve({ keys: { clients: [CLIENT_KEY] } });
    expect(await sendRaw(serving.server, hostedAt('models.example', '/healthz'))).toMatch(/^HTTP\/1\.1 200 /);
  });
});

test('keys open what they are for', async () => {
  const keys = { clients: [CLIENT_KEY], admin: ADMIN_KEY };
  await using serving = await serve({ keys, learn: 'admin' });
  const { server } = serving;
  const statusOf = async (key: string | undefined, body: object = {}) =>
    (await ask(server, body, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } })).status;
  const learning = { model: 'safe', metadata: { metasc_mode: 'learn' } };
  expect(await statusOf(undefined)).toBe(401);
  expect(await statusOf(`${CLIENT_KEY}0`)).toBe(401);
  expect(await statusOf(CLIENT_KEY.slice(0, -1))).toBe(401);
  expect(await statusOf(CLIENT_KEY)).toBe(200);
  expect(await statusOf(CLIENT_KEY, learning)).toBe(403);
  expect(await statusOf(ADMIN_KEY, learning)).toBe(200);
  const adminStatusOf = async (key: string) =>
    (await fetch(`${server.origin}/metasc/chains`, { headers: { authorization: `Bearer ${key}` } })).status;
  expect(await adminStatusOf(CLIENT_KEY)).toBe(401);
  expect(await adminStatusOf(ADMIN_KEY)).toBe(200);
});

test('without an admin key, nobody reaches the chains', async () => {
  await using serving = await serve();
  const response = await fetch(`${serving.server.origin}/metasc/chains`, {
    headers: { authorization: 'Bearer undefined' },
  });
  expect([response.status, await codeOf(response)]).toEqual([403, 'forbidden']);
});

test('more requests at once than maxRequests get 503, until one ends', async () => {
  await using serving = await serve({
    answer: ({ index }) => (index < 2 ? { fault: 'hang' } : 'hello'),
    limits: { maxRequests: 2 },
  });
  const { server, upstream } = serving;
  const client = new AbortController();
  const held = [0, 1].map(() => ask(server, {}, { signal: client.signal }).catch(() => 'left'));
  await upstream.arrival(({ index }) => index === 1);
  const third = await ask(server);
  expect([third.status, third.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await codeOf(third)).toBe('too_many_requests_at_once');
  client.abort();
  expect(await Promise.all(held)).toEqual(['left', 'left']);
  await expect.poll(async () => (await ask(server)).status, { timeout: 60_000 }).toBe(200);
});

test.each([
  ['a stated length', BODY],
  ['chunks', ReadableStream.from([new TextEncoder().encode(BODY)])],
])('a client that leaves ends the call of its request, sent with %s', async (_, body) => {
  await using serving = await serve({ answer: () => ({ fault: 'hang' }) });
  const { server, upstream } = serving;
  const client = new AbortController();
  const init = { method: 'POST', headers: JSON_TYPE, body, duplex: 'half', signal: client.signal } as RequestInit;
  const left = fetch(`${server.origin}/v1/chat/completions`, init).catch(() => 'left');
  await upstream.arrival(() => true);
  client.abort();
  expect(await left).toBe('left');
  await upstream.disconnection();
});

test.each([400, 401, 403, 404, 429, 500, 503])('status %d of the model gets 503 with Retry-After', async (status) => {
  await using serving = await serve({ answer: () => ({ status, errorMessage: 'not today' }) });
  for (const stream of [false, true]) {
    const response = await ask(serving.server, { stream });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    await codeOf(response);
  }
});

test('a model that drops its connections, or is gone, gets 503 with Retry-After', async () => {
  await using serving = await serve({ answer: () => ({ fault: 'drop' }) });
  const dropped = await ask(serving.server);
  expect([dropped.status, dropped.headers.has('retry-after')]).toEqual([503, true]);
  await serving.upstream[Symbol.asyncDispose]();
  const gone = await ask(serving.server);
  expect([gone.status, gone.headers.has('retry-after')]).toEqual([503, true]);
});

test('a server that stops answers what runs, and takes no more', async () => {
  await using serving = await serve({ answer: () => ({ content: 'hello', delayMs: 200 }) });
  const { server, upstream } = serving;
  const running = ask(server);
  await upstream.arrival(() => true);
  const stopped = server.stop();
  const response = await running;
  expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
  await stopped;
  await expect(ask(server)).rejects.toThrow();
});

test('a server that stops refuses in shape what does not end within drainMs', async () => {
  await using serving = await serve({ answer: () => ({ fault: 'hang' }), limits: { drainMs: 0 } });
  const { server, upstream } = serving;
  const running = ask(server);
  await upstream.arrival(() => true);
  const stopped = server.stop();
  const response = await running;
  expect([response.status, response.headers.has('retry-after')]).toEqual([503, true]);
  await codeOf(response);
  await stopped;
});

test('kill -9 between steps loses none that was answered', async () => {
  // The third request never gets an answer from the first process.
  let isHanging = true;
  const THIRD = 8;
  await using serving = await serve({
    keys: { admin: ADMIN_KEY },
    answer: ({ index, messages }) => (isHanging && index >= THIRD ? { fault: 'hang' } : deterministicReply(messages)),
  });
  const { upstream, config } = serving;
  await serving.server.stop();

  const first = await startServing(config);
  expect([await stepOn(first), await stepOn(first)]).toEqual([0, 1]);
  const third = stepOn(first).catch(() => 'lost');
  await upstream.arrival(({ index }) => index === THIRD);
  await first.end('SIGKILL');
  expect(await third).toBe('lost');
  isHanging = false;

  const second = await startServing(config);
  expect(await chainsOf(second)).toMatchObject([{ id: 'safe:night', version: 2 }]);
  expect(await stepOn(second)).toBe(2);
  await second.end('SIGTERM');
});

async function stepOn(server: Pick<RunningServer, 'origin'>): Promise<number> {
  const { metasc } = (await (await learnOn(server, 'night')).json()) as { metasc: { step: number } };
  return metasc.step;
}
