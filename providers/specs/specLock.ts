import { createHash } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { MetaScError, messageOf } from '../../errors.ts';
import { createParser } from '../../schemaFaults.ts';
import { readUserFile } from '../../userFile.ts';

const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', title: '64 hex digits' });

const LockContents = {
  schemaVersion: Type.Literal(1),
  spec: Type.String({ minLength: 1 }),
  /** The specs that led here, the first one first; the last is `spec`. */
  lineage: Type.Array(
    Type.Object(
      {
        version: Type.Integer({ minimum: 0 }),
        step: Type.Integer({ minimum: -1 }),
        text: Type.String({ minLength: 1 }),
      },
      { additionalProperties: false },
    ),
    { minItems: 1 },
  ),
  promptsHash: Type.String(),
  model: Type.String(),
  metaModel: Type.String(),
};

const LockSchema = Type.Object({ ...LockContents, sha256 }, { additionalProperties: false });

/** A frozen spec with its lineage: what pull requests are gated on. */
export type SpecLock = Static<typeof LockSchema>;

const parseLock = createParser(LockSchema);

/** Adds the hash over all other fields, by which a later change is found out. */
export function sealLock(contents: Omit<SpecLock, 'sha256'>): SpecLock {
  return { ...contents, sha256: hashOf(contents) };
}

/**
 * Reads a lock file.
 *
 * @throws MetaScError `FILE_UNREADABLE`; `CONFIG_INVALID` when it is malformed or was changed by hand
 */
export function readLock(path: string): SpecLock {
  const lock = parseLock(parseJson(readUserFile(path, 'lock'), path), { subject: path });
  const { sha256: written, ...contents } = lock;
  const actual = hashOf(contents);
  if (actual === written) return lock;
  throw new MetaScError(`${path}: expected the SHA-256 ${written} that the file states, got ${actual}`, {
    code: 'CONFIG_INVALID',
    help: 'The lock file was changed after it was written: restore it, or freeze the spec anew.',
  });
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MetaScError(`${path}: expected JSON: ${messageOf(error)}`, { code: 'CONFIG_INVALID' });
  }
}

/** Over the fields in a fixed order, whatever order the file has them in. */
function hashOf(contents: Omit<SpecLock, 'sha256'>): string {
  const { schemaVersion, spec, lineage, promptsHash, model, metaModel } = contents;
  const fields = [
    schemaVersion,
    spec,
    lineage.map(({ version, step, text }) => [version, step, text]),
    promptsHash,
    model,
    metaModel,
  ];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
