import { basename, join } from 'node:path';
import { readUserBytes } from '../../foundation/files.ts';
import { sha256 } from '../../foundation/hash.ts';
import { type DownloadLimits, download, showAddress } from '../download.ts';
import type { PublishedSet } from './publishedSets.ts';
import { decodeSource, type SourceEncoding } from './sourceText.ts';

/** A source file's bytes, and where they come from. */
export interface Source {
  /** The published file's name where the bytes are known, else the last part of path or address. */
  readonly name: string;
  /** A path, or an address without the parts that may be secret. */
  readonly origin: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** A source file's text, once it is decoded. */
export interface DecodedSource extends Source {
  readonly text: string;
  /** Of the text as UTF-8 without a byte order mark: the published file's if only the encoding differs from it. */
  readonly textSha256: string;
}

/** What happens while files are fetched. */
export type DownloadProgress =
  | { readonly kind: 'started'; readonly address: string }
  | { readonly kind: 'bytes'; readonly doneBytes: number; readonly totalBytes: number | undefined };

export interface FetchOptions extends DownloadLimits {
  /** Instead of the set's own addresses. */
  readonly urls?: readonly string[] | undefined;
  /** SHA-256 to accept instead of the set's own. */
  readonly sha256?: readonly string[] | undefined;
  /** Folder for incomplete files. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/** @throws MetaScError `FILE_UNREADABLE` */
export function readSources(set: PublishedSet, paths: readonly string[]): readonly Source[] {
  return paths.map((path) => toSource(set, readUserBytes(path, '--from'), path, basename(path)));
}

/** One after another, in the set's order. @throws MetaScError as `download` */
export async function fetchSources(set: PublishedSet, options: FetchOptions): Promise<readonly Source[]> {
  const { urls, sha256, folder, onProgress, ...ports } = options;
  const files = urls?.map((address) => ({
    address,
    name: basename(new URL(showAddress(address)).pathname) || set.name,
    accepted: isPinned(set) ? knownHashes(set) : undefined,
  }));
  const published = set.files.map(({ sha256: own, ...file }) => ({
    ...file,
    accepted: own === undefined ? undefined : [own],
  }));
  const sources: Source[] = [];
  for (const { address, name, accepted } of files ?? published) {
    const origin = showAddress(address);
    onProgress?.({ kind: 'started', address: origin });
    const bytes = await download({
      ...ports,
      address,
      path: join(folder, name),
      sha256: sha256 ?? accepted,
      onBytes: (doneBytes, totalBytes) => onProgress?.({ kind: 'bytes', doneBytes, totalBytes }),
    });
    sources.push(toSource(set, bytes, origin, name));
  }
  return sources;
}

/** @throws MetaScError as `decodeSource` */
export function decode(source: Source, encoding: SourceEncoding): DecodedSource {
  const text = decodeSource(source.bytes, source.origin, encoding);
  return { ...source, text, textSha256: sha256(text) };
}

function toSource({ files }: PublishedSet, bytes: Uint8Array, origin: string, name: string): Source {
  const hash = sha256(bytes);
  return { name: files.find((file) => file.sha256 === hash)?.name ?? name, origin, bytes, sha256: hash };
}

/** SHA-256 of every file known to hold the set's rows. */
export function knownHashes({ files, copies = [] }: PublishedSet): readonly string[] {
  return [...files.flatMap(({ sha256 }) => sha256 ?? []), ...copies];
}

/** Whether its text is that of a known file of the set, in this or another encoding. */
export function isKnown(set: PublishedSet, { sha256, textSha256 }: DecodedSource): boolean {
  const known = knownHashes(set);
  return known.includes(sha256) || known.includes(textSha256);
}

/** Whether the hashes of all files at the set's addresses are known, so that any other file is refused. */
export function isPinned({ files }: PublishedSet): boolean {
  return files.every(({ sha256 }) => sha256 !== undefined);
}
