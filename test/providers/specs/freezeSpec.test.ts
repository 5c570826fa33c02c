import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { freezeSpec, hashJournal } from '../../../providers/specs/freezeSpec.ts';
import { readJournal } from '../../../providers/specs/specJournal.ts';
import { createAdoptionEvidence, createHeader, createJournalFolder, FIRST_SPEC, RECORD } from './journalFixture.ts';

const header = createHeader();
const journal = { header, events: RECORD, lastHash: '', bytes: 0, isTorn: false };
const EVIDENCE = createAdoptionEvidence();
const journalSha256 = 'a'.repeat(64);

describe('freezing a spec', () => {
  it('keeps the spec, what led to it, under what it was found and where', () => {
    const { sha256, ...contents } = freezeSpec({ journal, journalSha256 });
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(contents).toEqual({
      schemaVersion: 1,
      spec: 'Answers should be safe and helpful.',
      lineage: [
        { version: 0, origin: 'first', text: FIRST_SPEC },
        { version: 1, origin: 'proposal', step: 0, parent: 0, text: 'Answers should be safe and kind.' },
        { version: 3, origin: 'rollback', parent: 1, text: 'Answers should be safe and kind.' },
        { version: 4, origin: 'proposal', step: 4, parent: 3, text: 'Answers should be safe and helpful.' },
      ],
      promptsHash: header.promptsHash,
      model: header.model,
      metaModel: header.metaModel,
      sampling: header.sampling,
      source: { evaluationId: 'eval-1', chain: 'metasc-10', repeat: 0, journalSha256 },
    });
  });

  it('takes an earlier version, and refuses one that never was', () => {
    expect(freezeSpec({ journal, journalSha256, version: 2 })).toMatchObject({
      spec: 'Answers should be safe, kind and useful.',
      lineage: [{ version: 0 }, { version: 1 }, { version: 2 }],
    });
    expect(() => freezeSpec({ journal, journalSha256, version: 5 })).toThrow(/version: expected 0 to 4, got 5/);
  });

  it('carries the evidence of an adoption, which makes it version 2', () => {
    expect(freezeSpec({ journal, journalSha256, evidence: EVIDENCE })).toMatchObject({
      schemaVersion: 2,
      spec: 'Answers should be safe and helpful.',
      evidence: EVIDENCE,
    });
  });

  it('gives the same lock for the same journal', () => {
    expect(JSON.stringify(freezeSpec({ journal, journalSha256 }))).toBe(
      JSON.stringify(freezeSpec({ journal, journalSha256 })),
    );
  });

  it('hashes the whole lines that were read, not those that came since', async () => {
    using folder = createJournalFolder();
    const path = await folder.write(header, RECORD);
    const content = readFileSync(path);
    const read = readJournal(path);
    appendFileSync(path, '{"kind":"st');
    expect(read && hashJournal(path, read)).toBe(createHash('sha256').update(content).digest('hex'));
  });
});
