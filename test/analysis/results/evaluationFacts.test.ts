import { afterAll, expect, it } from 'vitest';
import { readResults } from '../../../analysis/results/readResults.ts';
import { readRunFacts } from '../../../analysis/results/runFacts.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';
import { createRawRow } from './resultFixture.ts';

const EVAL_ID = 'eval-PHe-2026-11-27T21:29:02';
const documentOf = (timestamp?: string) => ({ evalId: EVAL_ID, results: { timestamp, results: [createRawRow({})] } });
const folder = createTemporaryFolder({
  'indented.json': JSON.stringify(documentOf('2026-11-27T21:29:03.500Z'), null, 2),
  'compact.json': JSON.stringify(documentOf('2026-11-27T21:29:03.500Z')),
  'indented-undated.json': JSON.stringify(documentOf(), null, 2),
  'compact-undated.json': JSON.stringify(documentOf()),
});
afterAll(() => folder[Symbol.dispose]());

it.each([
  ['indented.json', '2026-11-27T21:29:03.500Z'],
  ['compact.json', '2026-11-27T21:29:03.500Z'],
  ['indented-undated.json', '2026-11-27T21:29:02.000Z'],
  ['compact-undated.json', '2026-11-27T21:29:02.000Z'],
])('%s states its evaluation and when it began, else its id does', async (name, date) => {
  const path = `${folder.path}/${name}`;
  const { evaluationId, date: began } = await readResults(path);
  expect([evaluationId, began?.toISOString()]).toEqual([EVAL_ID, date]);
  const facts = await readRunFacts(path);
  expect([facts.evaluationId, new Date(facts.date ?? '').toISOString()]).toEqual([EVAL_ID, date]);
});
