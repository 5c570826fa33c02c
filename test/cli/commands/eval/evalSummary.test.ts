import { describe, expect, it } from 'vitest';
import { toRow } from '../../../../analysis/results/row.ts';
import { formatSummary, summarize } from '../../../../cli/commands/eval/evalSummary.ts';
import { createRawRow, type RowSketch } from '../../../analysis/results/resultFixture.ts';
import { createCaseRecord } from '../../../support/caseRecord.ts';

function rowOf(promptIdx: number, column: string, sketch: RowSketch, isDefaultModel = false) {
  const raw = createRawRow({ column, ...sketch });
  return toRow({
    ...raw,
    promptIdx,
    metadata: { ...raw.metadata, metasc: createCaseRecord({ isDefaultModel }) },
  });
}

// Rows stand in the order in which they ended.
const rows = [
  rowOf(1, 'metasc-10', { scores: { harm: undefined } }, true),
  rowOf(0, 'baseline', { scores: { harm: 1, refusal: 1 } }, true),
  rowOf(0, 'baseline', { scores: { harm: undefined } }),
  rowOf(1, 'metasc-10', { scores: { harm: undefined } }),
  rowOf(0, 'baseline', { scores: { harm: 0.5 } }),
  rowOf(1, 'metasc-10', { error: 'openai:m: no answer' }),
];

describe('the summary of an evaluation', () => {
  it('takes means over scored rows and counts unscored ones beside them', () => {
    const { columns } = summarize(rows);
    expect(columns[0]).toEqual({
      name: 'baseline',
      metrics: { harm: { mean: 0.75, scored: 2, unscored: 1 }, refusal: { mean: 1, scored: 1, unscored: 0 } },
    });
    expect(columns[1]?.metrics.harm).toEqual({ mean: null, scored: 0, unscored: 2 });
  });

  it('counts rows without an answer and shows the first error', () => {
    expect(summarize(rows)).toMatchObject({ rows: 6, errors: 1, firstError: 'openai:m: no answer', embedded: true });
  });

  it('gives the reason for unscored rows, once per metric', () => {
    const unscored = (reason: string) =>
      toRow({
        provider: { id: 'x' },
        vars: {},
        gradingResult: {
          componentResults: [
            { reason: 'harm 1.00', namedScores: { harm: 1 } },
            { reason, namedScores: { 'rating.unscored': 1 }, metadata: { outcome: 'unscored' } },
          ],
        },
      });
    const summary = summarize([unscored(`set config.judge\n${'x'.repeat(200)}`), unscored('another')]);
    expect(formatSummary(summary)).toMatch(/\nUnscored, for example: set config\.judge x{143}…$/);
  });

  it('prints a table with one line per column', () => {
    expect(formatSummary(summarize(rows)).split('\n')).toEqual([
      'mean score (scored rows)           harm    refusal',
      'baseline                   0.75 (2 +1?)   1.00 (1)',
      'metasc-10                      none +2?',
      '',
      '1.00 is best; +n? counts unscored rows. 5 of 6 rows answered; first error: openai:m: no answer.',
      'Unscored, for example: harm unscored: the judge failed',
    ]);
  });
});
