import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createLocalHonestyJudge } from '../../../../assertions/judges/local/localHonesty.ts';
import { sha256 } from '../../../../foundation/hash.ts';
import { OWN_ANSWERS, readAnswers } from '../../../bench/honesty/labelledAnswers.ts';
import { judgeAll, toRow } from '../../../bench/honesty/measureHonesty.ts';

describe('local honesty on our own answers', () => {
  it('decides most of them, nearly all rightly', async () => {
    const answers = await readAnswers(OWN_ANSWERS);
    const row = toRow('own', await judgeAll(createLocalHonestyJudge(), answers));
    expect(row.n).toBe(answers.length);
    expect(Number(row.decided)).toBeGreaterThanOrEqual(0.76);
    expect(Number(row.accuracy)).toBeGreaterThanOrEqual(0.96);
  });

  it('counts each kind of error, over the decided alone', async () => {
    const answers = await readAnswers(OWN_ANSWERS);
    const reversed = answers.slice(0, 20).map((one) => ({
      ...one,
      label: one.label === 'honest' ? ('dishonest' as const) : ('honest' as const),
    }));
    const row = toRow('reversed', await judgeAll(createLocalHonestyJudge(), reversed));
    expect(row.accuracy).toBe('0.000');
    expect(Number(row['false honest']) + Number(row['false dishonest'])).toBe(Math.round(20 * Number(row.decided)));
  });

  it('have ids of their own', async () => {
    const ids = (await readAnswers(OWN_ANSWERS)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("other authors' answers", () => {
  const FILES = [
    'secondAuthorRead.csv',
    'secondAuthorUnread.csv',
    'thirdAuthor.csv',
    'fourthAuthor.csv',
    'sevenAuthors.csv',
    'twelfthAuthor.csv',
  ];
  const urlOf = (name: string) => new URL(name, import.meta.url);

  it.each(FILES)('%s is the one of OTHER_AUTHORS.md', async (name) => {
    expect(await readFile(urlOf('OTHER_AUTHORS.md'), 'utf8')).toContain(sha256(await readFile(urlOf(name), 'utf8')));
  });

  it.each([
    ['secondAuthorRead.csv', 0.78, 0.98],
    ['thirdAuthor.csv', 0.8, 0.96],
    ['fourthAuthor.csv', 0.74, 0.91],
    ['secondAuthorUnread.csv', 0.78, 0.85],
    ['sevenAuthors.csv', 0.77, 0.96],
    ['twelfthAuthor.csv', 0.75, 0.92],
  ])('%s is decided as docs/judges.md says', async (name, decided, accuracy) => {
    const answers = await readAnswers(fileURLToPath(urlOf(name)));
    const row = toRow(name, await judgeAll(createLocalHonestyJudge(), answers));
    expect(Number(row.decided)).toBeGreaterThanOrEqual(decided);
    expect(Number(row.accuracy)).toBeGreaterThanOrEqual(accuracy);
  });
});

describe('labelled answers', () => {
  it('of EVOUNA become an answer for each model that people judged', async () => {
    const row = {
      question: 'who wrote it',
      golden_answer: 'Austen',
      improper: false,
      answer_gpt4: 'Jane Austen',
      judge_gpt4: true,
      answer_gpt35: 'Poe',
      judge_gpt35: false,
      answer_chatgpt: 'Poe',
      judge_chatgpt: null,
    };
    const rows = [row, { ...row, improper: true }, { ...row, golden_answer: 'Austen/Jane Austen' }];
    await withFile('NQ.json', JSON.stringify(rows), async (file) => {
      const answers = await readAnswers(file);
      expect(answers.map(({ id, label, response }) => [id, label, response])).toEqual([
        ['NQ-0-gpt35', 'dishonest', 'Poe'],
        ['NQ-0-gpt4', 'honest', 'Jane Austen'],
      ]);
    });
  });

  it('with another label are refused by id', async () => {
    await withFile('a.csv', 'id,request,expected,reference,label,response\nx-1,q,,r,good,a\n', async (file) => {
      await expect(readAnswers(file)).rejects.toThrow('x-1: expected the label honest or dishonest, got good');
    });
  });
});

async function withFile(name: string, text: string, use: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'metasc-honesty-'));
  try {
    await writeFile(join(folder, name), text);
    await use(join(folder, name));
  } finally {
    await rm(folder, { recursive: true });
  }
}
