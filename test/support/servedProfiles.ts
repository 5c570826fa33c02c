import { configOf, type ServeConfig } from '../../serve/serveConfig.ts';
import { type RunningServer, startServer } from '../../serve/startServer.ts';
import { type LoopbackReply, type LoopbackServer, type ReceivedCall, startLoopbackServer } from './loopbackServer.ts';

export const ADMIN_KEY = 'admin-key-for-tests-1';

/** A server with its upstream. */
export interface Served extends AsyncDisposable {
  readonly origin: string;
  readonly upstream: LoopbackServer;
  readonly log: readonly string[];
  ask(body: object, headers?: Readonly<Record<string, string>>): Promise<Asked>;
  stop(): Promise<void>;
}

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
  readonly body: any;
}

export interface ServedOptions {
  readonly stateDir: string;
  readonly answer: (call: ReceivedCall) => LoopbackReply | string;
  /** A model's server that outlives this one. @default one of its own */
  readonly upstream?: LoopbackServer;
  /** By label. @default `safe`, which runs metasc, and `baseline` */
  readonly profiles?: Readonly<Record<string, object>>;
  readonly config?: Partial<Omit<ServeConfig, 'limits'>> & { readonly limits?: Partial<ServeConfig['limits']> };
}

const DEFAULT_PROFILES = { safe: { variant: 'metasc', adapt: { steps: 3 } }, baseline: { variant: 'baseline' } };

/** Serves profiles over a loopback model. */
export async function serveProfiles({
  stateDir,
  answer,
  upstream: shared,
  profiles = DEFAULT_PROFILES,
  config = {},
}: ServedOptions): Promise<Served> {
  const upstream = shared ?? (await startLoopbackServer(answer));
  const model = { type: 'openai', name: 'm', baseURL: upstream.baseURL };
  const base = configOf('openai:m', { port: 0 });
  const log: string[] = [];
  const server: RunningServer = await startServer(
    {
      ...base,
      keys: { clients: [], admin: ADMIN_KEY },
      stateDir,
      ...config,
      limits: { ...base.limits, ...config.limits },
      profiles: Object.entries(profiles).map(([label, own]) => ({
        label,
        learn: 'admin',
        config: { model, limits: { maxRetries: 0 }, ...own },
      })),
    },
    {},
    (message) => log.push(message),
  );
  return {
    origin: server.origin,
    upstream,
    log,
    async ask(body, headers = {}) {
      const response = await fetch(`${server.origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ model: 'safe', messages: [{ role: 'user', content: 'hi' }], ...body }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.startsWith('application/json');
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    },
    stop: () => server.stop(),
    async [Symbol.asyncDispose]() {
      await server.stop();
      if (shared === undefined) await upstream[Symbol.asyncDispose]();
    },
  };
}
