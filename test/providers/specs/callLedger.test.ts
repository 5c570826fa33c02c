import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MetaScError } from '../../../foundation/errors.ts';
import { openCallLedger } from '../../../providers/specs/callLedger.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';

const never = () => Promise.reject(new Error('asked again'));

describe('the ledger of calls', () => {
  it('gives what was recorded, in this process and the next, whatever characters it holds', async () => {
    using folder = createTemporaryFolder();
    const path = folder.join('run', 'calls.ledger');
    const answers = { a: { text: 'naïve\n“☂”' }, b: { text: '' } };
    const first = openCallLedger(path);
    await Promise.all(Object.entries(answers).map(([key, answer]) => first.once(key, async () => answer)));
    expect(await first.once('a', never)).toEqual(answers.a);
    await first.close();
    const second = openCallLedger(path);
    expect(second.size).toBe(2);
    expect([await second.once('a', never), await second.once('b', never)]).toEqual([answers.a, answers.b]);
    await second.close();
  });

  it('asks equal questions once at a time; the first answer stands', async () => {
    using folder = createTemporaryFolder();
    const ledger = openCallLedger(folder.join('calls.ledger'));
    let made = 0;
    const make = async () => {
      made += 1;
      return made;
    };
    expect(await Promise.all([ledger.once('a', make), ledger.once('a', make)])).toEqual([1, 1]);
    expect(await ledger.once('a', make)).toBe(1);
    await ledger.close();
  });

  it('asks for a caller that joined a call whose last caller then left', async () => {
    using folder = createTemporaryFolder();
    const ledger = openCallLedger(folder.join('calls.ledger'));
    const { promise, reject } = Promise.withResolvers<string>();
    const left = ledger.once('a', () => promise);
    const joined = ledger.once('a', async () => 'answered');
    reject(new MetaScError('the call was aborted', { code: 'ABORTED' }));
    await expect(left).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await joined).toBe('answered');
    await ledger.close();
  });

  it('records neither an error nor an answer that is not to be kept', async () => {
    using folder = createTemporaryFolder();
    const ledger = openCallLedger(folder.join('calls.ledger'));
    await expect(ledger.once('a', never)).rejects.toThrow('asked again');
    await ledger.once(
      'a',
      async () => 'failed',
      (answer) => answer !== 'failed',
    );
    expect(await ledger.once('a', async () => 'fine')).toBe('fine');
    await ledger.close();
  });

  it('asks nothing more once an answer could not be recorded', async () => {
    using folder = createTemporaryFolder();
    const path = folder.join('run', 'calls.ledger');
    const ledger = openCallLedger(path);
    // A folder in its place takes no lines.
    mkdirSync(path);
    await expect(ledger.once('a', async () => 'lost')).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    await expect(ledger.once('b', never)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    await ledger.close();
  });

  it('drops a line that a kill tore, at every byte', async () => {
    using folder = createTemporaryFolder();
    const path = folder.join('calls.ledger');
    const whole = openCallLedger(path);
    for (const key of ['a', 'b']) await whole.once(key, async () => `ä ${key}`);
    await whole.close();
    const bytes = readFileSync(path);
    const firstLine = bytes.indexOf(0x0a) + 1;
    for (let length = firstLine; length < bytes.length; length += 1) {
      writeFileSync(path, bytes.subarray(0, length));
      const ledger = openCallLedger(path);
      expect(ledger.size).toBe(1);
      expect(await ledger.once('b', async () => 'again')).toBe('again');
      expect(await ledger.once('a', never)).toBe('ä a');
      await ledger.close();
    }
  });

  it('says that a line was changed', async () => {
    using folder = createTemporaryFolder();
    const path = folder.join('calls.ledger');
    const ledger = openCallLedger(path);
    await ledger.once('a', async () => 'one');
    await ledger.close();
    writeFileSync(path, readFileSync(path, 'utf8').replace('one', 'two'));
    appendFileSync(path, '');
    expect(() => openCallLedger(path)).toThrow(expect.objectContaining({ code: 'JOURNAL_DAMAGED' }));
  });

  it('belongs to one process at a time', async () => {
    using folder = createTemporaryFolder();
    const path = folder.join('calls.ledger');
    const ledger = openCallLedger(path);
    expect(() => openCallLedger(path)).toThrow(expect.objectContaining({ code: 'JOURNAL_IN_USE' }));
    await ledger.close();
    await openCallLedger(path).close();
  });
});
