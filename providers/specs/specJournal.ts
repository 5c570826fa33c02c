import { readFileSync, rmSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { makeFolder } from '../../foundation/files.ts';
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
import { createLineWriter } from './lineWriter.ts';

export type ChainEvent = StepEntry | RollbackEntry;

/** The append-only record of one chain on disk. One process at a time can open it. */
export interface SpecJournal {
  /** The events present when it was opened, in order. */
  readonly events: readonly ChainEvent[];
  /** Resolves when the event is on disk, before its answer is returned. @throws MetaScError `FILE_UNWRITABLE` */
  append(event: ChainEvent): Promise<void>;
  /** Releases the file for other processes; at once, if nothing was ever written to it. */
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
  prepareFolder(path);
  const claim = claimFile(path);
  try {
    const journal = readJournal(path);
    if (journal === undefined) rmSync(path, { force: true });
    else if (journal.isTorn) truncateSync(path, journal.bytes);
    if (journal !== undefined) requireSameChain(path, journal.header, header);
    const writer = createEntryWriter(path, journal?.lastHash ?? '');
    let isBegun = journal !== undefined;
    return {
      events: journal?.events ?? [],
      append(event) {
        const begun = isBegun ? [] : [header];
        isBegun = true;
        return writer.append([...begun, event]);
      },
      async close() {
        if (isBegun) await writer.close();
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
  const keys = ['evaluationId', 'chain', 'repeat', 'column', 'configHash', 'firstSpec'] as const;
  const key = keys.find((name) => found[name] !== expected[name]);
  if (key === undefined) return;
  throw damaged(path, `expected ${key} ${JSON.stringify(expected[key])}, got ${JSON.stringify(found[key])}`);
}

/** Chains each line to the one before. */
function createEntryWriter(path: string, firstParent: string) {
  let parent = firstParent;
  const writer = createLineWriter(path, { sync: true });
  return {
    append(entries: readonly JournalEntry[]): Promise<void> {
      const lines = entries.map((entry) => {
        const hash = hashOf(parent, entry);
        const line = JSON.stringify({ ...entry, parent, hash });
        parent = hash;
        return `${line}\n`;
      });
      return writer.append(lines.join(''));
    },
    close: () => writer.close(),
  };
}

function hashOf(parent: string, entry: object): string {
  return sha256(parent + JSON.stringify(entry)).slice(0, 16);
}

/** @throws MetaScError `FILE_UNWRITABLE` */
export function prepareFolder(path: string): void {
  try {
    makeFolder(dirname(path));
  } catch (error) {
    throw new MetaScError(`journal: can't make the folder of ${path}: ${messageOf(error)}`, {
      code: 'FILE_UNWRITABLE',
      help: 'Set journalDir to a folder that can be written; false keeps no journal.',
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
