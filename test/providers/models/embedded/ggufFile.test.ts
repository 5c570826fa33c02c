import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkGguf } from '../../../../providers/models/embedded/ggufFile.ts';
import { fakeGguf } from '../../../support/ggufFiles.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const sha256 = createHash('sha256').update(fakeGguf()).digest('hex');

describe('the check of a GGUF file', () => {
  it('gives size and, where one is expected, hash', async () => {
    using folder = createTemporaryFolder();
    const path = join(folder.path, 'model.gguf');
    await writeFile(path, fakeGguf());
    expect(await checkGguf(path)).toEqual({ path, bytes: 1_000 });
    expect(await checkGguf(path, sha256)).toEqual({ path, bytes: 1_000, sha256 });
  });

  it.each<[string, Buffer, string]>([
    ['an empty file', Buffer.alloc(0), 'got an empty file'],
    [
      'another kind of file',
      Buffer.from('PK\x03\x04 and so on'),
      String.raw`got one that begins with "PK\u0003\u0004"`,
    ],
    ['a file shorter than the magic bytes', Buffer.from('GG'), 'got one that begins with "GG"'],
    ['a file that ends after the magic bytes', Buffer.from('GGUF'), 'got one that ends after its first bytes'],
    ['a version nobody writes', fakeGguf(1_000, 77), 'got version 77'],
  ])('refuses %s', async (_, content, got) => {
    using folder = createTemporaryFolder();
    const path = join(folder.path, 'model.gguf');
    await writeFile(path, content);
    await expect(checkGguf(path)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(`${path}: expected a GGUF file, version 2 or 3, ${got}`),
    });
  });

  it('refuses a file with another hash, and names both', async () => {
    using folder = createTemporaryFolder();
    const path = join(folder.path, 'model.gguf');
    await writeFile(path, fakeGguf(999));
    await expect(checkGguf(path, sha256)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(new RegExp(`${path}: expected SHA-256 ${sha256}, got [0-9a-f]{64}\n`)),
    });
  });

  it.each(['none.gguf', '.'])('says that %s is not there to read', async (name) => {
    using folder = createTemporaryFolder();
    const path = join(folder.path, name);
    await expect(checkGguf(path)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining(path),
    });
  });
});
