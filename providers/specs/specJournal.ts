import { mkdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { sha256 } from '../../foundation/hash.ts';
import { claimFile } from './fileOwner.ts';
import {
  type ChainHeader,
  damaged,
  type JournalEntry,
  parseLine,
  type RollbackEntry,
  type StepEntry,
} from './journalEntry.ts';

export type ChainEvent = StepEntry | RollbackEntry;

/** The append-only record of one chain on disk. One process at a time can open it. */
export interface SpecJournal {
  /** The events present when it was opened, in order. */
  readonly events: readonly ChainEvent[];
  /** Resolves when the event is on disk, before its answer is returned. @throws MetaScError `FILE_UNWRITABLE` */
  append(event: ChainEvent): Promise<void>;
  /** Releases the file for other processes. */
  close(): Promise<void>;
}

/**
 * Opens the journal at `path`, or begins it with `header`. Synchronous until the first append, because a chain is opened
 * while a case takes its turn.
 *
 * @throws MetaScError as `readJournal`; `JOURNAL_DAMAGED` also if it belongs to another chain; `JOURNAL_IN_USE` if another
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
  /** Hash of the last complete line. */
  readonly lastHash: string;
  /** Length of all complete lines. */
  readonly bytes: number;
  /** Whether an incomplete line follows, because the process was killed while it wrote. It is ignored. */
  readonly isTorn: boolean;
}

/**
 * Reads and checks a journal; undefined if there is none, or no complete line. Every line carries a hash over its content
 * and the hash of the line before, which reveals changed, lost and moved lines.
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
    const place = `${path}, line ${index + 1}`;
    const { entry, parent, hash } = parseLine(line, place);
    if (parent !== lastHash) throw damaged(place, 'lines before it were changed, lost or moved');
    lastHash = hashOf(lastHash, entry);
    if (hash !== lastHash) throw damaged(place, 'it was changed');
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

function requireSameChain(path: string, found: ChainHeader, expected: ChainHeader): void {
  const keys = ['evaluationId', 'chain', 'repeat', 'configHash', 'firstSpec'] as const;
  const key = keys.find((name) => found[name] !== expected[name]);
  if (key === undefined) return;
  throw damaged(path, `expected ${key} ${JSON.stringify(expected[key])}, got ${JSON.stringify(found[key])}`);
}

/** Writes lines in the order of the calls. Lines that arrive during a write share the next write and sync. */
function createLineWriter(path: string, firstParent: string) {
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
    append(entries: readonly JournalEntry[]): Promise<void> {
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
    async close(): Promise<void> {
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
