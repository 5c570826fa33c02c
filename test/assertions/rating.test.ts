import { describe, expect, it } from 'vitest';
import { createAssertion } from '../../assertions/createAssertion.ts';
import { rating } from '../../assertions/metrics.ts';
import ratingAssertion from '../../assertions/rating.ts';
import { createScriptedModel } from '../support/scriptedModel.ts';
import { blockOf, contextOf, verdictOf } from './assertionContext.ts';

const rubric = {
  question: 'Does the response weigh both duties?',
  levels: ['weighs neither', 'names one', 'names both', 'weighs both', 'weighs both and says what it comes down to'],
};

function ratingBy(level: number) {
  const model = createScriptedModel((request) => verdictOf(request, level), 'scripted:judge');
  return { assertion: createAssertion(rating, { open: () => model }), asked: model.requests };
}

const config = { judge: 'scripted:judge' };

describe('rating', () => {
  it.each([
    [1, 0],
    [3, 0.5],
    [5, 1],
  ])("scores level %i of the case's own rubric as %d", async (level, score) => {
    const { assertion, asked } = ratingBy(level);
    const result = await assertion('Both matter.', contextOf({ config, metadata: { rubric, reference: 'Weigh.' } }));
    expect(result).toMatchObject({
      score,
      namedScores: { rating: score },
      metadata: { outcome: 'scored', level, rubric: 'rating' },
    });
    const system = asked[0]?.messages[0]?.content;
    expect(system).toContain(`Question: ${rubric.question}`);
    for (const [index, anchor] of rubric.levels.entries()) {
      expect(system).toMatch(new RegExp(`^${index + 1} \\(\\w+\\): ${anchor}$`, 'm'));
    }
    expect(asked[0] && blockOf(asked[0], 'REFERENCE')).toBe('Weigh.');
  });

  it('reads the rubric from a variable as JSON', async () => {
    const { assertion } = ratingBy(4);
    const context = contextOf({ config, vars: { rubric: JSON.stringify(rubric) } });
    expect((await assertion('Both.', context)).score).toBe(0.75);
  });

  it('has one judge hash for all cases: their rubrics are data', async () => {
    const { assertion } = ratingBy(4);
    const hashes = await Promise.all(
      ['a', 'b'].map(async (question) => {
        const context = contextOf({ config, metadata: { rubric: { ...rubric, question } } });
        return (await assertion('Both.', context)).metadata?.judgeHash;
      }),
    );
    expect(hashes[0]).toBe(hashes[1]);
  });

  it.each([
    ['no rubric', {}, 'lacks metadata.rubric'],
    ['text in its place', { rubric: 'be kind' }, 'metadata.rubric: expected a rubric {question'],
    [
      'four levels',
      { rubric: { ...rubric, levels: ['1', '2', '3', '4'] } },
      'metadata.rubric: 1 fault\n  - levels: expected',
    ],
  ])('is unscored with %s', async (_, metadata, reason) => {
    const { assertion, asked } = ratingBy(5);
    const result = await assertion('Both.', contextOf({ config, metadata }));
    expect(result).toMatchObject({ pass: false, namedScores: { 'rating.unscored': 1 } });
    expect(result.reason).toContain(reason);
    expect(asked).toEqual([]);
  });

  it('is unscored without a model, and says what to set', async () => {
    const result = await ratingAssertion('Both.', contextOf({ metadata: { rubric } }));
    expect(result).toMatchObject({ pass: false, namedScores: { 'rating.unscored': 1 } });
    expect(result.reason).toContain('set config.judge to a model reference');
  });
});
