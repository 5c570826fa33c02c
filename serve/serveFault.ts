import { asMetaScError, type ErrorCode } from '../foundation/errors.ts';
import { redactor } from '../foundation/secrets.ts';

/** A failure as HTTP states it. */
export interface ServeFault {
  readonly status: 400 | 401 | 403 | 404 | 409 | 412 | 413 | 421 | 429 | 503;
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

/** A failure that the server itself states. */
export class ServeError extends Error {
  override readonly name = 'ServeError';
  readonly fault: ServeFault;

  constructor(fault: ServeFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** What the client did wrong: another request may work, the same won't. */
const OF_THE_REQUEST: Readonly<Partial<Record<ErrorCode, string>>> = {
  REQUEST_INVALID: 'invalid_request',
  CONTEXT_OVERFLOW: 'context_length_exceeded',
};

/** Statuses with which a model's server declines what the client asked of it. */
const DECLINED: ReadonlySet<number | undefined> = new Set([400, 404, 422]);

const RETRY_AFTER_SECONDS = 5;

/**
 * Anything thrown, as a fault. All that is no fault of the request is an outage: harnesses take a 400 for an empty answer,
 * and an answer that was never given must not count.
 *
 * @param sendsExtra whether the client's own fields went to the model's server
 */
export function toFault(thrown: unknown, sendsExtra = false): ServeFault {
  if (thrown instanceof ServeError) return thrown.fault;
  const { code, message: words, help = '', status } = asMetaScError(thrown);
  const message = redactor.text(words.endsWith(help) ? words.slice(0, words.length - help.length).trim() : words);
  const ofRequest = OF_THE_REQUEST[code] ?? (sendsExtra && DECLINED.has(status) ? 'declined_by_model' : undefined);
  if (ofRequest !== undefined) return { status: 400, code: ofRequest, message };
  return { status: 503, code: code.toLowerCase(), message, retryAfterSeconds: RETRY_AFTER_SECONDS };
}

/** A fault in the shape of OpenAI's API. */
export const toFaultBody = ({ status, message, code }: ServeFault) => ({
  error: { message, type: status === 503 ? 'server_error' : 'invalid_request_error', param: null, code },
});

export function badRequest(message: string): ServeError {
  return new ServeError({ status: 400, code: 'invalid_request', message });
}

export function notFound(message: string, code = 'not_found'): ServeError {
  return new ServeError({ status: 404, code, message });
}
