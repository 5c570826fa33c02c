import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MetaScError, messageOf, rootReason } from '../foundation/errors.ts';
import { sha256 } from '../foundation/hash.ts';

export interface DownloadLimits {
  /** Longest time without an answer, or without a further byte of it, in milliseconds. @default 30000 */
  readonly stallMs?: number;
  /** Attempts after the first. @default 3 */
  readonly retries?: number;
  /** Wait before the second attempt, in milliseconds; doubles with each further one. @default 500 */
  readonly waitMs?: number;
}

export interface DownloadOptions extends DownloadLimits {
  readonly address: string;
  /** Of the finished file. Until it is complete, its bytes are kept beside it, in a file that ends in `.part`. */
  readonly path: string;
  /** SHA-256 that are accepted, lower case. @default any */
  readonly sha256?: readonly string[] | undefined;
  readonly signal?: AbortSignal;
  /** Called as bytes arrive; no total if the server doesn't state it. */
  readonly onBytes?: (doneBytes: number, totalBytes: number | undefined) => void;
}

/**
 * Fetches a file over HTTP and gives its bytes. Only the part stands on disk, until the file is complete. Interrupted
 * downloads resume if the server allows it.
 *
 * @throws MetaScError `CONFIG_INVALID` for a malformed address; `FILE_UNREADABLE` when the server has no such file, can't
 *   be reached or hangs, after the retries; `DATASET_INVALID` for another SHA-256 (the part is deleted);
 *   `FILE_UNWRITABLE`; `ABORTED` when the signal fires (the part is kept)
 */
export async function download(options: DownloadOptions): Promise<Uint8Array> {
  const { address, signal, retries = 3, waitMs = 500 } = options;
  const where = showAddress(address);
  // Each address has a part of its own, so that two servers' bytes never mix.
  const part = join(dirname(options.path), `.${basename(options.path)}.${sha256(address).slice(0, 8)}.part`);
  for (let tried = 0; ; tried += 1) {
    try {
      await fetchRest(options, part);
      break;
    } catch (error) {
      if (signal?.aborted) throw ended(where, error);
      if (!(error instanceof PassingFault)) throw error;
      if (tried >= retries) throw unreadable(`${where}: ${error.message}`, error);
    }
    await sleep(waitMs * 2 ** tried, undefined, { signal }).catch((error: unknown) => {
      throw ended(where, error);
    });
  }
  const bytes = await readFile(part);
  await rm(part, { force: true });
  const got = sha256(bytes);
  if (options.sha256 === undefined || options.sha256.includes(got)) return bytes;
  throw new MetaScError(`${where}: expected SHA-256 ${options.sha256.join(' or ')}, got ${got}`, {
    code: 'DATASET_INVALID',
    help: 'The download was deleted. Run the command again; if the result is the same, this is not the published file.',
  });
}

/** An address without its user, password and query, which may be secret. */
export function showAddress(address: string): string {
  const url = parseAddress(address);
  return `${url.origin}${url.pathname}`;
}

function parseAddress(address: string): URL {
  const url = URL.parse(address);
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new MetaScError(`--url: expected an http or https address, got ${JSON.stringify(address)}`, {
    code: 'CONFIG_INVALID',
    help: 'Give a file on this machine with --from.',
  });
}

/** A fault that another attempt may resolve. */
class PassingFault extends Error {}

/** Fetches what the part lacks. When it returns, the part is the file. */
async function fetchRest(options: DownloadOptions, part: string): Promise<void> {
  const { address, stallMs = 30_000, signal } = options;
  const stalled = new AbortController();
  const watch = setTimeout(() => stalled.abort(), stallMs);
  try {
    const offset = (await stat(part).catch(() => undefined))?.size ?? 0;
    const response = await fetch(parseAddress(address), {
      headers: { 'accept-encoding': 'identity', ...(offset > 0 ? { range: `bytes=${offset}-` } : {}) },
      signal: signal === undefined ? stalled.signal : AbortSignal.any([signal, stalled.signal]),
    });
    await receive(response, {
      part,
      offset,
      onBytes: (done, total) => {
        watch.refresh();
        options.onBytes?.(done, total);
      },
    });
  } catch (error) {
    if (error instanceof MetaScError || error instanceof PassingFault || signal?.aborted) throw error;
    throw new PassingFault(stalled.signal.aborted ? `nothing arrived for ${stallMs} ms` : rootReason(error));
  } finally {
    clearTimeout(watch);
  }
}

/** Appends an answer to the part, which has `offset` bytes. */
async function receive(
  response: Response,
  { part, offset, onBytes }: Pick<DownloadOptions, 'onBytes'> & { readonly part: string; readonly offset: number },
): Promise<void> {
  const { status, headers, body, url } = response;
  if (status === 416) await rm(part, { force: true });
  if (status === 416 || status === 429 || status >= 500) throw new PassingFault(`the server answered ${status}`);
  if (!response.ok || body === null) throw unreadable(`${showAddress(url)}: the server answered ${status}`);

  const [, from, all] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  if (status === 206 && Number(from) !== offset) {
    await rm(part, { force: true });
    throw new PassingFault('the server sent another part than requested');
  }
  const total = status === 206 ? Number(all) : wholeLength(headers);
  // A server that ignores the range sends the file from its beginning.
  let done = status === 206 ? offset : 0;
  await orUnwritable(part, mkdir(dirname(part), { recursive: true }));
  const file = await orUnwritable(part, open(part, done > 0 ? 'a' : 'w'));
  try {
    onBytes?.(done, total);
    for await (const chunk of body) {
      await orUnwritable(part, file.write(chunk));
      done += chunk.byteLength;
      onBytes?.(done, total);
    }
  } finally {
    await file.close();
  }
  if (total !== undefined && done !== total) throw new PassingFault(`expected ${total} bytes, got ${done}`);
}

/** The length of the answer; unknown for a compressed one, whose header counts the compressed bytes. */
function wholeLength(headers: Headers): number | undefined {
  const length = headers.get('content-length');
  return length === null || headers.has('content-encoding') ? undefined : Number(length);
}

function orUnwritable<T>(part: string, writing: Promise<T>): Promise<T> {
  return writing.catch((cause: unknown) => {
    throw new MetaScError(`can't write ${part}: ${messageOf(cause)}`, { code: 'FILE_UNWRITABLE', cause });
  });
}

function unreadable(message: string, cause?: unknown): MetaScError {
  return new MetaScError(message, {
    code: 'FILE_UNREADABLE',
    help: 'Name a mirror with --url, or get the file elsewhere and give it with --from.',
    cause,
  });
}

function ended(where: string, cause: unknown): MetaScError {
  return new MetaScError(`${where}: the download was interrupted`, {
    code: 'ABORTED',
    help: 'The part that arrived is kept: run the same command to resume.',
    cause,
  });
}
