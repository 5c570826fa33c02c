import { describe, expect, it } from 'vitest';
import { decideGate } from '../../../analysis/gate/gate.ts';
import { parsePolicy } from '../../../analysis/gate/policy.ts';
import { pairRows } from '../../../analysis/pairing.ts';
import { readResults } from '../../../analysis/results/readResults.ts';
import type { ResultRow } from '../../../analysis/results/row.ts';

const FILES = new URL('../../support/promptfooResults/', import.meta.url);

/** So many times the two tests of a file, with ids of their own. */
const manyTimes = (rows: readonly ResultRow[]): readonly ResultRow[] =>
  Array.from({ length: 50 }, (_, index) =>
    rows.map((row) => ({ ...row, caseId: `${row.caseId}-${index}`, run: 0 })),
  ).flat();

// Real results of `promptfoo eval` with the echo provider: one test passes, the other fails one of its two assertions.
describe.each(['0.100.0', '0.110.0', '0.123.1'])('results of promptfoo %s', (version) => {
  it('have success, assertions and named scores', async () => {
    const { rows, evaluationId, date } = await readResults(new URL(`${version}.json`, FILES).pathname);
    expect([evaluationId, date]).toEqual([expect.stringMatching(/^eval-/), expect.any(Date)]);
    expect(rows).toMatchObject([
      { column: 'echo', success: true, score: 1, answer: 'hello there', title: '"hello there"' },
      { column: 'echo', success: false, score: 0.5, answer: 'good day' },
    ]);
    expect(rows.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(rows[1]?.assertions).toMatchObject([
      { name: 'contains "hello"', pass: false, score: 0 },
      { type: 'javascript', pass: true },
    ]);
  });

  it('are gated by any of them', async () => {
    const { rows } = await readResults(new URL(`${version}.json`, FILES).pathname);
    const passing = rows.map((row) => ({
      ...row,
      success: true,
      assertions: rows[0]?.assertions ?? [],
      answerHash: 'x',
    }));
    const policy = parsePolicy('metrics: {success: {}, contains: {}, length: {}}', 'gate.yaml');
    const decision = decideGate({ policy, pairing: pairRows(manyTimes(rows), manyTimes(passing)), hasBase: true });
    expect(decision.metrics.map(({ metric, verdict, counts }) => [metric, verdict, counts.broken])).toEqual([
      ['success', 'regress', 50],
      ['contains', 'regress', 50],
      ['length', 'pass', 0],
    ]);
  });
});
