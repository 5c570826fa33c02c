import OpenAI from 'openai';
import type { Endpoint } from './endpoint.ts';

export interface ClientOptions {
  /** Of one try. */
  readonly timeoutMs: number;
  /** Further tries by the client itself. */
  readonly maxRetries: number;
  /** Sends the requests. @default the process's own */
  readonly fetch?: typeof fetch;
}

/** Sent in place of a key to a server that needs none. */
const NO_KEY = 'none';

/** OpenAI's client for an endpoint. It logs nothing. */
export function openClient(
  { apiKey, baseURL, headers, query }: Pick<Endpoint, 'apiKey' | 'baseURL' | 'headers' | 'query'>,
  { timeoutMs, ...options }: ClientOptions,
): OpenAI {
  return new OpenAI({
    apiKey: apiKey || NO_KEY,
    baseURL: baseURL || null,
    defaultHeaders: headers,
    defaultQuery: query,
    timeout: timeoutMs,
    logLevel: 'off',
    ...options,
  });
}
