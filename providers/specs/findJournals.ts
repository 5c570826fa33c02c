import { closeSync, globSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { isAdaptive } from '../loop/types.ts';
import { type ChainHeader, damaged, parseLine } from './journalEntry.ts';

/** A journal on disk, with its head. */
export interface JournalRef {
  readonly path: string;
  readonly header: ChainHeader;
  /** Time of the last write, in milliseconds since 1970. */
  readonly writtenMs: number;
}

/** A journal with an unreadable head. */
export interface UnreadableJournal {
  readonly path: string;
  readonly writtenMs: number;
  readonly error: MetaScError;
}

export interface JournalList {
  /** Newest first, chains of every variant. */
  readonly journals: readonly JournalRef[];
  readonly unreadable: readonly UnreadableJournal[];
}

/** Selects a chain. */
export interface JournalQuery {
  /** @default that of the adaptive chain written last */
  readonly evaluationId?: string;
  /** A chain's name, or a journal's file name if two chains share a name. @default the only chain */
  readonly chain?: string;
  /** @default 0 */
  readonly repeat?: number;
}

/**
 * The journals under a folder. Reads only their heads and claims none, so it may run beside the processes that write them.
 * Skips a journal without a complete line, which has just begun.
 *
 * @throws MetaScError `FILE_UNREADABLE`
 */
export function listJournals(journalDir: string): JournalList {
  const entries = globSync('*/*.jsonl', { cwd: journalDir })
    .map((name) => readEntry(join(journalDir, name)))
    .filter((entry) => entry !== undefined)
    // Of two written at the same time, the later id comes first, because promptfoo's ids hold the time.
    .sort((a, b) => b.writtenMs - a.writtenMs || (a.path < b.path ? 1 : -1));
  return {
    journals: entries.filter((entry) => 'header' in entry),
    unreadable: entries.filter((entry) => 'error' in entry),
  };
}

/**
 * The one adaptive chain that the query selects. Pure.
 *
 * @param journalDir the folder of the list, for error messages
 * @throws MetaScError `FILE_UNREADABLE` if the list is empty; `CONFIG_INVALID` with the choices if the query matches no
 *   chain or several; `JOURNAL_DAMAGED` if an unreadable journal may be the one
 */
export function chooseJournal(list: JournalList, query: JournalQuery, journalDir: string): JournalRef {
  const ofEvaluation = chooseEvaluation(list, query.evaluationId, journalDir);
  const evaluationId = ofEvaluation[0]?.header.evaluationId ?? '';
  const adaptive = ofEvaluation.filter(isOfAdaptive);
  if (adaptive.length === 0) {
    const variants = [...new Set(ofEvaluation.map(({ header }) => header.variant))].sort().join(', ');
    throw invalid(`evaluation: expected one with a chain of variant metasc, got ${evaluationId} (${variants})`);
  }
  const ofFile = adaptive.find(({ path }) => basename(path) === query.chain);
  if (ofFile !== undefined) return ofFile;

  const named = chooseChain(adaptive, query.chain);
  const { repeat = 0 } = query;
  const found = named.find(({ header }) => header.repeat === repeat);
  if (found !== undefined) return found;
  const repeats = named.map(({ header }) => header.repeat).sort((a, b) => a - b);
  throw invalid(`repeat: expected ${oneOf(repeats)}, got ${repeat}`);
}

const isOfAdaptive = ({ header }: JournalRef) => isAdaptive(header.variant);

const SHOWN = 5;

function chooseEvaluation({ journals, unreadable }: JournalList, id: string | undefined, journalDir: string) {
  const [newest] = journals.filter(isOfAdaptive);
  const [newestUnreadable] = unreadable;
  if (journals.length === 0) {
    if (newestUnreadable !== undefined) throw newestUnreadable.error;
    throw new MetaScError(`journal-dir: expected journals in ${resolve(journalDir)}, got none`, {
      code: 'FILE_UNREADABLE',
      help: 'Variant metasc writes them while it runs, into the journalDir of its config.',
    });
  }
  if (id === undefined && newestUnreadable && newestUnreadable.writtenMs > (newest?.writtenMs ?? 0)) {
    throw newestUnreadable.error;
  }
  const meant = id ?? (newest ?? journals[0])?.header.evaluationId;
  const chosen = journals.filter(({ header }) => header.evaluationId === meant);
  if (chosen.length === 0) {
    const known = [...new Set(journals.map(({ header }) => header.evaluationId))];
    const shown = known.slice(0, SHOWN).join(', ');
    const count = known.length > SHOWN ? ` (the newest of ${known.length})` : '';
    throw invalid(`evaluation: expected one of ${shown}${count}, got ${id}`);
  }
  const folders = new Set(chosen.map(({ path }) => dirname(path)));
  const beside = unreadable.find(({ path }) => folders.has(dirname(path)));
  if (beside !== undefined) throw beside.error;
  return chosen;
}

/** All repeats of one chain. */
function chooseChain(journals: readonly JournalRef[], chain: string | undefined): readonly JournalRef[] {
  const named = chain === undefined ? journals : journals.filter(({ header }) => header.chain === chain);
  const [first] = named;
  if (first !== undefined && named.every((journal) => isSameChain(journal, first))) return named;
  throw new MetaScError(`chain: expected ${oneOf(namesOf(journals))}, got ${chain ?? 'none'}`, {
    code: 'CONFIG_INVALID',
    help: `The evaluation ${journals[0]?.header.evaluationId} has these chains that adapt their spec.`,
  });
}

const isSameChain = ({ header: a }: JournalRef, { header: b }: JournalRef) =>
  a.chain === b.chain && a.configHash === b.configHash && a.column === b.column;

/** The names of chains; of those that share one, the names of their files. */
function namesOf(journals: readonly JournalRef[]): readonly string[] {
  const names = journals.map((journal) => {
    const { chain } = journal.header;
    const isUnique = journals.every((other) => other.header.chain !== chain || isSameChain(other, journal));
    return isUnique ? chain : basename(journal.path);
  });
  return [...new Set(names)].sort();
}

function oneOf(choices: readonly (string | number)[]): string {
  return choices.length === 1 ? String(choices[0]) : `one of ${choices.join(', ')}`;
}

function invalid(message: string): MetaScError {
  return new MetaScError(message, { code: 'CONFIG_INVALID' });
}

function readEntry(path: string): JournalRef | UnreadableJournal | undefined {
  const { line, writtenMs } = readHead(path);
  if (line === undefined) return undefined;
  try {
    return { path, writtenMs, header: parseHead(line, `${path}, line 1`) };
  } catch (error) {
    if (error instanceof MetaScError) return { path, writtenMs, error };
    throw error;
  }
}

function parseHead(line: string, place: string): ChainHeader {
  const { entry } = parseLine(line, place);
  if (entry.kind === 'chain') return entry;
  throw damaged(place, 'expected the head of a journal');
}

const CHUNK_BYTES = 16_384;
const NEWLINE = 0x0a;

/** The first line if it is complete. Read in chunks: a first spec may have any length, and the file many megabytes. */
function readHead(path: string): { readonly line: string | undefined; readonly writtenMs: number } {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const chunks: Buffer[] = [];
    for (;;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const read = chunk.subarray(0, readSync(file, chunk));
      const end = read.indexOf(NEWLINE);
      chunks.push(end === -1 ? read : read.subarray(0, end));
      const line = end === -1 ? undefined : Buffer.concat(chunks).toString('utf8');
      if (line !== undefined || read.length === 0) return { line, writtenMs: statSync(path).mtimeMs };
    }
  } catch (error) {
    throw new MetaScError(`journal: can't read ${path}: ${messageOf(error)}`, { code: 'FILE_UNREADABLE' });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
