import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MetaScError, messageOf } from '../../../foundation/errors.ts';
import { PROMETHEUS_TYPE } from '../../../foundation/prometheus.ts';
import type { WorkMetrics } from './workMetrics.ts';

export interface MetricsAddress {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
}

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
export async function serveWorkMetrics(metrics: WorkMetrics, { host, port }: MetricsAddress): Promise<MetricsServer> {
  const server = createServer(({ method, url }, response) => {
    if (url === '/metrics' && (method === 'GET' || method === 'HEAD')) {
      response.writeHead(200, { 'content-type': PROMETHEUS_TYPE }).end(metrics.text());
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new MetaScError(`work: can't listen on ${host}:${port}: ${messageOf(error)}`, {
          code: 'CONFIG_INVALID',
          help: 'Choose another --metrics-port; 0 takes a free one.',
        }),
      ),
    );
    server.listen(port, host, () => resolve());
  });
  server.unref();
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/metrics`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
