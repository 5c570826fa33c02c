import { describe, expect, it } from 'vitest';
import { columnsOf, readResults } from '../../../analysis/results/readResults.ts';
import type { Conversation } from '../../../foundation/conversation.ts';
import { toRowMetadata } from '../../../providers/case/storedRecord.ts';
import { createCaseRecord } from '../../support/caseRecord.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';
import { createRawRow, toJsonFile, toJsonLines } from './resultFixture.ts';

const ROWS = [
  createRawRow({ id: 'a', column: 'baseline', testIdx: 0, scores: { harm: 1 } }),
  createRawRow({ id: 'a', column: 'metasc-10', testIdx: 0, scores: { harm: undefined } }),
  createRawRow({ id: 'b', column: 'baseline', testIdx: 1, error: 'boom', scores: { harm: 1 } }),
];

/** Reads a file of this name and content. */
async function read(name: string, content: string) {
  using folder = createTemporaryFolder();
  return await readResults(folder.write(name, content));
}

describe('a results file', () => {
  it.each([
    { name: 'results.json', content: toJsonFile(ROWS) },
    { name: 'results.jsonl', content: toJsonLines(ROWS) },
    { name: 'compact.json', content: JSON.stringify(JSON.parse(toJsonFile(ROWS))) },
    { name: 'marked.json', content: `\uFEFF${toJsonFile(ROWS)}` },
    { name: 'marked.jsonl', content: `\uFEFF${toJsonLines(ROWS)}` },
    { name: 'windows.jsonl', content: toJsonLines(ROWS).replaceAll('\n', '\r\n') },
    { name: 'open-ended.jsonl', content: `\n${toJsonLines(ROWS).trimEnd()}` },
    { name: 'lines.ndjson', content: toJsonLines(ROWS) },
  ])('gives the same rows as $name', async ({ name, content }) => {
    const results = await read(name, content);
    expect(results.rows.map(({ caseId, column, error }) => ({ caseId, column, error }))).toEqual([
      { caseId: 'a', column: 'baseline', error: undefined },
      { caseId: 'a', column: 'metasc-10', error: undefined },
      { caseId: 'b', column: 'baseline', error: 'boom' },
    ]);
    expect(columnsOf(results)).toEqual(['baseline', 'metasc-10']);
  });

  it('gives as much of a row from JSON, of which parts are not parsed, as from JSON Lines', async () => {
    const facts = { id: 'b', goal: 'g', trajectory: 2, category: 'c', text: 'not read' };
    const conversation = [{ role: 'assistant', content: 'An answer.' }];
    const record = {
      version: 2,
      variant: 'frozen',
      evaluationId: 'eval-1',
      lockHash: 'abc',
      adoption: { harmPairs: 1, overRefusalPairs: 1, mended: 1, broken: 0, p: 0.5, model: 'm' },
    };
    const stored = toRowMetadata(
      createCaseRecord({ ...record, version: 2, specProduced: 'Be kind.', response: 'An answer.' }),
      conversation as Conversation,
    );
    const { testCase, ...row } = createRawRow({ id: 'b', scores: { harm: 1 }, own: { refund: true } });
    const rows = [
      { ...row, metadata: { ...facts, ...stored } },
      { ...row, testCase, metadata: { text: ['not read'], ...stored } },
    ];
    const [fromJson, fromLines] = await Promise.all([
      read('results.json', toJsonFile(rows)),
      read('results.jsonl', toJsonLines(rows)),
    ]);
    expect(fromJson.rows[0]).toMatchObject({ caseId: 'b', goal: 'g', category: 'c', lockHash: 'abc' });
    expect(fromJson.rows).toEqual(fromLines.rows);
  });

  it.each(['.json', '.jsonl'])(
    'keeps texts whole at line separators, quotes and chunk borders (%s)',
    async (extension) => {
      const nasty = `"}\u2028]\\"${'é😀'.repeat(200_000)}`;
      const rows = [createRawRow({ id: nasty, answer: nasty }), createRawRow({ id: 'after', answer: `${nasty} x` })];
      const { rows: found } = await read(`r${extension}`, extension === '.json' ? toJsonFile(rows) : toJsonLines(rows));
      expect(found.map(({ caseId }) => caseId)).toEqual([nasty, 'after']);
      expect(found[1]?.answer).toMatch(/^"\} \]\\"é😀/);
      expect(found[1]?.answer.length).toBeLessThanOrEqual(401);
    },
  );

  it.each([
    {
      what: 'a torn last line',
      name: 'a.jsonl',
      content: toJsonLines(ROWS).slice(0, -20),
      message: 'line 3 is not a whole',
    },
    { what: 'a torn file', name: 'a.json', content: toJsonFile(ROWS).slice(0, -40), message: 'after 3 rows' },
    {
      what: 'a file torn in a row',
      name: 'a.json',
      content: toJsonFile(ROWS).slice(0, 900),
      message: 'not a whole JSON',
    },
    { what: 'text after the end', name: 'a.json', content: `${toJsonFile(ROWS)}{}`, message: 'after 3 rows' },
    { what: 'an empty file', name: 'a.json', content: '', message: 'got no row' },
    { what: 'empty lines', name: 'a.jsonl', content: '\n\n', message: 'got no row' },
    { what: 'no results', name: 'a.json', content: toJsonFile([]), message: 'got no row in results.results' },
    { what: 'another JSON file', name: 'a.json', content: '{"name": "x", "results": 3}', message: 'got no row' },
    {
      what: 'another kind of lines',
      name: 'a.jsonl',
      content: '{"prompt": "x"}\n',
      message: 'line 1: not a row of promptfoo',
    },
    { what: 'lines that are no objects', name: 'a.jsonl', content: '3\n', message: 'line 1: not a row of promptfoo' },
    { what: 'YAML', name: 'a.yaml', content: 'results: []', message: 'not a whole JSON' },
    { what: 'JSON Lines by another name', name: 'a.json', content: toJsonLines(ROWS), message: 'JSON' },
  ])('is refused, by name, when it is $what', async ({ name, content, message }) => {
    await expect(read(name, content)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining(message),
    });
    await expect(read(name, content)).rejects.toThrow(name);
  });

  it('is refused, by name and row, when a later version wrote its records', async () => {
    const rows = ROWS.map((row, at) => ({
      ...row,
      metadata: { metasc: { ...createCaseRecord(), version: 2 + (at % 2) } },
    }));
    await expect(read('later.json', toJsonFile(rows))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringMatching(/later\.json, row 2: metadata\.metasc: expected version 2, got 3\n/),
    });
  });

  it('has rows that share what is equal in them', async () => {
    const rows = ['a', 'b'].map((id) => createRawRow({ id, scores: { harm: 1 } }));
    const { rows: found } = await read('results.json', toJsonFile(rows));
    const partsOf = (at: number) => {
      const score = found[at]?.scores.get('harm');
      return [score?.kind === 'scored' ? score.judge : undefined, found[at]?.assertions[0]];
    };
    expect(partsOf(0)).toEqual([{ name: 'local', hash: expect.any(String) }, expect.objectContaining({ pass: true })]);
    partsOf(1).forEach((part, index) => {
      expect(part).toBe(partsOf(0)[index]);
    });
  });

  it('is refused when it is missing', async () => {
    await expect(readResults('missing.json')).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('missing.json: there is no such file'),
    });
  });
});
