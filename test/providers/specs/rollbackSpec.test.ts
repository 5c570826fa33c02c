import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openChain } from '../../../providers/case/openChain.ts';
import { readProviderConfig } from '../../../providers/options/providerConfig.ts';
import { prepareVariant } from '../../../providers/options/variantSetup.ts';
import { chooseJournal, listJournals } from '../../../providers/specs/findJournals.ts';
import { rollbackSpec } from '../../../providers/specs/rollbackSpec.ts';
import { openJournal, readJournal } from '../../../providers/specs/specJournal.ts';
import { accepted, createHeader, createJournalFolder, FIRST_SPEC, RECORD } from './journalFixture.ts';

const header = createHeader();

describe('rolling a spec back', () => {
  it('adds a line and deletes none; the spec gets a version of its own', async () => {
    using folder = createJournalFolder();
    const path = await folder.write(header, RECORD);
    const before = readFileSync(path, 'utf8');
    expect(await rollbackSpec({ path, header }, 0)).toEqual({
      before: { text: 'Answers should be safe and helpful.', version: 4 },
      toVersion: 0,
      after: { text: FIRST_SPEC, version: 5 },
    });
    expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true);
    expect(readJournal(path)?.events).toEqual([
      ...RECORD,
      { kind: 'rollback', toVersion: 0, spec: { text: FIRST_SPEC, version: 5 } },
    ]);
  });

  it.each([
    [4, /to: expected an earlier version, got 4, the current one/],
    [9, /version: expected 0 to 4, got 9/],
  ])('refuses version %i and leaves the journal as it was', async (toVersion, message) => {
    using folder = createJournalFolder();
    const path = await folder.write(header, RECORD);
    const before = readFileSync(path);
    await expect(rollbackSpec({ path, header }, toVersion)).rejects.toThrow(message);
    expect(readFileSync(path)).toEqual(before);
    // The claim was let go.
    await rollbackSpec({ path, header }, 0);
  });

  it('fails while a run has the journal open', async () => {
    using folder = createJournalFolder();
    const path = await folder.write(header, RECORD);
    const run = openJournal(path, header);
    await expect(rollbackSpec({ path, header }, 0)).rejects.toMatchObject({ code: 'JOURNAL_IN_USE' });
    await run.close();
  });

  it('is where a resumed run continues, inside the window', async () => {
    using folder = createJournalFolder();
    const model = { type: 'openai', name: 'm', baseURL: 'http://127.0.0.1:1/v1' };
    const config = readProviderConfig({ model, spec: FIRST_SPEC, journalDir: folder.path, adapt: { steps: 10 } });
    const setup = prepareVariant(config, {});
    const id = { evaluationId: 'eval-1', chain: 'metasc-10', repeat: 0 };

    const first = openChain(setup, id, FIRST_SPEC);
    for (const text of ['Answers should be safe.', 'Answers should be kind.']) {
      const turn = first.chain.enter();
      await first.journal?.append(accepted(turn.step, text));
      turn.end({ accepted: text });
    }
    expect(await first.chain.enter().spec()).toEqual({ text: 'Answers should be kind.', version: 2 });
    await first.journal?.close();

    await rollbackSpec(chooseJournal(listJournals(folder.path), {}, folder.path), 1);

    const resumed = openChain(setup, id, FIRST_SPEC);
    const turn = resumed.chain.enter();
    expect(turn).toMatchObject({ step: 2, window: true, proposes: true });
    expect(await turn.spec()).toEqual({ text: 'Answers should be safe.', version: 3 });
    turn.end({ accepted: 'Answers should be safe and helpful.' });
    expect(await resumed.chain.enter().spec()).toEqual({ text: 'Answers should be safe and helpful.', version: 4 });
    await resumed.journal?.close();
  });
});
