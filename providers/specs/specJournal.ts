import { mkdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { sha256 } from '../../foundation/hash.ts';
import { claimFile } from './fileOwner.ts';
import { type ChainHeader, type JournalEntry, parseEntry, type RollbackEntry, type StepEntry } from './journalEntry.ts';

export type ChainEvent = StepEntry | RollbackEntry;

/** The append-only record of one chain, on disk. One process at a time has it open. */
export interface SpecJournal {
  /** What was there when it was opened, in the order in which it was written. */
  readonly events: readonly ChainEvent[];
  /** Resolves once the event is on disk: an answer may be returned only then. @throws MetaScError `FILE_UNWRITABLE` */
  append(event: ChainEvent): Promise<void>;
  /** Lets another process have it. What was appended stays. */
  close(): Promise<void>;
}

/**
 * Opens the journal at `path`, or begins it with `header`. Synchronous up to the first append: a chain is opened in the
 * middle of giving a case its turn.
 *
 * @throws MetaScError as `readJournal`; `JOURNAL_DAMAGED` too when it is another chain's; `JOURNAL_IN_USE` when another
 *   process has it open; `FILE_UNWRITABLE`
 */
export function openJournal(path: string, header: ChainHeader): SpecJournal {
  makeFolder(path);
  const claim = claimFile(path);
  try {
    const journal = readJournal(path);
    if (journal === undefined) rmSync(path, { force: true });
    else if (journal.isTorn) truncateSync(path, journal.bytes);
    if (journal !== undefined) requireSameChain(path, journal.header, header);
    const writer = createLineWriter(path, journal?.lastHash ?? '');
    let isBegun = journal !== undefined;
    return {
      events: journal?.events ?? [],
      append(event) {
        const begun = isBegun ? [] : [header];
        isBegun = true;
        return writer.append([...begun, event]);
      },
      async close() {
        await writer.close();
        claim.release();
      },
    };
  } catch (error) {
    claim.release();
    throw error;
  }
}

export interface ReadJournal {
  readonly header: ChainHeader;
  readonly events: readonly ChainEvent[];
  /** Hash of the last whole line. */
  readonly lastHash: string;
  /** Length of all whole lines. */
  readonly bytes: number;
  /** Whether a last line without its end follows: the process was killed while it wrote. It is left out. */
  readonly isTorn: boolean;
}

/**
 * Reads and checks a journal; undefined where there is none, or not one whole line. Every line carries its own hash, over
 * its content and the hash of the line before, so that lines that were changed, lost or moved are found.
 *
 * @throws MetaScError `JOURNAL_DAMAGED` naming the line; `FILE_UNREADABLE`
 */
export function readJournal(path: string): ReadJournal | undefined {
  const content = readIfThere(path);
  const end = content.lastIndexOf(NEWLINE) + 1;
  if (end === 0) return undefined;
  const lines = content
    .subarray(0, end - 1)
    .toString('utf8')
    .split('\n');

  let lastHash = '';
  const [first, ...rest] = lines.map((line, index) => {
    const { entry, hash } = parseLine(line, { subject: `${path}, line ${index + 1}`, parent: lastHash });
    lastHash = hash;
    return entry;
  });
  if (first?.kind !== 'chain') throw damaged(`${path}, line 1`, 'expected the head of a journal');
  const events = rest.map((entry, index) => {
    if (entry.kind === 'chain') throw damaged(`${path}, line ${index + 2}`, 'expected a step, got a second head');
    return entry;
  });
  return { header: first, events, lastHash, bytes: end, isTorn: end < content.length };
}

const NEWLINE = 0x0a;

interface ParsedLine {
  readonly entry: JournalEntry;
  readonly hash: string;
}

function parseLine(line: string, { subject, parent }: { subject: string; parent: string }): ParsedLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw damaged(subject, `expected JSON: ${messageOf(error)}`);
  }
  if (typeof value !== 'object' || value === null) throw damaged(subject, 'expected an object');
  const { parent: statedParent, hash, ...entry } = value as Record<string, unknown>;
  const parsed = parseEntry(entry, subject);
  if (statedParent !== parent) throw damaged(subject, 'lines before it were changed, lost or moved');
  if (hash !== hashOf(parent, entry)) throw damaged(subject, 'it was changed');
  return { entry: parsed, hash: String(hash) };
}

function damaged(subject: string, reason: string): MetaScError {
  return new MetaScError(`journal: ${subject}: ${reason}`, {
    code: 'JOURNAL_DAMAGED',
    help: 'Restore the file from a copy, or move it away to begin the chain anew.',
  });
}

function requireSameChain(path: string, found: ChainHeader, expected: ChainHeader): void {
  const keys = ['evaluationId', 'chain', 'repeat', 'configHash', 'firstSpec'] as const;
  const key = keys.find((name) => found[name] !== expected[name]);
  if (key === undefined) return;
  throw damaged(path, `expected ${key} ${JSON.stringify(expected[key])}, got ${JSON.stringify(found[key])}`);
}

interface LineWriter {
  append(entries: readonly JournalEntry[]): Promise<void>;
  close(): Promise<void>;
}

/** Writes lines in the order of the calls. Those that come while others are being written share one write and sync. */
function createLineWriter(path: string, firstParent: string): LineWriter {
  let parent = firstParent;
  let file: Promise<FileHandle> | undefined;
  let pending: string[] = [];
  let written: Promise<void> | undefined;

  const flush = async () => {
    file ??= open(path, 'a');
    const handle = await file;
    const lines = pending;
    pending = [];
    written = undefined;
    await handle.appendFile(lines.join(''));
    await handle.datasync();
  };

  let lastFlush: Promise<void> = Promise.resolve();
  return {
    append(entries) {
      for (const entry of entries) {
        const hash = hashOf(parent, entry);
        pending.push(`${JSON.stringify({ ...entry, parent, hash })}\n`);
        parent = hash;
      }
      if (written === undefined) {
        written = lastFlush.then(flush).catch((error: unknown) => {
          throw new MetaScError(`journal: can't write ${path}: ${messageOf(error)}`, { code: 'FILE_UNWRITABLE' });
        });
        lastFlush = written;
        lastFlush.catch(() => {});
      }
      return written;
    },
    async close() {
      await lastFlush.catch(() => {});
      await (await file?.catch(() => undefined))?.close();
    },
  };
}

function hashOf(parent: string, entry: object): string {
  return sha256(parent + JSON.stringify(entry)).slice(0, 16);
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw new MetaScError(`journal: can't make the folder of ${path}: ${messageOf(error)}`, {
      code: 'FILE_UNWRITABLE',
    });
  }
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw new MetaScError(`journal: can't read ${path}: ${messageOf(error)}`, { code: 'FILE_UNREADABLE' });
  }
}
