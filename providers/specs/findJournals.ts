import { closeSync, globSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { type ChainHeader, parseEntry } from './journalEntry.ts';

/** A journal on disk, known by its head alone. */
export interface JournalRef {
  readonly path: string;
  readonly header: ChainHeader;
  /** When it was last written, milliseconds since 1970. */
  readonly writtenMs: number;
}

/** A journal whose head says nothing. */
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

/** Which chain is meant. */
export interface JournalQuery {
  /** @default that of the adaptive chain which was written last */
  readonly evaluationId?: string;
  /** A chain's name; or a journal's file name, which says all, where two chains have one name. @default the only one */
  readonly chain?: string;
  /** @default 0 */
  readonly repeat?: number;
}

/**
 * The journals under a folder. Reads their heads only and claims nothing, so it may run beside the processes that write
 * them. A journal without one whole line is left out: it has just been begun.
 *
 * @throws MetaScError `FILE_UNREADABLE`
 */
export function listJournals(journalDir: string): JournalList {
  const entries = globSync('*/*.jsonl', { cwd: journalDir })
    .map((name) => readEntry(join(journalDir, name)))
    .filter((entry) => entry !== undefined)
    // Of two that were written at the same time, the later id: promptfoo puts the time into it.
    .sort((a, b) => b.writtenMs - a.writtenMs || (a.path < b.path ? 1 : -1));
  return {
    journals: entries.filter((entry) => 'header' in entry),
    unreadable: entries.filter((entry) => 'error' in entry),
  };
}

/**
 * The one adaptive chain that the query means. Pure.
 *
 * @param journalDir where the list comes from, for the errors
 * @throws MetaScError `FILE_UNREADABLE` when there is none at all; `CONFIG_INVALID` naming what there is when the query
 *   fits none or several; `JOURNAL_DAMAGED` when an unreadable journal may be the one
 */
export function chooseJournal(list: JournalList, query: JournalQuery, journalDir: string): JournalRef {
  const ofEvaluation = chooseEvaluation(list, query.evaluationId, journalDir);
  const evaluationId = ofEvaluation[0]?.header.evaluationId ?? '';
  const adaptive = ofEvaluation.filter(isAdaptive);
  if (adaptive.length === 0) {
    const variants = [...new Set(ofEvaluation.map(({ header }) => header.variant))].sort().join(', ');
    throw invalid(`evaluation: expected one with a chain of variant metasc, got ${evaluationId} (${variants})`);
  }
  const ofFile = adaptive.find(({ path }) => fileNameOf(path) === query.chain);
  if (ofFile !== undefined) return ofFile;

  const named = chooseChain(adaptive, query.chain);
  const { repeat = 0 } = query;
  const found = named.find(({ header }) => header.repeat === repeat);
  if (found !== undefined) return found;
  const repeats = named.map(({ header }) => header.repeat).sort((a, b) => a - b);
  throw invalid(`repeat: expected ${oneOf(repeats)}, got ${repeat}`);
}

const isAdaptive = ({ header }: JournalRef) => header.variant === 'metasc';

const SHOWN = 5;

function chooseEvaluation({ journals, unreadable }: JournalList, id: string | undefined, journalDir: string) {
  const [newest] = journals.filter(isAdaptive);
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
  a.chain === b.chain && a.configHash === b.configHash;

/** The names of chains; of those that share one, the names of their files. */
function namesOf(journals: readonly JournalRef[]): readonly string[] {
  const names = journals.map((journal) => {
    const { chain } = journal.header;
    const isUnique = journals.every((other) => other.header.chain !== chain || isSameChain(other, journal));
    return isUnique ? chain : fileNameOf(journal.path);
  });
  return [...new Set(names)].sort();
}

const fileNameOf = (path: string) => path.replace(/^.*[\\/]/, '');

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

function parseHead(line: string, subject: string): ChainHeader {
  const { parent: _parent, hash: _hash, ...value } = parseObject(line, subject);
  const entry = parseEntry(value, `journal: ${subject}`);
  if (entry.kind === 'chain') return entry;
  throw new MetaScError(`journal: ${subject}: expected the head of a journal`, { code: 'JOURNAL_DAMAGED' });
}

function parseObject(line: string, subject: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(line)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new MetaScError(`journal: ${subject}: expected JSON: ${messageOf(error)}`, { code: 'JOURNAL_DAMAGED' });
  }
}

const CHUNK_BYTES = 16_384;
const NEWLINE = 0x0a;

/** The first line if it is whole, however long it is: a first spec may be of any length, the file of many megabytes. */
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
