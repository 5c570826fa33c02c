import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLock, sealLock } from '../../../providers/specs/specLock.ts';

const lock = sealLock({
  schemaVersion: 1,
  spec: 'Answers should be kind.',
  lineage: [
    { version: 0, step: -1, text: 'kindness' },
    { version: 1, step: 0, text: 'Answers should be kind.' },
  ],
  promptsHash: 'abc',
  model: 'openai:m',
  metaModel: 'openai:m',
});

describe('a lock file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'metasc-lock-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const write = (content: string) => {
    const path = join(folder, 'spec.lock.json');
    writeFileSync(path, content);
    return path;
  };

  it('is read back as it was sealed, whatever the order of its fields', () => {
    expect(readLock(write(JSON.stringify(lock)))).toEqual(lock);
    expect(readLock(write(JSON.stringify(Object.fromEntries(Object.entries(lock).reverse()))))).toEqual(lock);
  });

  it.each([
    ['its spec', { ...lock, spec: 'Answers should obey.' }],
    ['its lineage', { ...lock, lineage: lock.lineage.slice(1) }],
    ['its model', { ...lock, model: 'openai:other' }],
  ])('is refused after a change to %s', (_, changed) => {
    expect(() => readLock(write(JSON.stringify(changed)))).toThrow(
      /expected the SHA-256 [0-9a-f]{64} .* got [0-9a-f]{64}/,
    );
  });

  it('is refused when it is missing, no JSON, or lacks a field', () => {
    expect(() => readLock(join(folder, 'none.json'))).toThrow(/lock: can't read .*none\.json/);
    expect(() => readLock(write('{'))).toThrow(/expected JSON/);
    expect(() => readLock(write('{}'))).toThrow(/spec: expected a value, got none/);
  });
});
