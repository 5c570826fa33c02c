import { MetaScError } from '../../foundation/errors.ts';
import type { OutputTable } from './outputTable.ts';
import { PUBLISHED_SETS, type PublishedSet } from './publishedSets.ts';
import { type DecodedSource, isKnown, knownHashes, type Source } from './sources.ts';

/** @throws MetaScError `DATASET_INVALID` for a file with none of the hashes that the user demands */
export function requireHash({ origin, sha256 }: Source, demanded: readonly string[]): void {
  if (demanded.includes(sha256)) return;
  throw new MetaScError(`${origin}: expected SHA-256 ${demanded.join(' or ')}, got ${sha256}`, {
    code: 'DATASET_INVALID',
  });
}

/**
 * Some sets' files have the same form; their hashes distinguish them.
 *
 * @throws MetaScError `DATASET_INVALID` for a file that is known to be another set's
 */
export function refuseOtherSet(set: PublishedSet, source: DecodedSource): void {
  const other = PUBLISHED_SETS.find((one) => one !== set && isKnown(one, source));
  if (other === undefined) return;
  throw new MetaScError(`${source.origin}: expected a file of ${set.name}, got one of ${other.name}`, {
    code: 'DATASET_INVALID',
    help: `Import it with metasc datasets import ${other.name}.`,
  });
}

/** @throws MetaScError `DATASET_INVALID` for a file with none of the set's hashes */
export function requireKnown(set: PublishedSet, source: DecodedSource, { rows }: OutputTable): void {
  if (isKnown(set, source)) return;
  const { origin, sha256 } = source;
  const known = knownHashes(set);
  throw new MetaScError(
    `${origin}: expected the published file, ${set.rows} rows with SHA-256 ${known.join(' or ')}; got ${rows.length} rows with ${sha256}`,
    { code: 'DATASET_INVALID', help: `To import this file, add --sha256 ${sha256}.` },
  );
}

/** What a user has to know about accepted files. */
export function findWarnings(
  set: PublishedSet,
  sources: readonly DecodedSource[],
  { rows }: OutputTable,
): readonly string[] {
  const expected = set.rows * (set.rowsPerFile ? sources.length : 1);
  return [
    ...sources
      .filter((source) => !isKnown(set, source))
      .map(({ origin, sha256 }) => `${origin}: SHA-256 ${sha256} is not known for ${set.name}`),
    ...(rows.length === expected ? [] : [`expected ${expected} rows, as published, got ${rows.length}`]),
  ];
}
