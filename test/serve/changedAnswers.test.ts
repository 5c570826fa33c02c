import { afterAll, describe, expect, it } from 'vitest';
import { readChanges } from '../../serve/changedAnswers.ts';
import { openShadowLog, type ShadowEntry } from '../../serve/shadowLog.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const folder = createTemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const entry = (number: number, own: Partial<ShadowEntry> = {}): ShadowEntry => ({
  at: new Date(Date.UTC(2026, 10, 28) + number * 1_000).toISOString(),
  ...{ id: `request-${number}`, chain: 'default', specVersion: 1, specHash: 'abcd', outcome: 'answered' },
  ...{ request: 'hi', response: 'hello', revision: `hello ${number}` },
  ...own,
});

describe('what changed answers', () => {
  it('is nothing without a log', async () => {
    const shadows = openShadowLog(folder.path, 'nobody');
    expect(await readChanges([{ label: 'nobody', shadows }])).toEqual({
      ...{ shadows: 0, changed: 0, isWhole: true, changes: [] },
    });
  });

  it('is read from the logs of all profiles, newest first, or of one chain', async () => {
    const [safe, strict] = ['safe', 'strict'].map((label) => ({ label, shadows: openShadowLog(folder.path, label) }));
    if (safe === undefined || strict === undefined) throw new Error('Expected two profiles');
    await safe.shadows.append(entry(1));
    await strict.shadows.append(entry(2));
    await safe.shadows.append(entry(3, { chain: 'other' }));
    await safe.shadows.append(entry(4, { revision: 'hello' }));
    const all = await readChanges([safe, strict]);
    expect(all).toMatchObject({ shadows: 4, changed: 3 });
    expect(all.changes.map(({ id, profile }) => `${profile} ${id}`)).toEqual([
      'safe request-3',
      'strict request-2',
      'safe request-1',
    ]);
    expect(await readChanges([safe], 'other')).toMatchObject({ shadows: 1, changes: [{ id: 'request-3' }] });
    await Promise.all([safe.shadows.close(), strict.shadows.close()]);
  });

  it('shows the newest fifty of a long log, whose last megabyte is read, and nothing of a torn line', async () => {
    const long = 'ä'.repeat(10_000);
    const shadows = openShadowLog(folder.path, 'long');
    for (let number = 0; number < 100; number += 1) await shadows.append(entry(number, { request: long }));
    await shadows.close();
    folder.write('long/shadow.log', `${folder.read('long/shadow.log')}null\n{"id": "to`);
    const { shadows: looked, changed, isWhole, changes } = await readChanges([{ label: 'long', shadows }]);
    expect([looked, changed, isWhole]).toEqual([51, 51, false]);
    expect(changes).toHaveLength(50);
    expect(changes[0]).toMatchObject({ id: 'request-99', request: long });
  });
});
