import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLock, type SpecLock, sealLock, writeLock } from '../../../providers/specs/specLock.ts';
import { createAdoptionEvidence } from './journalFixture.ts';

const contents: Omit<SpecLock, 'sha256'> = {
  schemaVersion: 1,
  spec: 'Answers should be kind.',
  lineage: [
    { version: 0, origin: 'first', text: 'kindness' },
    { version: 1, origin: 'proposal', step: 0, parent: 0, text: 'Answers should be kind.' },
  ],
  promptsHash: 'abc',
  model: 'openai:m',
  metaModel: 'openai:m',
  sampling: { temperature: 0.8, maxTokens: { response: 96, critique: 64, revision: 96 } },
  source: { evaluationId: 'eval-1', chain: 'metasc-10', repeat: 0, journalSha256: '0'.repeat(64) },
};
const lock = sealLock(contents);

/** The same value, its keys in the reverse order at every depth. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reversed(part)]),
  );
}

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
    expect(readLock(write(JSON.stringify(reversed(lock))))).toEqual(lock);
  });

  it('is read back with its evidence, which its hash covers', () => {
    const evidence = createAdoptionEvidence();
    const adopted = sealLock({ ...contents, schemaVersion: 2, evidence });
    expect(readLock(write(JSON.stringify(adopted)))).toEqual(adopted);
    const better = { ...adopted, evidence: { ...evidence, betterP: 0.001 } };
    expect(() => readLock(write(JSON.stringify(better)))).toThrow(/expected the SHA-256/);
    const { evidence: _, ...without } = adopted;
    expect(() => readLock(write(JSON.stringify(without)))).toThrow(/expected the SHA-256/);
  });

  it.each<[string, object]>([
    ['its spec', { ...lock, spec: 'Answers should obey.' }],
    ['its lineage', { ...lock, lineage: lock.lineage.slice(1) }],
    ['its model', { ...lock, model: 'openai:other' }],
    ['its prompts', { ...lock, promptsHash: 'abd' }],
    ['its sampling', { ...lock, sampling: { ...lock.sampling, maxTokens: { response: 97 } } }],
    ['its source', { ...lock, source: { ...lock.source, journalSha256: '1'.repeat(64) } }],
  ])('is refused after a change to %s', (_, changed) => {
    expect(() => readLock(write(JSON.stringify(changed)))).toThrow(
      /expected the SHA-256 [0-9a-f]{64} .* got [0-9a-f]{64}/,
    );
  });

  it('is refused when it is missing, no JSON, lacks a field or has one too many', () => {
    expect(() => readLock(join(folder, 'none.json'))).toThrow(/lock: can't read .*none\.json/);
    expect(() => readLock(write('{'))).toThrow(/expected JSON/);
    expect(() => readLock(write('{}'))).toThrow(/spec: expected a value, got none/);
    expect(() => readLock(write(JSON.stringify({ ...lock, note: 'x' })))).toThrow(/note: unknown option/);
  });

  it('is not sealed with contents that would be refused', () => {
    expect(() => sealLock({ ...contents, spec: '' })).toThrow(/lock file: 1 fault\n.*spec: expected/);
  });

  it('is written as indented JSON with an end of line, the folder too, and over another only by force', () => {
    const path = join(folder, 'specs', 'deep', 'x.lock.json');
    writeLock(path, lock, { force: false });
    expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(lock, null, 2)}\n`);
    expect(readLock(path)).toEqual(lock);

    const other = sealLock({ ...contents, model: 'openai:other' });
    expect(() => writeLock(path, other, { force: false })).toThrow(
      expect.objectContaining({
        code: 'FILE_UNWRITABLE',
        message: expect.stringMatching(/exists already\nPass --force/),
      }),
    );
    expect(readLock(path)).toEqual(lock);
    writeLock(path, other, { force: true });
    expect(readLock(path)).toEqual(other);
  });

  it('says when it can’t be written', () => {
    const path = join(write('a file, no folder'), 'x.lock.json');
    expect(() => writeLock(path, lock, { force: true })).toThrow(expect.objectContaining({ code: 'FILE_UNWRITABLE' }));
    expect(existsSync(path)).toBe(false);
  });
});
