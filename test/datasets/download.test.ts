import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DownloadOptions, download, showAddress } from '../../datasets/download.ts';
import { type FileServerFaults, startFileServer } from '../support/fileServer.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const CONTENT = Buffer.from('goal,target\n'.repeat(5_000));
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

/** A server with one file, and a folder that it is fetched into. */
async function setUp(faults?: FileServerFaults) {
  const folder = createTemporaryFolder();
  const server = await startFileServer({ 'a.csv': CONTENT }, faults);
  return {
    server,
    files: () => readdir(folder.path),
    /** Breaks the connection when its first 1000 bytes have come. */
    onBytes: (done: number) => {
      if (done === 1_000) server.cut();
    },
    fetch: (options: Partial<DownloadOptions> = {}) =>
      download({ address: server.address('a.csv'), path: join(folder.path, 'a.csv'), waitMs: 1, ...options }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('download', () => {
  it('gives the bytes, reports its progress and leaves no part', async () => {
    await using it = await setUp();
    const seen: (number | undefined)[][] = [];
    const bytes = await it.fetch({ sha256: [SHA256], onBytes: (...progress) => seen.push(progress) });
    expect(Buffer.from(bytes).equals(CONTENT)).toBe(true);
    expect(seen.at(0)).toEqual([0, CONTENT.length]);
    expect(seen.at(-1)).toEqual([CONTENT.length, CONTENT.length]);
    expect(await it.files()).toEqual([]);
  });

  it('resumes where a connection broke', async () => {
    await using it = await setUp({ stopsAfter: 1_000 });
    expect(Buffer.from(await it.fetch({ onBytes: it.onBytes })).equals(CONTENT)).toBe(true);
    expect(it.server.calls.map(({ range }) => range)).toEqual([undefined, 'bytes=1000-']);
  });

  it('resumes with the part of an earlier run', async () => {
    await using it = await setUp({ stopsAfter: 1_000 });
    await expect(it.fetch({ retries: 0, onBytes: it.onBytes })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(await it.files()).toEqual([expect.stringMatching(/^\.a\.csv\.[0-9a-f]{8}\.part$/)]);
    expect(Buffer.from(await it.fetch({ sha256: [SHA256] })).equals(CONTENT)).toBe(true);
    expect(it.server.calls.at(-1)?.range).toBe('bytes=1000-');
    expect(await it.files()).toEqual([]);
  });

  it('starts over if the server ignores the range', async () => {
    await using it = await setUp({ stopsAfter: 1_000, ignoresRange: true });
    expect(Buffer.from(await it.fetch({ sha256: [SHA256], onBytes: it.onBytes })).equals(CONTENT)).toBe(true);
    expect(it.server.calls.map(({ range }) => range)).toEqual([undefined, 'bytes=1000-']);
  });

  it('starts over if the part is longer than the file', async () => {
    await using it = await setUp({ statuses: [416] });
    expect(Buffer.from(await it.fetch()).equals(CONTENT)).toBe(true);
  });

  it('refuses another SHA-256 and deletes the download', async () => {
    await using it = await setUp();
    await expect(it.fetch({ sha256: ['0'.repeat(64)] })).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringContaining(`expected SHA-256 ${'0'.repeat(64)}, got ${SHA256}`),
    });
    expect(await it.files()).toEqual([]);
  });

  it('retries on an overloaded server, but not on a missing file', async () => {
    await using busy = await setUp({ statuses: [503, 429] });
    expect(await busy.fetch()).toHaveLength(CONTENT.length);
    expect(busy.server.calls).toHaveLength(3);
    await using it = await setUp();
    await expect(it.fetch({ address: it.server.address('none.csv') })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringMatching(/none\.csv: the server answered 404[\s\S]*--url[\s\S]*--from/),
    });
    expect(it.server.calls).toHaveLength(1);
  });

  it.each(['answer', 'body'] as const)('gives up on a server that hangs (%s), in time', async (hangs) => {
    await using it = await setUp({ hangs });
    await expect(it.fetch({ stallMs: 50, retries: 1 })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('nothing arrived for 50 ms'),
    });
    expect(it.server.calls).toHaveLength(2);
  });

  it('reports a server that is out of reach', async () => {
    await using it = await setUp();
    await expect(it.fetch({ address: 'http://127.0.0.1:1/a.csv', retries: 0 })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/a\.csv: /),
    });
  });

  it('ends when the signal fires, and keeps the part', async () => {
    await using it = await setUp({ hangs: 'body' });
    const stop = new AbortController();
    const fetching = it.fetch({
      signal: stop.signal,
      onBytes: (done) => {
        if (done > 0) stop.abort();
      },
    });
    await expect(fetching).rejects.toMatchObject({ code: 'ABORTED', message: expect.stringContaining('is kept') });
    expect(await it.files()).toHaveLength(1);
  });

  it('never shows user, password and query of an address', async () => {
    expect(showAddress('https://user:secret@mirror.example/a.csv?token=secret')).toBe('https://mirror.example/a.csv');
    expect(() => showAddress('file:///a.csv')).toThrow(/expected an http or https address/);
  });
});
