import { randomUUID, timingSafeEqual } from 'node:crypto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { sha256 } from '../foundation/hash.ts';
import { PROMETHEUS_TYPE } from '../foundation/prometheus.ts';
import { redactor } from '../foundation/secrets.ts';
import { adminRoutes } from './adminRoutes.ts';
import { readChatRequest, readJson } from './chatRequest.ts';
import { type ServedCompletion, toBody, toChunks, toHeaders } from './chatResponse.ts';
import type { ChatService } from './chatService.ts';
import { followRequest, type ServeLog, type TracedVariables } from './followRequest.ts';
import { guardrailRoutes } from './guardrailRoutes.ts';
import { requireOwnHost } from './ownHost.ts';
import { adminPage } from './page/adminPage.ts';
import { allKeysOf } from './serveConfig.ts';
import { badRequest, notFound, ServeError, type ServeFault, toFault, toFaultBody } from './serveFault.ts';
import type { Tracing } from './tracing.ts';

const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The requests that models answer. */
const TRACED = ['/v1/chat/completions', '/beta/litellm_basic_guardrail_api'] as const;

/** The routes of a server. */
export function createServeApp(service: ChatService, log: ServeLog, tracing?: Tracing): Hono<TracedVariables> {
  const { keys, limits } = service.config;
  const isClient = matchesAny(allKeysOf(keys));
  const isAdmin = matchesAny([keys.admin ?? []].flat());
  const app = new Hono<TracedVariables>();

  const send = (c: Context, fault: ServeFault): Response => {
    if (fault.retryAfterSeconds !== undefined) c.header('retry-after', String(fault.retryAfterSeconds));
    return c.json(toFaultBody(fault), fault.status);
  };
  app.onError((error, c) => {
    const fault = toFault(error);
    c.get('trace')?.end(fault.status, fault.code);
    return send(c, fault);
  });
  app.notFound((c) => send(c, notFound(`no such address: ${c.req.method} ${c.req.path.slice(0, 200)}`).fault));

  app.use(async (c, next) => {
    const given = c.req.header('x-request-id') ?? '';
    const requestId = REQUEST_ID.test(given) ? given : randomUUID();
    c.set('requestId', requestId);
    const tokens = [bearerOf(c), c.req.header('x-metasc-admin-key') ?? ''];
    c.set('isAdmin', tokens.some(isAdmin));
    await next();
    c.header('x-request-id', requestId);
    // A connection that is kept would hold up the end of the server.
    if (!service.isReady) c.header('connection', 'close');
  });
  if (keys.clients.length === 0) app.use(requireOwnHost);
  const admit = (keyOf: (c: Context) => string): MiddlewareHandler<TracedVariables> => {
    return async (c, next) => {
      if (keys.clients.length > 0 && !isClient(keyOf(c))) throw unauthorized('a key of this server');
      // Any web page may post a form to this machine, but JSON only where the server allows it.
      if (c.req.method === 'POST' && !isJson(c)) throw badRequest('content-type: expected application/json');
      await next();
    };
  };
  app.use('/v1/*', admit(bearerOf));
  app.use(
    '/beta/*',
    admit((c) => c.req.header('x-api-key') ?? bearerOf(c)),
  );
  for (const route of tracing === undefined ? [] : TRACED) {
    app.use(route, async (c, next) => {
      const { traceparent, tracestate } = c.req.header();
      c.set('trace', tracing?.begin({ method: c.req.method, route, traceparent, tracestate }));
      await next();
    });
  }
  app.route('/', adminPage(keys.admin !== undefined));
  app.use('/metasc/*', async (c, next) => {
    if (keys.admin === undefined) throw forbidden('/metasc is closed: the server has no admin key (keys.admin)');
    if (!c.get('isAdmin')) throw unauthorized('the admin key');
    await next();
  });
  app.use(async (c, next) => {
    const stated = c.req.header('content-length');
    // Node lets no more through than the length states; a body that nobody has opened as a stream is read faster.
    if (stated !== undefined) {
      if (Number(stated) > limits.maxBodyBytes) throw tooLarge(limits.maxBodyBytes);
      return next();
    }
    const { raw } = c.req;
    if (raw.body !== null) {
      const { url, method, headers, signal } = raw;
      c.req.raw = new Request(url, { method, headers, signal, body: await readAtMost(raw.body, limits.maxBodyBytes) });
    }
    await next();
  });

  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/readyz', (c) => (service.isReady ? c.text('ready\n') : c.text('stopping\n', 503)));
  app.get('/metrics', (c) => c.text(service.metrics.text(service.inFlight), 200, { 'content-type': PROMETHEUS_TYPE }));
  app.get('/v1/models', (c) => c.json({ object: 'list', data: [...service.profiles.keys()].map(toModel) }));
  app.get('/v1/models/:model', (c) => {
    const name = c.req.param('model');
    service.checkModel(name);
    return c.json(toModel(name));
  });
  app.post('/v1/chat/completions', (c) => answerChat(c, service, log));
  app.route('/beta', guardrailRoutes(service, log));
  app.route('/metasc', adminRoutes(service));
  return app;
}

const toModel = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'metasc' });

/** How long a stream waits for a first reply before it begins: a failure until then still has its own status. */
const FIRST_REPLY_MS = 5_000;
const HEARTBEAT_MS = 10_000;

async function answerChat(c: Context<TracedVariables>, service: ChatService, log: ServeLog): Promise<Response> {
  const start = performance.now();
  const turn = readChatRequest(readJson(await c.req.text()), {
    chain: c.req.header('x-metasc-chain'),
    mode: c.req.header('x-metasc-mode'),
  });
  const id = c.get('requestId');
  const toSent = (error: unknown) => toFault(error, Object.keys(turn.extra).length > 0);
  const beats = createBeats();
  const trace = c.get('trace');
  // A name that no profile has is the client's text.
  if (service.profiles.has(turn.profile)) trace?.describe(turn);
  const work = service.answer(turn, {
    id,
    isAdmin: c.get('isAdmin'),
    signal: c.req.raw.signal,
    onReply: beats.beat,
    trace,
  });
  followRequest(service, work, { id, profile: turn.profile, mode: turn.mode, toSent, log, trace, start });
  const begun = turn.stream === undefined ? work : Promise.race([work, beats.first(FIRST_REPLY_MS)]);
  try {
    const completion = await begun;
    if (turn.stream === undefined && completion !== undefined) {
      return c.json(toBody(completion), 200, toHeaders(completion.facts));
    }
  } catch (error) {
    throw new ServeError(toSent(error));
  }
  const headers = { 'x-metasc-chain': turn.chain, 'x-metasc-mode': turn.mode };
  const withUsage = turn.stream?.withUsage ?? false;
  return c.body(streamOf(work, { beats, withUsage, toSent }), 200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
}

/** @throws ServeError 413 */
async function readAtMost(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): ServeError {
  return new ServeError({
    status: 413,
    code: 'request_too_large',
    message: `expected a body of at most ${maxBytes} bytes (limits.maxBodyBytes)`,
  });
}

interface Beats {
  /** A reply came. */
  beat(): void;
  /** Resolves at the first beat, or after a while. */
  first(ms: number): Promise<undefined>;
  /** Told of every beat, and every now and then, until it is stopped. */
  listen(onBeat: () => void): () => void;
}

function createBeats(): Beats {
  const first = Promise.withResolvers<undefined>();
  let listener: (() => void) | undefined;
  return {
    beat() {
      first.resolve(undefined);
      listener?.();
    },
    async first(ms) {
      const timer = setTimeout(first.resolve, ms, undefined);
      await first.promise;
      clearTimeout(timer);
      return undefined;
    },
    listen(onBeat) {
      listener = onBeat;
      const timer = setInterval(onBeat, HEARTBEAT_MS);
      return () => {
        listener = undefined;
        clearInterval(timer);
      };
    },
  };
}

interface Streaming {
  readonly beats: Beats;
  readonly withUsage: boolean;
  readonly toSent: (error: unknown) => ServeFault;
}

/** Comments while phases run, then the answer, as server-sent events. */
function streamOf(
  work: Promise<ServedCompletion>,
  { beats, withUsage, toSent }: Streaming,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream({
    async start(controller) {
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      const writeData = (value: unknown) => write(`data: ${JSON.stringify(value)}\n\n`);
      stop = beats.listen(() => write(': metasc\n\n'));
      write(': metasc\n\n');
      try {
        for (const chunk of toChunks(await work, withUsage)) writeData(chunk);
        write('data: [DONE]\n\n');
      } catch (error) {
        writeData(toFaultBody(toSent(error)));
      } finally {
        stop();
      }
      controller.close();
    },
    cancel() {
      stop();
    },
  });
}

const isJson = (c: Context): boolean => /^application\/json\b/i.test(c.req.header('content-type') ?? '');

const bearerOf = (c: Context): string => /^Bearer\s+(.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';

/** Compares in a time that says nothing about the keys. */
function matchesAny(keys: readonly string[]): (given: string) => boolean {
  if (keys.length === 0) return () => false;
  const digests = keys.map((key) => Buffer.from(sha256(key)));
  return (given) => {
    const digest = Buffer.from(sha256(given));
    return digests.map((known) => timingSafeEqual(known, digest)).includes(true);
  };
}

function unauthorized(what: string): ServeError {
  return new ServeError({
    status: 401,
    code: 'invalid_api_key',
    message: redactor.text(`expected ${what} as a bearer token`),
  });
}

function forbidden(message: string): ServeError {
  return new ServeError({ status: 403, code: 'forbidden', message });
}
