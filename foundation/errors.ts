/**
 * The kind of failure, for code that handles failures differently. Each code stands for one kind of remedy.
 *
 * @example
 * ```ts
 * import type { ErrorCode } from 'promptfoo-metasc';
 *
 * const worthAnotherTry: readonly ErrorCode[] = ['MODEL_UNREACHABLE', 'TIMEOUT'];
 * ```
 */
export type ErrorCode =
  /** An option, a prompts file, a rubric or another file that the user wrote has faults. */
  | 'CONFIG_INVALID'
  /** A file that an option names can't be read. */
  | 'FILE_UNREADABLE'
  /** A file that an option names can't be written. */
  | 'FILE_UNWRITABLE'
  /** A journal was edited, or belongs to another chain. */
  | 'JOURNAL_DAMAGED'
  /** Another process continues the same chain. */
  | 'JOURNAL_IN_USE'
  /** A template names a variable that the case lacks, or fails to render. */
  | 'TEMPLATE_FAILED'
  /** The request is empty, or its chat array is malformed. */
  | 'REQUEST_INVALID'
  /** An optional package that the requested output needs is missing. */
  | 'PACKAGE_MISSING'
  /** A package or environment variable that the chosen model needs is missing. */
  | 'MODEL_UNAVAILABLE'
  /** The model's server can't be reached, after our own retries. */
  | 'MODEL_UNREACHABLE'
  /** The server refused the key (401, 403). */
  | 'MODEL_UNAUTHORIZED'
  /** The model answered with an error, after our own retries. */
  | 'MODEL_FAILED'
  /** The model answered with no text. */
  | 'REPLY_EMPTY'
  /** The token limit came before any answer. */
  | 'REPLY_CUT'
  /** The account behind the key has no quota or credit left. */
  | 'QUOTA_EXHAUSTED'
  /** The server asks for a longer wait than `limits.maxWaitMs`. */
  | 'WAIT_TOO_LONG'
  /** The run was ended because case after case got no answer. */
  | 'RUN_STOPPED'
  /** The conversation is longer than the model's context. */
  | 'CONTEXT_OVERFLOW'
  /** One call took longer than `limits.timeoutMs`. */
  | 'TIMEOUT'
  /** The caller ended the case: Ctrl-C, or promptfoo's own time limit. */
  | 'ABORTED'
  /** A dataset row breaks the schema. */
  | 'DATASET_INVALID';

export interface MetaScErrorOptions {
  readonly code: ErrorCode;
  /** One sentence that says what to do about it. */
  readonly help?: string | undefined;
  readonly cause?: unknown;
  /** HTTP status of the server that declined. */
  readonly status?: number | undefined;
}

/**
 * The error type of this package. Its message names the option, file or server, what was expected and what was found.
 * It never holds a secret.
 *
 * @example
 * ```ts
 * import { MetaScError, MetaScProvider } from 'promptfoo-metasc';
 *
 * try {
 *   new MetaScProvider({ config: { variant: 'frozen' } });
 * } catch (error) {
 *   if (error instanceof MetaScError && error.code === 'CONFIG_INVALID') console.error(error.message);
 * }
 * ```
 */
export class MetaScError extends Error {
  override readonly name = 'MetaScError';
  readonly code: ErrorCode;
  declare readonly help?: string;
  declare readonly status?: number;

  constructor(message: string, { code, help, cause, status }: MetaScErrorOptions) {
    super(help === undefined ? message : `${message}\n${help}`, cause === undefined ? undefined : { cause });
    this.code = code;
    // Only if given: Node prints every property of an error that ends the process.
    if (help !== undefined) this.help = help;
    if (status !== undefined) this.status = status;
  }
}

/** Anything thrown as one of our errors. What isn't one is a fault of ours, or of a model that is a function. */
export function asMetaScError(thrown: unknown): MetaScError {
  if (thrown instanceof MetaScError) return thrown;
  return new MetaScError(`unexpected: ${messageOf(thrown)}`, { code: 'MODEL_FAILED', cause: thrown });
}

/** The message of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

const FILE_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'it is a folder',
};

/** Why a file can't be read, in words where Node has a code. */
export function fileReason(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return FILE_REASONS[code] ?? messageOf(thrown);
}

/** The message of an error that the user can fix; the stack of any other, which is a bug. */
export function describeError(thrown: unknown): string {
  if (thrown instanceof MetaScError || !(thrown instanceof Error)) return messageOf(thrown);
  return thrown.stack ?? thrown.message;
}

/** The root reason of an error: the first code among its causes (`ECONNREFUSED`), else the message of the deepest. */
export function rootReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return messageOf(error);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : rootReason(cause);
}
