import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withVerdictCache } from '../../../analysis/calibration/verdictCache.ts';
import type { Judge, Question, Verdict } from '../../../assertions/judges/judge.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'metasc-cache-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const usage = { calls: 1, promptTokens: 10, completionTokens: 2 };

function judgeThat(hash: string, decide: (question: Question) => Verdict) {
  const asked: Question[] = [];
  const judge: Judge = {
    name: 'scripted',
    hash,
    judge: async (question) => {
      asked.push(question);
      return decide(question);
    },
  };
  return { judge, asked };
}

const scoring = (hash = 'aaaa') => judgeThat(hash, () => ({ outcome: 'scored', score: 1, reason: 'fine', usage }));
const question = (response: string): Question => ({ request: 'q', response, facts: { harmful: true, category: 'c' } });

describe('the cache of verdicts', () => {
  it('gives the same verdict again, in another process too, and what was spent only once', async () => {
    const first = withVerdictCache(scoring().judge, folder);
    expect(await first.judge(question('a'))).toMatchObject({ score: 1, usage });
    expect(await first.judge(question('a'))).toEqual({ outcome: 'scored', score: 1, reason: 'fine' });
    const { judge, asked } = scoring();
    const second = withVerdictCache(judge, folder);
    const { request, response } = question('a');
    expect(await second.judge({ request, response, facts: { category: 'c', harmful: true } })).toMatchObject({
      score: 1,
    });
    await second.judge(question('b'));
    expect(asked).toEqual([question('b')]);
    expect([first.cached(), second.cached()]).toEqual([1, 1]);
  });

  it('distinguishes request, response, facts and judges', async () => {
    await withVerdictCache(scoring().judge, folder).judge(question('a'));
    const { judge, asked } = scoring();
    const again = withVerdictCache(judge, folder);
    await again.judge({ ...question('a'), request: 'other' });
    await again.judge({ ...question('a'), facts: {} });
    const { judge: other, asked: othersAsked } = scoring('bbbb');
    await withVerdictCache(other, folder).judge(question('a'));
    expect([asked.length, othersAsked.length, again.cached()]).toEqual([2, 1, 0]);
  });

  it('keeps no outage', async () => {
    const { judge, asked } = judgeThat('aaaa', () => ({ outcome: 'unscored', reason: 'down' }));
    const cached = withVerdictCache(judge, folder);
    await cached.judge(question('a'));
    await cached.judge(question('a'));
    expect(asked).toHaveLength(2);
  });

  it('skips a line that is torn or not its own', async () => {
    await withVerdictCache(scoring().judge, folder).judge(question('a'));
    const file = join(folder, readdirSync(folder)[0] ?? '');
    const line = readFileSync(file, 'utf8');
    writeFileSync(file, `null\n{"key":1}\n{"key":"x","verdict":{"outcome":"unscored"}}\n${line}`);
    appendFileSync(file, line.slice(0, 40));
    const { judge, asked } = scoring();
    const cached = withVerdictCache(judge, folder);
    await cached.judge(question('a'));
    expect(asked).toEqual([]);
  });

  it('needs a folder that can be written', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => withVerdictCache(scoring().judge, join(folder, 'file'))).toThrow("--cache-dir: can't write");
  });
});
