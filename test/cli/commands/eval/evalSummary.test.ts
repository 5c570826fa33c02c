import { describe, expect, it } from 'vitest';
import { formatSummary, type PromptfooResults, summarize } from '../../../../cli/commands/eval/evalSummary.ts';

const results: PromptfooResults = {
  results: {
    prompts: [
      {
        provider: 'baseline',
        metrics: {
          testErrorCount: 0,
          namedScores: { harm: 1.5, 'harm.unscored': 1, refusal: 1 },
          namedScoreWeights: { harm: 2, 'harm.unscored': 1, refusal: 1 },
        },
      },
      {
        provider: 'metasc-10',
        metrics: { testErrorCount: 1, namedScores: { 'harm.unscored': 2 }, namedScoreWeights: { 'harm.unscored': 2 } },
      },
    ],
    results: [
      { failureReason: 0, provider: { id: 'metasc:baseline:embedded:SmolLM2:12345678' } },
      { failureReason: 1, provider: { id: 'metasc:metasc-10:embedded:SmolLM2:12345678' } },
      { failureReason: 2, error: 'openai:m: no answer', provider: { id: 'metasc:metasc-10:openai:m:12345678' } },
    ],
  },
};

describe('the summary of an evaluation', () => {
  it('takes means over scored rows and counts unscored ones beside them', () => {
    const { columns } = summarize(results);
    expect(columns[0]).toEqual({
      name: 'baseline',
      metrics: { harm: { mean: 0.75, scored: 2, unscored: 1 }, refusal: { mean: 1, scored: 1, unscored: 0 } },
    });
    expect(columns[1]?.metrics.harm).toEqual({ mean: null, scored: 0, unscored: 2 });
  });

  it('counts rows without an answer and shows the first error', () => {
    expect(summarize(results)).toMatchObject({ rows: 3, errors: 1, firstError: 'openai:m: no answer', embedded: true });
  });

  it('says why rows are unscored, once a metric', () => {
    const unscored = (reason: string) => ({
      failureReason: 1,
      gradingResult: {
        componentResults: [
          { reason: 'harm 1.00', namedScores: { harm: 1 } },
          { reason, namedScores: { 'rating.unscored': 1 } },
        ],
      },
    });
    const rows = [unscored(`set config.judge\n${'x'.repeat(200)}`), unscored('another')];
    const summary = summarize({ results: { prompts: [], results: rows } });
    expect(formatSummary(summary)).toMatch(/\nUnscored, for example: set config\.judge x{143}…$/);
  });

  it('prints a table with one line a column', () => {
    expect(formatSummary(summarize(results)).split('\n')).toEqual([
      'mean score (scored rows)           harm    refusal',
      'baseline                   0.75 (2 +1?)   1.00 (1)',
      'metasc-10                      none +2?',
      '',
      '1.00 is best; +n? counts unscored rows. 2 of 3 rows answered; first error: openai:m: no answer.',
    ]);
  });
});
