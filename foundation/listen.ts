import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MetaScError, messageOf } from './errors.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
}

/**
 * Listens on an address.
 *
 * @param option of the port, in the user's terms
 * @returns `http://127.0.0.1:8080`
 * @throws MetaScError `CONFIG_INVALID` for an address that is taken or not this machine's
 */
export async function listenOn(server: Server, { host, port }: ListenAddress, option: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new MetaScError(`can't listen on ${host}:${port}: ${messageOf(error)}`, {
          code: 'CONFIG_INVALID',
          help: `Choose another ${option}; 0 takes a free one.`,
        }),
      ),
    );
    server.listen(port, host, () => resolve());
  });
  const { port: bound } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
}
