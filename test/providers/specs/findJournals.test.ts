import { appendFileSync, mkdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseJournal, type JournalQuery, listJournals } from '../../../providers/specs/findJournals.ts';
import type { ChainHeader } from '../../../providers/specs/journalEntry.ts';
import { openJournal } from '../../../providers/specs/specJournal.ts';
import { createHeader, createJournalFolder, createStep, type JournalFolder, RECORD } from './journalFixture.ts';

const choose = (folder: JournalFolder, query: JournalQuery = {}) =>
  chooseJournal(listJournals(folder.path), query, folder.path);

let seconds = 1_700_000_000;

/** Writes a journal that is newer than all before it. */
async function write(folder: JournalFolder, header: Partial<ChainHeader>): Promise<string> {
  const path = await folder.write(createHeader(header), [createStep(0)]);
  seconds += 1;
  utimesSync(path, seconds, seconds);
  return path;
}

describe('finding a journal', () => {
  it('takes the only adaptive chain of the evaluation that was written last', async () => {
    using folder = createJournalFolder();
    await write(folder, { evaluationId: 'eval-b' });
    const newest = await write(folder, { evaluationId: 'eval-a' });
    await write(folder, { evaluationId: 'eval-a', chain: 'static', variant: 'static-critique' });
    // A gate on a lock file ran since: it has no lineage to show.
    await write(folder, { evaluationId: 'eval-c', chain: 'frozen', variant: 'frozen' });
    expect(choose(folder).path).toBe(newest);
    expect(choose(folder, { evaluationId: 'eval-b' }).header.evaluationId).toBe('eval-b');
  });

  it('finds promptfoo’s ids, which no folder can be named by', async () => {
    using folder = createJournalFolder();
    const evaluationId = 'eval-8OL-2026-11-24T23:43:21';
    const path = await write(folder, { evaluationId });
    expect(choose(folder, { evaluationId }).path).toBe(path);
  });

  it('asks which chain is meant, and takes it by its name', async () => {
    using folder = createJournalFolder();
    await write(folder, { chain: 'metasc-10' });
    const all = await write(folder, { chain: 'metasc-all', configHash: '5678' });
    await write(folder, { chain: 'static', variant: 'static-critique' });
    expect(choose(folder, { chain: 'metasc-all' }).path).toBe(all);
    for (const chain of [undefined, 'static']) {
      expect(() => choose(folder, chain === undefined ? {} : { chain })).toThrow(
        `chain: expected one of metasc-10, metasc-all, got ${chain ?? 'none'}`,
      );
    }
  });

  it('distinguishes two chains of one name by their files', async () => {
    using folder = createJournalFolder();
    await write(folder, { configHash: 'aaaa' });
    const other = await write(folder, { configHash: 'bbbb' });
    const repeated = await write(folder, { configHash: 'bbbb', repeat: 1 });
    expect(() => choose(folder, { chain: 'metasc-10' })).toThrow(
      'chain: expected one of metasc-10-aaaa-0.jsonl, metasc-10-bbbb-0.jsonl, metasc-10-bbbb-1.jsonl, got metasc-10',
    );
    expect(choose(folder, { chain: 'metasc-10-bbbb-0.jsonl' }).path).toBe(other);
    expect(choose(folder, { chain: 'metasc-10-bbbb-1.jsonl' }).path).toBe(repeated);
  });

  it('takes repeat 0, or the one that is named, and says which there are', async () => {
    using folder = createJournalFolder();
    const [first, second] = [await write(folder, { repeat: 0 }), await write(folder, { repeat: 1 })];
    expect(choose(folder).path).toBe(first);
    expect(choose(folder, { repeat: 1 }).path).toBe(second);
    expect(() => choose(folder, { repeat: 2 })).toThrow('repeat: expected one of 0, 1, got 2');
  });

  it('lists the newest evaluations when it does not know one', async () => {
    using folder = createJournalFolder();
    for (let index = 0; index < 7; index += 1) await write(folder, { evaluationId: `eval-${index}` });
    expect(() => choose(folder, { evaluationId: 'eval-9' })).toThrow(
      'evaluation: expected one of eval-6, eval-5, eval-4, eval-3, eval-2 (the newest of 7), got eval-9',
    );
  });

  it('says when there is none, or none that adapts', async () => {
    using folder = createJournalFolder();
    expect(() => choose(folder)).toThrow(`journal-dir: expected journals in ${folder.path}, got none`);
    const missing = join(folder.path, 'missing');
    expect(() => chooseJournal(listJournals(missing), {}, missing)).toThrow(/got none/);
    await write(folder, { chain: 'frozen', variant: 'frozen' });
    await write(folder, { chain: 'static', variant: 'static-critique' });
    expect(() => choose(folder)).toThrow(
      'evaluation: expected one with a chain of variant metasc, got eval-1 (frozen, static-critique)',
    );
  });
});

describe('a journal that is', () => {
  it('open in a run is found all the same', async () => {
    using folder = createJournalFolder();
    const path = await write(folder, {});
    const run = openJournal(path, createHeader());
    expect(choose(folder).path).toBe(path);
    await run.close();
  });

  it('only just begun is passed over', async () => {
    using folder = createJournalFolder();
    const path = await write(folder, { evaluationId: 'eval-1' });
    truncateSync(await write(folder, { evaluationId: 'eval-2' }), 20);
    expect(choose(folder).path).toBe(path);
  });

  it('long in its head, and in its body, is read by its head alone', async () => {
    using folder = createJournalFolder();
    const firstSpec = 'ü'.repeat(30_000);
    const path = await folder.write(createHeader({ firstSpec }), RECORD);
    appendFileSync(path, 'no JSON\n');
    expect(choose(folder).header.firstSpec).toBe(firstSpec);
  });

  it.each<[string, string, RegExp]>([
    ['no JSON in its head', 'not JSON\n', /line 1: expected JSON/],
    ['of a newer schema', JSON.stringify({ ...createHeader(), schemaVersion: 2 }), /schemaVersion: expected 1, got 2/],
    ['without a head', JSON.stringify(createStep(0)), /line 1: expected the head of a journal/],
    ['not an object', '7', /line 1/],
  ])('%s stops the search where it may be the one meant', async (_, content, message) => {
    using folder = createJournalFolder();
    const path = await write(folder, { evaluationId: 'eval-1' });
    const damaged = join(folder.path, 'eval-2', 'x-0.jsonl');
    mkdirSync(dirname(damaged));
    writeFileSync(damaged, `${content.trim()}\n`);
    const error = expect.objectContaining({ code: 'JOURNAL_DAMAGED', message: expect.stringMatching(message) });
    // It was written last.
    expect(() => choose(folder)).toThrow(error);
    // It lies elsewhere.
    expect(choose(folder, { evaluationId: 'eval-1' }).path).toBe(path);
    // It lies beside the others of the evaluation.
    writeFileSync(join(dirname(path), 'x-0.jsonl'), `${content.trim()}\n`);
    expect(() => choose(folder, { evaluationId: 'eval-1' })).toThrow(error);
  });
});
