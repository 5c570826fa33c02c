import { join } from 'node:path';
import { readRecords } from '../../foundation/csv.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { parseCases } from '../parseCases.ts';
import { parseWrappers } from '../wrappers.ts';
import { convertSources } from './convertSources.ts';
import { type OutputTable, toCsv } from './outputTable.ts';
import {
  findPublishedSet,
  outputFileOf,
  PUBLISHED_FOLDER,
  PUBLISHED_SETS,
  type PublishedSet,
  type SetKind,
} from './publishedSets.ts';
import { findWarnings, requireHash, requireKnown } from './sourceChecks.ts';
import { formatSourcePage, type ImportedSet } from './sourcePage.ts';
import { decode, type FetchOptions, fetchSources, isKnown, isPinned, readSources } from './sources.ts';
import type { SourceEncoding } from './sourceText.ts';
import { writeFiles } from './writeFiles.ts';

export interface ImportOptions extends Omit<FetchOptions, 'folder'> {
  readonly name: string;
  /** Files on this machine, instead of a download. */
  readonly from?: readonly string[] | undefined;
  /** Folder that gets a folder of the set's name. @default 'datasets/published' */
  readonly to?: string | undefined;
  /** @default 'utf8' */
  readonly encoding?: SourceEncoding | undefined;
}

/**
 * Fetches or reads a published set, checks it, and writes it in our own form, with a page on its source. Writes all rows
 * of the source or nothing.
 *
 * @throws MetaScError `CONFIG_INVALID` for an unknown name or faulty options; `FILE_UNREADABLE`, `FILE_UNWRITABLE`,
 *   `ABORTED`; `DATASET_INVALID` for another file than the published one, or one with faults
 */
export async function importSet(options: ImportOptions): Promise<ImportedSet> {
  const { name, from, to = PUBLISHED_FOLDER, encoding = 'utf8', ...fetching } = options;
  const set = requireSet(name);
  const folder = join(to, name);
  const demanded = parseHashes(options.sha256);
  const files = await (from === undefined
    ? fetchSources(set, { ...fetching, sha256: demanded, folder })
    : readSources(set, from));
  if (demanded !== undefined) for (const file of files) requireHash(file, demanded);

  const sources = files.map((file) => decode(file, encoding));
  const { table, texts } = convertSources(set, sources);
  if (demanded === undefined && isPinned(set)) for (const source of sources) requireKnown(set, source, table);
  const warnings = findWarnings(set, sources, table);

  const file = join(folder, outputFileOf(set.kind));
  const csv = toCsv(table);
  readBack(set.kind, csv, file, table);
  const imported = {
    name,
    kind: set.kind,
    rows: table.rows.length,
    file,
    texts: Object.keys(texts).map((text) => join(folder, text)),
    sources: sources.map((source) => {
      const { name, origin, sha256 } = source;
      return { name, origin, sha256, known: isKnown(set, source) };
    }),
    licence: set.licence,
    citation: set.citation,
    warnings,
  };
  const page = formatSourcePage(set, imported);
  await writeFiles(folder, { 'SOURCE.md': page, ...texts, [outputFileOf(set.kind)]: csv });
  return imported;
}

function requireSet(name: string): PublishedSet {
  const set = findPublishedSet(name);
  if (set !== undefined) return set;
  throw new MetaScError(`datasets import: expected a published set, got "${name}"`, {
    code: 'CONFIG_INVALID',
    help: `Known sets are ${PUBLISHED_SETS.map((known) => known.name).join(', ')}.`,
  });
}

function parseHashes(hashes: readonly string[] | undefined): readonly string[] | undefined {
  return hashes?.map((hash) => {
    if (/^[0-9a-f]{64}$/i.test(hash)) return hash.toLowerCase();
    throw new MetaScError(`--sha256: expected 64 hex digits, got "${hash}"`, { code: 'CONFIG_INVALID' });
  });
}

/** Checks that the text reads as the table that it was written from. */
function readBack(kind: SetKind, csv: string, file: string, { columns, rows }: OutputTable): void {
  const records = readRecords(csv, file).map(({ fields }) => fields);
  if (JSON.stringify(records) !== JSON.stringify([columns, ...rows])) {
    throw new MetaScError(`${file}: expected to read back what was written, got other rows`, {
      code: 'DATASET_INVALID',
      help: 'Nothing was written. This is a fault of the importer: please report it.',
    });
  }
  READERS[kind](Buffer.from(csv), file);
}

const READERS: Readonly<Record<SetKind, (bytes: Uint8Array, file: string) => unknown>> = {
  cases: parseCases,
  wrappers: parseWrappers,
  responses: () => undefined,
};
