import { closeSync, openSync, readSync, truncateSync } from 'node:fs';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { sha256 } from '../../foundation/hash.ts';
import { fieldsOf } from '../../foundation/untyped.ts';
import { claimFile } from './fileOwner.ts';
import { createLineWriter } from './lineWriter.ts';
import { prepareFolder } from './specJournal.ts';

/**
 * What the calls of a run were answered, on disk, so that a run that was broken off can be gone through again without
 * making them again. The first answer to a question stands.
 */
export interface CallLedger {
  /**
   * The recorded answer or, if there is none, the one that `make` gives, once it is recorded. Equal questions at one time
   * are made once. An answer that `keeps` refuses is not recorded. Once an answer could not be recorded, no more are asked
   * for.
   *
   * @param key over the whole question
   * @throws what `make` throws; MetaScError `FILE_UNWRITABLE`
   */
  once<T>(key: string, make: () => Promise<T>, keeps?: (answer: T) => boolean): Promise<T>;
  /** Number of recorded answers. */
  readonly size: number;
  /** Releases the file for other processes. */
  close(): Promise<void>;
}

interface Place {
  readonly start: number;
  readonly bytes: number;
}

/**
 * Opens the ledger at `path`, or begins it. An incomplete last line is dropped.
 *
 * @throws MetaScError `JOURNAL_IN_USE` if another process has it open; `JOURNAL_DAMAGED`; `FILE_UNWRITABLE`
 */
export function openCallLedger(path: string): CallLedger {
  prepareFolder(path);
  const claim = claimFile(path);
  let places: Map<string, Place>;
  try {
    places = readPlaces(path);
  } catch (error) {
    claim.release();
    throw error;
  }
  const join = createJoin();
  const writer = createLineWriter(path, { sync: false });
  let end = endOf(places);
  let unwritable: unknown;

  const write = async (key: string, answer: unknown): Promise<void> => {
    const line = toLine(key, answer);
    const place = { start: end, bytes: Buffer.byteLength(line) };
    end += place.bytes;
    try {
      await writer.append(line);
    } catch (error) {
      unwritable = error;
      throw error;
    }
    places.set(key, place);
  };

  return {
    get size() {
      return places.size;
    },
    async once<T>(key: string, make: () => Promise<T>, keeps: (answer: T) => boolean = () => true): Promise<T> {
      const place = places.get(key);
      if (place !== undefined) return readAnswer(path, place) as T;
      return join(key, async () => {
        if (unwritable !== undefined) throw unwritable;
        const answer = await make();
        if (keeps(answer)) await write(key, answer);
        return answer;
      });
    },
    async close() {
      await writer.close();
      claim.release();
    },
  };
}

/** Asks, or joins whoever asks the same at this moment. */
export function createJoin(): <T>(key: string, ask: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<unknown>>();
  return async function join<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const begun = running.get(key);
    if (begun !== undefined) {
      try {
        return (await begun) as T;
      } catch (error) {
        // Its last caller left; this one asks for itself.
        if (!(error instanceof MetaScError) || error.code !== 'ABORTED') throw error;
        return join(key, ask);
      }
    }
    const asked = ask();
    running.set(key, asked);
    try {
      return await asked;
    } finally {
      running.delete(key);
    }
  };
}

const endOf = (places: ReadonlyMap<string, Place>): number =>
  [...places.values()].reduce((end, { start, bytes }) => Math.max(end, start + bytes), 0);

/** Each line is `<hash> <JSON of key, time and answer>`; the hash shows a change. */
function toLine(key: string, answer: unknown): string {
  const text = JSON.stringify({ key, atMs: Date.now(), answer });
  return `${sha256(text).slice(0, 16)} ${text}\n`;
}

interface Entry {
  readonly key: string;
  /** When it was recorded, in milliseconds since 1970. */
  readonly atMs: number;
  readonly answer: unknown;
}

function parseLine(line: string, path: string): Entry {
  const text = line.slice(17);
  if (sha256(text).slice(0, 16) !== line.slice(0, 16)) {
    throw new MetaScError(`call ledger: ${path} is damaged: a line was changed`, {
      code: 'JOURNAL_DAMAGED',
      help: 'Restore the file from a copy, or move it away: its calls are then made again.',
    });
  }
  const { key, atMs, answer } = fieldsOf(JSON.parse(text));
  return { key: String(key), atMs: Number(atMs), answer };
}

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 0x0a;

/** Where each answer stands. The file may be larger than memory allows, so only the places are kept. */
function readPlaces(path: string): Map<string, Place> {
  const places = new Map<string, Place>();
  const end = readEntries(path, ({ key }, place) => {
    if (!places.has(key)) places.set(key, place);
  });
  if (end !== undefined) truncateSync(path, end);
  return places;
}

/** How long the calls of a ledger took. */
export interface CallTimes {
  readonly calls: number;
  readonly meanLatencyMs: number;
  /** From the first request to the last reply. */
  readonly spanMs: number;
}

/**
 * The times of the calls of columns: verdicts have none. Undefined if there are no calls.
 *
 * @throws MetaScError `JOURNAL_DAMAGED`; `FILE_UNREADABLE`
 */
export function readCallTimes(path: string): CallTimes | undefined {
  let [calls, sumMs, beginMs, endMs] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  readEntries(path, ({ atMs, answer }) => {
    const { latencyMs } = fieldsOf(answer);
    if (typeof latencyMs !== 'number') return;
    calls += 1;
    sumMs += latencyMs;
    beginMs = Math.min(beginMs, atMs - latencyMs);
    endMs = Math.max(endMs, atMs);
  });
  return calls === 0 ? undefined : { calls, meanLatencyMs: sumMs / calls, spanMs: endMs - beginMs };
}

/** @returns where an incomplete last line begins, if there is one */
function readEntries(path: string, take: (entry: Entry, place: Place) => void): number | undefined {
  const file = openIfThere(path);
  if (file === undefined) return undefined;
  let start = 0;
  let rest = Buffer.alloc(0);
  try {
    for (;;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const read = readSync(file, chunk);
      if (read === 0) break;
      rest = Buffer.concat([rest, chunk.subarray(0, read)]);
      for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
        take(parseLine(rest.subarray(0, end).toString('utf8'), path), { start, bytes: end + 1 });
        start += end + 1;
        rest = rest.subarray(end + 1);
      }
    }
  } finally {
    closeSync(file);
  }
  return rest.length > 0 ? start : undefined;
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new MetaScError(`call ledger: can't read ${path}: ${messageOf(error)}`, { code: 'FILE_UNREADABLE' });
  }
}

function readAnswer(path: string, { start, bytes }: Place): unknown {
  const file = openSync(path, 'r');
  try {
    const line = Buffer.alloc(bytes);
    readSync(file, line, 0, bytes, start);
    return parseLine(line.toString('utf8', 0, bytes - 1), path).answer;
  } finally {
    closeSync(file);
  }
}
