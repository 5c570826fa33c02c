import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { MetaScError, messageOf, rootReason } from '../../foundation/errors.ts';
import { cut } from '../../foundation/excerpt.ts';
import { fieldsOf, numberOf, textOf } from '../../foundation/untyped.ts';

/**
 * What a failure means for the next try. `passing`: the same call may work later. `unreadable`: so it may, the reply was
 * torn. `empty`: there was no reply in it; a second try is worth it. `parameter`: it may work without what
 * the server declined. `filter`: the platform holds the answer back. The others fail again however often one asks.
 */
export type FailureMeaning =
  | 'passing'
  | 'parameter'
  | 'filter'
  | 'key'
  | 'quota'
  | 'context'
  | 'unreadable'
  | 'empty'
  | 'final';

/** A call that gave no reply, in the server's own words. */
export class ServerFailure extends Error {
  override readonly name = 'ServerFailure';
  readonly meaning: FailureMeaning;
  readonly status: number | undefined;
  /** The parameter that the server names, if it names one. */
  readonly param: string | undefined;
  /** How long the server asks to wait. */
  readonly waitMs: number | undefined;

  constructor(words: string, { meaning, status, param, waitMs }: Partial<Omit<ServerFailure, keyof Error>> & Meant) {
    super(words);
    this.meaning = meaning;
    this.status = status;
    this.param = param;
    this.waitMs = waitMs;
  }
}

interface Meant {
  readonly meaning: FailureMeaning;
}

/** The failure behind what the SDK threw; its own errors of other kinds come back as they are. */
export function toServerFailure(thrown: unknown): unknown {
  if (thrown instanceof APIUserAbortError || thrown instanceof APIConnectionTimeoutError) return thrown;
  if (thrown instanceof APIConnectionError) return thrown.cause instanceof ServerFailure ? thrown.cause : thrown;
  if (!(thrown instanceof APIError)) return thrown;
  return readFailure(thrown.error ?? { message: thrown.message }, thrown.status, thrown.headers);
}

/**
 * The failure that an error body states, beside any status: also one inside a reply with status 200.
 *
 * @param body the error object, a text, or an object that holds one
 */
export function readFailure(body: unknown, status: number | undefined, headers?: Headers): ServerFailure {
  const fields = fieldsOf(body);
  const inner = fieldsOf(fields.error);
  const words = wordsOf(body);
  const codes = [fields.code, fields.type, inner.code, inner.type, fieldsOf(fields.innererror).code]
    .map(textOf)
    .filter((code) => code !== undefined);
  const code = numberOf(Number(codes.find((one) => /^\d{3}$/.test(one)))) ?? status;
  const param = textOf(fields.param) ?? textOf(inner.param);
  return new ServerFailure(words, {
    meaning: meaningOf(`${words} ${codes.join(' ')}`, code),
    status: code,
    param,
    waitMs: waitOf(headers),
  });
}

const FILTER =
  /content[ _-]?(?:filter|policy|management|moderation)|responsible ?ai ?policy|safety[ _-]?(?:system|filter|policy|settings)|usage polic|flagged|moderation|guardrail|prohibited[ _]content|data_inspection_failed|sensitive (?:content|information)|inappropriate content/i;
const QUOTA =
  /insufficient[ _]quota|exceeded your (?:current )?quota|billing|credit balance|insufficient (?:credits|balance|funds)|payment required|hard[ _]limit/i;
const CONTEXT =
  /context[ _]length|maximum context|context window|prompt is too long|too many (?:input )?tokens|reduce the length/i;
const PASSING =
  /overloaded|rate.?limit|too many requests|try again|temporar|time[d]? ?out|upstream|unavailable|capacity|internal (?:server )?error|bad gateway|provider returned error/i;

function meaningOf(words: string, status: number | undefined): FailureMeaning {
  if (FILTER.test(words)) return 'filter';
  if (status === 402 || QUOTA.test(words)) return 'quota';
  if (status === 401 || status === 403) return 'key';
  if (CONTEXT.test(words)) return 'context';
  if (status !== undefined && (status === 408 || status === 409 || status === 425 || status === 429 || status >= 500)) {
    return 'passing';
  }
  if (status === 400 || status === 422) return 'parameter';
  if (status === undefined || status === 200) return PASSING.test(words) ? 'passing' : 'final';
  return 'final';
}

const MAX_WORDS = 300;

/** The server's own words, wherever they stand in its answer. */
function wordsOf(body: unknown): string {
  if (typeof body === 'string') return cut(body, MAX_WORDS);
  const { message, error, detail, msg, title } = fieldsOf(body);
  for (const words of [message, error, detail, msg, title]) {
    if (typeof words === 'string' && words !== '') return cut(words, MAX_WORDS);
    if (typeof words === 'object' && words !== null) return cut(nestedWords(words), MAX_WORDS);
  }
  return cut(JSON.stringify(body) ?? '', MAX_WORDS);
}

/** The words of a nested message, or, of a list of faults, all of it: places and words both tell what is wrong. */
function nestedWords(value: object): string {
  const { message } = value as { message?: unknown };
  return typeof message === 'string' ? message : JSON.stringify(value);
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function waitOf(headers: Headers | undefined): number | undefined {
  const ms = headers?.get('retry-after-ms');
  if (ms && Number(ms) >= 0) return Number(ms);
  const after = headers?.get('retry-after');
  if (!after) return undefined;
  const seconds = Number(after);
  if (seconds >= 0) return 1_000 * seconds;
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

export interface FailedCall {
  /** Of the model. */
  readonly name: string;
  /** Host and path. */
  readonly server: string;
  readonly timeoutMs: number;
}

/** What went wrong with a call, in our words and the server's, which may quote secrets. */
export function toMetaScError(error: unknown, { name, server, timeoutMs }: FailedCall): MetaScError {
  if (error instanceof MetaScError) return error;
  if (error instanceof APIUserAbortError) return new MetaScError(`${name}: the call was ended`, { code: 'ABORTED' });
  if (error instanceof APIConnectionTimeoutError) {
    return new MetaScError(`${name}: no answer from ${server} within ${timeoutMs} ms, retries included`, {
      code: 'TIMEOUT',
      help: 'Raise limits.timeoutMs, or check whether the server is overloaded.',
    });
  }
  if (error instanceof APIConnectionError) {
    return new MetaScError(`${name}: can't reach ${server} (${rootReason(error)})`, {
      code: 'MODEL_UNREACHABLE',
      help: 'Check baseURL (OPENAI_BASE_URL) and that the server runs.',
    });
  }
  // The cause is not kept: it holds the request's headers.
  const words = cut(messageOf(error), MAX_WORDS);
  const status = error instanceof ServerFailure && error.status !== undefined ? `${error.status} ` : '';
  switch (error instanceof ServerFailure ? error.meaning : 'final') {
    case 'key':
      return new MetaScError(`${name}: ${server} refused the key: ${words}`, {
        code: 'MODEL_UNAUTHORIZED',
        help: 'Check OPENAI_API_KEY, or the variable that apiKeyEnvar names.',
      });
    case 'quota':
      return new MetaScError(`${name}: ${server} reports an exhausted quota: ${words}`, {
        code: 'QUOTA_EXHAUSTED',
        help: 'Raise the quota or add credit, then resume the run.',
      });
    case 'context':
      return new MetaScError(`${name}: the conversation is too long: ${words}`, { code: 'CONTEXT_OVERFLOW' });
    default:
      return new MetaScError(`${name}: ${server} answered with an error: ${status}${words}`, {
        code: 'MODEL_FAILED',
        status: error instanceof ServerFailure ? error.status : undefined,
      });
  }
}
