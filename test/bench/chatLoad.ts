import { Pool } from 'undici';

/** A server that is asked over kept connections. */
export interface ChatEndpoint extends AsyncDisposable {
  readonly pool: Pool;
  readonly path: string;
  readonly model: string;
}

export interface ChatEndpointOptions {
  /** Ends in `/v1`. */
  readonly baseURL: string;
  readonly model: string;
  /** At most. */
  readonly connections: number;
}

export interface RawAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/** After which a request counts as hanging. */
const HANGING_MS = 60_000;

export function openChatEndpoint({ baseURL, model, connections }: ChatEndpointOptions): ChatEndpoint {
  const { origin, pathname } = new URL(baseURL);
  const pool = new Pool(origin, { connections, headersTimeout: HANGING_MS, bodyTimeout: HANGING_MS });
  return {
    pool,
    path: `${pathname}/chat/completions`,
    model,
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

/**
 * One request. No client library: what it costs would hide what the server costs.
 *
 * @throws Error where no answer comes
 */
export async function askChat({ pool, path, model }: ChatEndpoint, index: number): Promise<RawAnswer> {
  const messages = [{ role: 'user', content: `request number ${index}` }];
  const { statusCode, headers, body } = await pool.request({
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages }),
  });
  return { status: statusCode, retryAfter: headers['retry-after']?.toString(), text: await body.text() };
}
