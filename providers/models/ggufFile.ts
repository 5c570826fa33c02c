import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { MetaScError, messageOf } from '../../errors.ts';

const MAGIC = 'GGUF';
const READ_CHUNK_BYTES = 1 << 20;

export interface CheckedFile {
  readonly path: string;
  readonly bytes: number;
  /** 64 hex digits; only where one was expected: hashing a large file takes seconds. */
  readonly sha256?: string;
}

/**
 * Makes sure that a file is there, is a GGUF and is the one that is meant, before anything loads it.
 *
 * @param sha256 64 hex digits; without it the content is not hashed
 * @throws MetaScError `FILE_UNREADABLE` when there is no such file, `CONFIG_INVALID` when it is another kind of file or
 *   has another hash; the message names path, expected and got
 */
export async function checkGguf(path: string, sha256?: string): Promise<CheckedFile> {
  const { head, bytes } = await readHead(path);
  if (head !== MAGIC) {
    throw new MetaScError(`${path}: expected a GGUF file (its first bytes are ${MAGIC}), got ${describeHead(head)}`, {
      code: 'CONFIG_INVALID',
      help: 'Give the path of a model in GGUF format.',
    });
  }
  if (sha256 === undefined) return { path, bytes };
  const got = await hashFile(path);
  if (got !== sha256) {
    throw new MetaScError(`${path}: expected SHA-256 ${sha256}, got ${got}`, {
      code: 'CONFIG_INVALID',
      help: 'The file is damaged or another one: fetch it again, or correct sha256.',
    });
  }
  return { path, bytes, sha256 };
}

async function readHead(path: string): Promise<{ readonly head: string; readonly bytes: number }> {
  try {
    const file = await open(path);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
      return { head: buffer.toString('latin1', 0, bytesRead), bytes: (await file.stat()).size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new MetaScError(`${path}: expected a GGUF file, can't read it: ${messageOf(error)}`, {
      code: 'FILE_UNREADABLE',
      help: 'Check the path; a relative one starts from the folder of the config.',
      cause: error,
    });
  }
}

const describeHead = (head: string) => (head === '' ? 'an empty file' : JSON.stringify(head));

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: READ_CHUNK_BYTES }), hash);
  return hash.digest('hex');
}
