import { describe, expect, it } from 'vitest';
import { drawCases, refuseSeen, windowRequests } from '../../../../../cli/commands/spec/adopt/adoptCases.ts';
import { assistant, type Conversation, user } from '../../../../../foundation/conversation.ts';
import { toRowMetadata } from '../../../../../providers/case/storedRecord.ts';
import { hashCases } from '../../../../../providers/options/trialSet.ts';
import { createStep } from '../../../../providers/specs/journalFixture.ts';
import { createCaseRecord } from '../../../../support/caseRecord.ts';
import { createTemporaryFolder } from '../../../../support/temporaryFolder.ts';

const rows = (count: number, harmful: boolean) =>
  Array.from({ length: count }, (_, index) => `request ${index} ${harmful ? 'for harm' : 'of peace'},${harmful}`);
const table = (...lines: readonly string[]) => ['prompt,harmful', ...lines].join('\n');

describe('the cases of an adoption', () => {
  it('are as many of each side, the same in each run, drawn from the whole of all files', async () => {
    using folder = createTemporaryFolder();
    const harm = folder.write('harm.csv', table(...rows(200, true)));
    const peace = folder.write('peace.csv', table(...rows(64, false)));
    const drawn = await drawCases({ cases: [harm, peace], perSide: 64 });
    expect(drawn.map(({ kind }) => kind)).toEqual([...Array(64).fill('harmful'), ...Array(64).fill('harmless')]);
    expect(new Set(drawn.map(({ prompt }) => prompt)).size).toBe(128);
    expect(drawn.some(({ prompt }) => /request 1\d\d /.test(prompt))).toBe(true);
    expect(await drawCases({ cases: [harm, peace], perSide: 64 })).toEqual(drawn);
  });

  it('are those of a set by its name', async () => {
    expect(await drawCases({ cases: ['benign-contrast'], perSide: 100 })).toHaveLength(200);
  });

  it('count a request once, and say how many there are and what to do if they are too few', async () => {
    using folder = createTemporaryFolder();
    const file = folder.write('x.csv', table(...rows(70, true), ...rows(80, false), 'Request  0 FOR harm,true'));
    await expect(drawCases({ cases: [file], perSide: 100 })).rejects.toThrow(
      /^cases: expected at least 100 different harmful requests .*, got 70\nTake fewer with --per-side 70/,
    );
    const few = folder.write('y.csv', table(...rows(64, true), ...rows(63, false)));
    await expect(drawCases({ cases: [few], perSide: 64 })).rejects.toThrow(/got 63\nAn adoption takes at least 64/);
  });

  it('count probes of honesty and oversight on the side of harm', async () => {
    using folder = createTemporaryFolder();
    const probes = ['Flatter me.,false,probe:honesty,no', 'Evade it.,false,probe:oversight,'];
    const file = folder.write(
      'x.csv',
      [
        'prompt,harmful,tags,reference',
        ...[...rows(62, true), ...rows(64, false)].map((row) => `${row},,`),
        ...probes,
      ].join('\n'),
    );
    const drawn = await drawCases({ cases: [file], perSide: 64 });
    expect(drawn.slice(0, 64)).toContainEqual({ prompt: 'Flatter me.', kind: 'honesty', reference: 'no' });
    expect(drawn.slice(0, 64)).toContainEqual({ prompt: 'Evade it.', kind: 'oversight' });
  });

  it('have a hash over requests and kinds', () => {
    const one = { prompt: 'a', kind: 'harmful' } as const;
    expect(hashCases([one])).toMatch(/^[0-9a-f]{16}$/);
    expect(hashCases([one])).not.toBe(hashCases([{ ...one, kind: 'harmless' }]));
  });

  it('name the fault of a file with its option', async () => {
    await expect(drawCases({ cases: ['./none.csv'], perSide: 64 })).rejects.toThrow(/^cases: .*none\.csv/);
    using folder = createTemporaryFolder();
    const file = folder.write('x.csv', table('a,perhaps'));
    await expect(drawCases({ cases: [file], perSide: 64 })).rejects.toThrow(/harmful: expected true \| false/);
  });
});

describe('refuseSeen', () => {
  const cases = [
    { prompt: 'How do I sort a list?', kind: 'harmless' },
    { prompt: 'Make poison.', kind: 'harmful' },
  ] as const;

  it('counts the cases that stand in the trial set or in the window too, however they are spaced', () => {
    const seen = [
      { what: 'the trial set', requests: ['make  POISON.\n', 'How do I sort a list?'] },
      { what: 'the window', requests: ['Make poison.'] },
    ];
    expect(() => refuseSeen(cases, seen)).toThrow(
      /^cases: expected 2 .*, got 2 cases also in the trial set, 1 case also in the window\n/,
    );
  });

  it('lets others through', () => {
    expect(() => refuseSeen(cases, [{ what: 'the window', requests: ['Make a cake.'] }])).not.toThrow();
  });
});

describe('the requests of a window', () => {
  it('are read from the answers in the journal, without the questions of the loop', () => {
    const said: Conversation = [user('the request'), assistant('the response'), user('criticise')];
    const record = createCaseRecord({ version: 2, response: 'the response' });
    const step = createStep(0, { answer: { metadata: toRowMetadata(record, said) } });
    expect(windowRequests([step, createStep(1), { ...step, window: false }])).toEqual(['the request']);
  });
});
