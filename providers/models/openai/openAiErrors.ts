import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  PermissionDeniedError,
} from 'openai';
import { MetaScError, messageOf, rootReason } from '../../../foundation/errors.ts';
import { cut } from '../../../foundation/excerpt.ts';

export interface FailedCall {
  /** The model's name. */
  readonly name: string;
  /** Host and path. */
  readonly server: string;
  readonly timeoutMs: number;
  /** Removes secrets from a text. */
  readonly redact: (text: string) => string;
}

/** The failure of a call as our error. Neither its message nor its cause holds a secret. */
export function toMetaScError(error: unknown, { name, server, timeoutMs, redact }: FailedCall): MetaScError {
  // The server's message may quote the key. The cause is dropped because it holds the request's headers.
  const words = cut(redact(messageOf(error)), MAX_SERVER_WORDS);
  if (error instanceof APIUserAbortError) return new MetaScError(`${name}: the call was aborted`, { code: 'ABORTED' });
  if (error instanceof APIConnectionTimeoutError) {
    return new MetaScError(`${name}: no answer from ${server} within ${timeoutMs} ms, retries included`, {
      code: 'TIMEOUT',
      help: 'Raise limits.timeoutMs, or check whether the server is overloaded.',
    });
  }
  if (error instanceof APIConnectionError) {
    return new MetaScError(`${name}: can't reach ${server} (${rootReason(error)})`, {
      code: 'MODEL_UNREACHABLE',
      help: 'Check baseURL (OPENAI_BASE_URL), and that the server is running.',
    });
  }
  if (error instanceof AuthenticationError || error instanceof PermissionDeniedError) {
    return new MetaScError(`${name}: ${server} refused the key: ${words}`, {
      code: 'MODEL_UNAUTHORIZED',
      help: 'Check OPENAI_API_KEY, or the variable that apiKeyEnvar names.',
    });
  }
  if (error instanceof APIError && error.code === 'context_length_exceeded') {
    return new MetaScError(`${name}: the conversation is too long: ${words}`, { code: 'CONTEXT_OVERFLOW' });
  }
  return new MetaScError(`${name}: ${server} answered with an error: ${words}`, { code: 'MODEL_FAILED' });
}

const MAX_SERVER_WORDS = 300;
