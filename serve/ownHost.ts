import type { MiddlewareHandler } from 'hono';
import { ServeError } from './serveFault.ts';

/** By which a browser or a client on this machine asks for a server that listens on it alone. */
const OWN_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

/**
 * Refuses requests that were sent to another name. A name that its owner lets point to this machine makes the server a web
 * page's own (DNS rebinding), and nothing else keeps that page from asking a server without keys.
 */
export const requireOwnHost: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('host') ?? '';
  if (!OWN_HOST.test(host)) throw misdirected(host);
  await next();
};

function misdirected(host: string): ServeError {
  return new ServeError({
    status: 421,
    code: 'misdirected_request',
    message: `host: expected 127.0.0.1, localhost or [::1], because the server has no keys (keys.clients), got ${JSON.stringify(host.slice(0, 64))}`,
  });
}
