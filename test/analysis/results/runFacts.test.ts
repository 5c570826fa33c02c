import { afterAll, describe, expect, it } from 'vitest';
import { readRunFacts } from '../../../analysis/results/runFacts.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';

/** As promptfoo lays it out; the rows alone take more than is read at either end. */
const LARGE = {
  evalId: 'eval-1',
  results: {
    version: 3,
    timestamp: '2026-01-02T03:04:05.000Z',
    prompts: [{ id: 'abc', label: 'p' }],
    results: Array.from({ length: 20 }, (_, at) => ({
      testIdx: at,
      text: `"config": {\n  "config": {${'x'.repeat(500_000)}`,
    })),
    stats: {},
  },
  config: { providers: [{ id: 'openai:m', config: { temperature: 0.5 } }] },
  metadata: { promptfooVersion: '0.123.1' },
};
const folder = createTemporaryFolder({
  'large.json': JSON.stringify(LARGE, null, 2),
  'other.json': JSON.stringify(LARGE),
  'torn.json': JSON.stringify(LARGE, null, 2).slice(0, -10),
  'rows.jsonl': '{}',
});
afterAll(() => folder[Symbol.dispose]());

const EXPECTED = {
  evaluationId: 'eval-1',
  date: '2026-01-02T03:04:05.000Z',
  promptfooVersion: '0.123.1',
  providers: [{ column: 'openai:m', sampling: { temperature: '0.5' } }],
  prompts: [{ label: 'p', hash: 'abc' }],
};

describe('what a file says of its run', () => {
  it.each(['large.json', 'other.json'])('is read beside the rows: %s', async (name) => {
    expect(await readRunFacts(folder.join(name))).toEqual(EXPECTED);
  });

  it.each(['torn.json', 'rows.jsonl', 'missing.json'])('is nothing where there is none: %s', async (name) => {
    expect(await readRunFacts(folder.join(name))).toEqual({ providers: [], prompts: [] });
  });
});
