import { type Static, Type } from 'typebox';
import { parseJson } from '../../foundation/documents.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { readUserFile, writeUserFile } from '../../foundation/files.ts';
import { shortHash } from '../../foundation/hash.ts';
import { strict } from '../../foundation/schemaDefaults.ts';
import { createParser } from '../../foundation/schemaFaults.ts';
import { AdoptionEvidenceSchema } from './evidence.ts';

const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', title: '64 hex digits' });
const count = Type.Integer({ minimum: 0 });

const LineageSpecSchema = Type.Object(
  {
    version: count,
    origin: Type.Enum(['first', 'proposal', 'rollback']),
    /** The step that proposed it. */
    step: Type.Optional(count),
    /** The version that it improves on or, after a rollback, repeats. */
    parent: Type.Optional(count),
    text: Type.String(),
  },
  strict,
);

const LockContents = {
  /** 2 with evidence, which a reader of version 1 does not know. */
  schemaVersion: Type.Enum([1, 2]),
  spec: Type.String({ minLength: 1 }),
  /** The specs that led here, in order; the last is `spec`. */
  lineage: Type.Array(LineageSpecSchema, { minItems: 1 }),
  /** The setup that produced it: another wording, model or sampling may need another spec. */
  promptsHash: Type.String(),
  model: Type.String(),
  metaModel: Type.String(),
  sampling: Type.Record(Type.String(), Type.Unknown()),
  /** The chain that produced it. */
  source: Type.Object(
    {
      evaluationId: Type.String(),
      chain: Type.String(),
      repeat: count,
      /** Over the journal's complete lines at the time of freezing. */
      journalSha256: sha256,
    },
    strict,
  ),
  /** On which the spec was adopted; absent if it was frozen without any. */
  evidence: Type.Optional(AdoptionEvidenceSchema),
};

const LockSchema = Type.Object({ ...LockContents, sha256 }, strict);

/** A frozen spec with its lineage, which pull requests are gated on. */
export type SpecLock = Static<typeof LockSchema>;

const parseLock = createParser(LockSchema);

/**
 * Adds the hash over all other fields, which reveals a later change.
 *
 * @throws MetaScError `CONFIG_INVALID` for contents that `readLock` would refuse: an empty spec
 */
export function sealLock(contents: Omit<SpecLock, 'sha256'>): SpecLock {
  return parseLock({ ...contents, sha256: shortHash(contents, 64) }, { subject: 'lock file' });
}

/**
 * Reads a lock file.
 *
 * @throws MetaScError `FILE_UNREADABLE`; `CONFIG_INVALID` if it is malformed or was changed by hand
 */
export function readLock(path: string): SpecLock {
  const lock = parseLock(parseJson(readUserFile(path, 'lock'), { subject: path }), { subject: path });
  const { sha256: written, ...contents } = lock;
  const actual = shortHash(contents, 64);
  if (actual === written) return lock;
  throw new MetaScError(`${path}: expected the SHA-256 ${written} that the file states, got ${actual}`, {
    code: 'CONFIG_INVALID',
    help: 'The lock file was changed after it was written: restore it, or freeze the spec anew.',
  });
}

/**
 * Writes a lock file, and creates its folder. Equal locks give equal bytes.
 *
 * @throws MetaScError `FILE_UNWRITABLE`, also if the file exists and `force` is false
 */
export function writeLock(path: string, lock: SpecLock, { force }: { readonly force: boolean }): void {
  const helpIfThere = 'Pass --force to overwrite it.';
  writeUserFile(path, `${JSON.stringify(lock, null, 2)}\n`, { option: 'output', force, helpIfThere });
}
