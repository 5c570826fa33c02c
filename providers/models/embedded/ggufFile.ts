import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { MetaScError, messageOf } from '../../../foundation/errors.ts';

const MAGIC = 'GGUF';
const VERSIONS = [2, 3];
/** Magic and version. */
const HEAD_BYTES = 8;
const READ_CHUNK_BYTES = 1 << 20;

export interface CheckedFile {
  readonly path: string;
  readonly bytes: number;
  /** 64 hex digits; only if one was expected, because hashing a large file takes seconds. */
  readonly sha256?: string;
}

/**
 * Checks, before anything loads a file, that it exists, is a GGUF and has the expected hash.
 *
 * @param sha256 64 hex digits; without it, the content is not hashed
 * @throws MetaScError `FILE_UNREADABLE` if there is no such file, `CONFIG_INVALID` if it is another kind of file or has
 *   another hash
 */
export async function checkGguf(path: string, sha256?: string): Promise<CheckedFile> {
  const { head, bytes } = await readHead(path);
  const got = describeFault(head);
  if (got !== undefined) {
    throw new MetaScError(`${path}: expected a GGUF file, version ${VERSIONS.join(' or ')}, got ${got}`, {
      code: 'CONFIG_INVALID',
      help: 'Give the path of a model in GGUF format.',
    });
  }
  if (sha256 === undefined) return { path, bytes };
  const gotSha256 = await hashFile(path);
  if (gotSha256 !== sha256) {
    throw new MetaScError(`${path}: expected SHA-256 ${sha256}, got ${gotSha256}`, {
      code: 'CONFIG_INVALID',
      help: 'The file is damaged, or a different one. Fetch it again, or correct sha256.',
    });
  }
  return { path, bytes, sha256 };
}

async function readHead(path: string): Promise<{ readonly head: Buffer; readonly bytes: number }> {
  try {
    const file = await open(path);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return { head: buffer.subarray(0, bytesRead), bytes: (await file.stat()).size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new MetaScError(`${path}: expected a GGUF file, can't read it: ${messageOf(error)}`, {
      code: 'FILE_UNREADABLE',
      help: 'Check the path; a relative path starts at the folder of the config.',
      cause: error,
    });
  }
}

/** What a file's first bytes, at least 8 if it has them, are instead of a GGUF's. undefined: a GGUF's. */
export function describeFault(head: Buffer): string | undefined {
  if (head.length === 0) return 'an empty file';
  const magic = head.toString('latin1', 0, MAGIC.length);
  if (magic !== MAGIC) return `one that begins with ${JSON.stringify(magic)}`;
  if (head.length < HEAD_BYTES) return 'one that ends after its first bytes';
  const version = head.readUInt32LE(MAGIC.length);
  return VERSIONS.includes(version) ? undefined : `version ${version}`;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: READ_CHUNK_BYTES }), hash);
  return hash.digest('hex');
}
