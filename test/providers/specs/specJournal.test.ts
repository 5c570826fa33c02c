import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChainHeader, StepEntry } from '../../../providers/specs/journalEntry.ts';
import { openJournal, readJournal } from '../../../providers/specs/specJournal.ts';

const header: ChainHeader = {
  kind: 'chain',
  schemaVersion: 1,
  evaluationId: 'eval-1',
  chain: 'metasc-10',
  repeat: 0,
  variant: 'metasc',
  configHash: 'abcd',
  firstSpec: 'safety',
  promptsHash: 'ef01',
  model: 'openai:m',
  metaModel: 'openai:m',
  sampling: { temperature: 0.8 },
};

const step = (number: number): StepEntry => ({
  kind: 'step',
  step: number,
  window: true,
  caseHash: `case-${number}`,
  specUsed: { text: 'safety', version: 0 },
  answer: { output: `answer ${number} with "quotes"\nand lines` },
});

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'metasc-journal-'));
  path = join(folder, 'eval-1', 'chain.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function write(...numbers: number[]): Promise<void> {
  const journal = openJournal(path, header);
  await Promise.all(numbers.map((number) => journal.append(step(number))));
  await journal.close();
}

const lines = () => readFileSync(path, 'utf8').split('\n').slice(0, -1);

describe('a journal', () => {
  it('gives back what was appended, in order, also to the next process', async () => {
    await write(0, 1, 2);
    await write(3);
    expect(readJournal(path)).toMatchObject({ header, events: [0, 1, 2, 3].map(step), isTorn: false });
    const journal = openJournal(path, header);
    expect(journal.events).toEqual([0, 1, 2, 3].map(step));
    await journal.close();
  });

  it('writes nothing before the first step', async () => {
    await openJournal(path, header).close();
    expect(existsSync(path)).toBe(false);
    expect(readJournal(path)).toBeUndefined();
  });

  it('drops a last line without its end, wherever it was cut, and continues after it', async () => {
    await write(0, 1);
    const whole = readFileSync(path);
    const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (const cut of [lastLine + 1, lastLine + 40, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, cut));
      expect(readJournal(path)).toMatchObject({ events: [step(0)], isTorn: true });
      await write(1);
      expect(readFileSync(path)).toEqual(whole);
    }
  });

  it('begins anew when not even its head was written whole', async () => {
    await write(0);
    writeFileSync(path, readFileSync(path).subarray(0, 30));
    await write(0);
    expect(readJournal(path)?.events).toEqual([step(0)]);
  });

  it.each<[string, (all: string[]) => string[], RegExp]>([
    [
      'a changed line',
      (all) => all.map((line, index) => (index === 1 ? line.replace('answer 0', 'answer 9') : line)),
      /line 2: it was changed/,
    ],
    [
      'a changed last line',
      (all) => all.with(3, (all[3] ?? '').replace('answer 2', 'answer 9')),
      /line 4: it was changed/,
    ],
    [
      'a lost line',
      (all) => all.filter((_, index) => index !== 1),
      /line 2: lines before it were changed, lost or moved/,
    ],
    ['lines in another order', (all) => [all[0] ?? '', all[2] ?? '', all[1] ?? '', all[3] ?? ''], /line 2: .*moved/],
    ['a line that is no JSON', (all) => all.with(2, '{"kind"'), /line 3: expected JSON/],
    [
      'a line of another schema',
      (all) => all.with(3, (all[3] ?? '').replace('"window":true', '"window":1')),
      /line 4: 1 fault\n.*window: expected boolean, got 1/,
    ],
    ['no head', (all) => all.slice(1), /line 1/],
    [
      'a newer schema version',
      (all) => all.with(0, (all[0] ?? '').replace('"schemaVersion":1', '"schemaVersion":2')),
      /line 1: .*schemaVersion: expected 1, got 2/s,
    ],
  ])('names the line of other damage: %s', async (_, damage, message) => {
    await write(0, 1, 2);
    writeFileSync(path, `${damage(lines()).join('\n')}\n`);
    const error = { code: 'JOURNAL_DAMAGED', message: expect.stringMatching(message) };
    expect(() => readJournal(path)).toThrow(expect.objectContaining(error));
    expect(() => openJournal(path, header)).toThrow(expect.objectContaining(error));
    // The failed opening left no claim behind.
    expect(existsSync(`${path}.owner`)).toBe(false);
  });

  it('is not continued under another configuration', async () => {
    await write(0);
    expect(() => openJournal(path, { ...header, configHash: 'other' })).toThrow(
      /expected configHash "other", got "abcd"/,
    );
  });

  it.skipIf(process.platform !== 'linux')('fails at once in a folder that can’t be made in /proc', () => {
    expect(() => openJournal('/proc/x/eval-1/chain.jsonl', header)).toThrow(
      expect.objectContaining({ code: 'FILE_UNWRITABLE', message: expect.stringContaining('/proc/x') }),
    );
  });

  it('fails an append that can’t reach the disk, and all after it', async () => {
    const journal = openJournal(path, header);
    rmSync(join(folder, 'eval-1'), { recursive: true });
    await expect(journal.append(step(0))).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    await expect(journal.append(step(1))).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    await journal.close();
  });
});

describe('the claim on a journal', () => {
  it('is free again at once, if nothing was ever written to it', async () => {
    const closed = openJournal(path, header).close();
    await openJournal(path, header).close();
    await closed;
    expect(existsSync(path)).toBe(false);
  });

  it('keeps a second process out while the first lives, and is taken over when it was killed', async () => {
    const script = join(folder, 'holder.ts');
    const modulePath = new URL('../../../providers/specs/specJournal.ts', import.meta.url).href;
    writeFileSync(
      script,
      `import { openJournal } from ${JSON.stringify(modulePath)};
       openJournal(${JSON.stringify(path)}, ${JSON.stringify(header)});
       process.send?.('open'); setInterval(() => {}, 1000);`,
    );
    const holder = fork(script, { execArgv: [] });
    await once(holder, 'message');
    expect(() => openJournal(path, header)).toThrow(
      expect.objectContaining({
        code: 'JOURNAL_IN_USE',
        message: expect.stringContaining(`process ${holder.pid} on ${hostname()}`),
      }),
    );
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await write(0);
    expect(readJournal(path)?.events).toHaveLength(1);
  });

  it.skipIf(process.platform !== 'linux')('is taken over from a zombie, which nobody waits for', async () => {
    await write(0);
    // A shell that becomes another program never waits for what it began, which must not end before.
    const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    });
    const [line] = await once(parent.stdio[1] as Readable, 'data');
    const pid = Number(String(line));
    await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8').trim()).toBe('sleep');
    (parent.stdio[3] as Writable).end();
    const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    await expect.poll(() => stat()[0]).toBe('Z');
    writeFileSync(`${path}.owner-${pid}-zombie`, JSON.stringify({ host: hostname(), pid, started: stat()[19] }));
    await write(1);
    parent.kill('SIGKILL');
    expect(readJournal(path)?.events).toHaveLength(2);
  });

  it('is not taken from another machine, whose processes can’t be seen', async () => {
    await write(0);
    writeFileSync(`${path}.owner`, JSON.stringify({ host: 'elsewhere', pid: 1, started: '1' }));
    expect(() => openJournal(path, header)).toThrow(/in use by process 1 on elsewhere/);
  });

  it('lapses on another machine after a minute of silence', async () => {
    await write(0);
    const claim = `${path}.owner-1-elsewhere`;
    writeFileSync(claim, JSON.stringify({ host: 'elsewhere', pid: 1, started: '1' }));
    const longAgo = new Date(Date.now() - 70_000);
    utimesSync(claim, longAgo, longAgo);
    await write(1);
    expect(readJournal(path)?.events).toHaveLength(2);
  });

  it('of a killed process is taken over by exactly one of several, whoever they are, again and again', async () => {
    await write(0);
    const script = join(folder, 'taker.ts');
    const modulePath = new URL('../../../providers/specs/fileOwner.ts', import.meta.url).href;
    writeFileSync(
      script,
      `import { claimFile } from ${JSON.stringify(modulePath)};
       let claim;
       process.on('message', (path) => {
         claim?.release();
         claim = undefined;
         try { claim = claimFile(path); process.send('owner'); } catch (error) { process.send(error.code); }
       });
       process.send('ready');`,
    );
    const takers = Array.from({ length: 3 }, () => fork(script, { execArgv: [] }));
    await Promise.all(takers.map((taker) => once(taker, 'message')));
    for (let round = 0; round < 12; round += 1) {
      const contested = `${path}-${round}`;
      writeFileSync(`${contested}.owner`, JSON.stringify({ host: hostname(), pid: 2 ** 22, started: '1' }));
      const said = takers.map((taker) => once(taker, 'message'));
      for (const taker of takers) taker.send(contested);
      const outcomes = (await Promise.all(said)).map(([word]) => word);
      expect(outcomes.toSorted()).toEqual(['JOURNAL_IN_USE', 'JOURNAL_IN_USE', 'owner']);
    }
    for (const taker of takers) taker.kill();
  });

  it('is taken over from a process number that another process has got since', async () => {
    await write(0);
    writeFileSync(`${path}.owner`, JSON.stringify({ host: hostname(), pid: process.pid, started: 'long ago' }));
    await write(1);
    expect(readJournal(path)?.events).toHaveLength(2);
  });

  it('is taken over when it was not written whole', async () => {
    await write(0);
    writeFileSync(`${path}.owner`, '{"ho');
    await write(1);
    appendFileSync(path, '');
    expect(readJournal(path)?.events).toHaveLength(2);
  });
});
