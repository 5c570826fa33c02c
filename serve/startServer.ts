import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { listenOn } from '../foundation/listen.ts';
import { knowSecrets } from '../foundation/secrets.ts';
import type { Env } from '../providers/options/variantSetup.ts';
import { openChatService } from './chatService.ts';
import type { ServeLog } from './followRequest.ts';
import { openTelemetry } from './openTelemetry.ts';
import { createServeApp } from './serveApp.ts';
import { allKeysOf, type ServeConfig } from './serveConfig.ts';
import { tracingSettings } from './tracing.ts';

/** A server that listens. */
export interface RunningServer {
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
  readonly profiles: readonly { readonly label: string; readonly name: string; readonly model: string }[];
  /** Ends what runs, as `limits.drainMs` says, and stops listening. */
  stop(): Promise<void>;
}

/**
 * Opens all profiles, then listens.
 *
 * @throws MetaScError as the profiles and as `openTelemetry`; `CONFIG_INVALID` for an address that is taken or not this
 *   machine's
 */
export async function startServer(config: ServeConfig, env: Env, log: ServeLog): Promise<RunningServer> {
  const { keys, limits, host, port } = config;
  knowSecrets(allKeysOf(keys));
  const service = await openChatService(config, env, log);
  const traced = tracingSettings(config.tracing, env);
  const tracing = traced && (await openTelemetry(traced, log));
  const app = createServeApp(service, log, tracing);
  const server = createServer(
    {
      requestTimeout: limits.bodyTimeoutMs,
      headersTimeout: Math.min(limits.bodyTimeoutMs, 10_000),
      connectionsCheckingInterval: Math.min(limits.bodyTimeoutMs, 1_000),
    },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  );
  return {
    origin: await listenOn(server, { host, port }, '--port'),
    profiles: [...service.profiles.values()].map(({ label, setup }) => ({
      label,
      name: setup.name,
      model: setup.model.name,
    })),
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await service.drain();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), LAST_BYTES_MS);
      await closed;
      clearTimeout(timer);
      await tracing?.close();
    },
  };
}

/** For answers that are on their way to a slow reader. */
const LAST_BYTES_MS = 2_000;
