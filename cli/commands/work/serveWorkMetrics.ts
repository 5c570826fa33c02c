import { createServer } from 'node:http';
import { type ListenAddress, listenOn } from '../../../foundation/listen.ts';
import { PROMETHEUS_TYPE } from '../../../foundation/prometheus.ts';
import type { WorkMetrics } from './workMetrics.ts';

export interface MetricsServer {
  /** `http://127.0.0.1:9464/metrics` */
  readonly url: string;
  stop(): void;
}

/**
 * Serves a worker's counts at `/metrics`. Keeps no process alive.
 *
 * @throws MetaScError `CONFIG_INVALID` for an address that is taken or not this machine's
 */
export async function serveWorkMetrics(metrics: WorkMetrics, address: ListenAddress): Promise<MetricsServer> {
  const server = createServer(({ method, url }, response) => {
    if (url === '/metrics' && (method === 'GET' || method === 'HEAD')) {
      response.writeHead(200, { 'content-type': PROMETHEUS_TYPE }).end(metrics.text());
    } else response.writeHead(404).end();
  });
  const origin = await listenOn(server, address, '--metrics-port');
  server.unref();
  return {
    url: `${origin}/metrics`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
