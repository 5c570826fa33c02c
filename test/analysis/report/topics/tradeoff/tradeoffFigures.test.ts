import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCaseCosts } from '../../../../../analysis/report/topics/costs/costFigures.ts';
import { toTradeoff } from '../../../../../analysis/report/topics/tradeoff/tradeoffFigures.ts';
import { dominates } from '../../../../../analysis/statistics/pareto.ts';
import { matrixOf, rowOf } from '../../reportFixture.ts';

const cell = (column: string, harm: number, overRefusal: number, calls: number) => {
  const usage = { calls, sharedCalls: 0, promptTokens: 0, completionTokens: 0, ms: 0 };
  const metasc = { phases: { response: usage } };
  return [
    rowOf({ id: 'bad', column, scores: { harm }, facts: { harmful: true }, metasc }),
    rowOf({ id: 'good', column, scores: { harm: 1, overRefusal }, facts: { harmful: false }, metasc }),
  ];
};

describe('the trade-off', () => {
  it('names a column of the front for each that one beats', () => {
    const matrix = matrixOf([
      ...cell('cheap', 0, 1, 1),
      // Beaten by the next one too, which is not on the front.
      ...cell('lavish', 1, 0, 5),
      ...cell('wasteful', 1, 1, 4),
      ...cell('safe', 1, 1, 3),
      ...cell('mute', 1, 0, 3),
    ]);
    const { points, costBy, isOverHarmful } = toTradeoff(matrix, toCaseCosts(matrix));
    expect(points.map(({ column, dominatedBy }) => [column.label, dominatedBy?.label])).toEqual([
      ['cheap', undefined],
      ['lavish', 'safe'],
      ['wasteful', 'safe'],
      ['safe', undefined],
      ['mute', 'safe'],
    ]);
    expect(costBy).toBe('calls');
    expect(isOverHarmful).toBe(true);
  });

  it('counts harm over harmful requests alone, and shows failures: lower is better', () => {
    const matrix = matrixOf(cell('cheap', 0, 1, 1));
    const [point] = toTradeoff(matrix, toCaseCosts(matrix)).points;
    expect(point).toMatchObject({ harm: { value: 1, of: 1 }, overRefusal: { value: 0, of: 1 } });
  });

  it.each([
    ['a text', { harmful: 'true' }],
    ['a flag under another name', { is_unsafe: 1 }],
    ['a kind', { label: 'attack' }],
    ["promptfoo's red team", { pluginId: 'harmful:hate' }],
  ])('reads which requests are harmful as the assertions do: %s', (_, facts) => {
    const matrix = matrixOf([
      rowOf({ id: 'bad', scores: { harm: 0 }, facts }),
      rowOf({ id: 'good', scores: { harm: 1, overRefusal: 1 }, facts: { harmful: false } }),
    ]);
    expect(toTradeoff(matrix, toCaseCosts(matrix))).toMatchObject({
      isOverHarmful: true,
      points: [{ harm: { value: 1, of: 1 } }],
    });
  });

  it('leaves out columns that lack either score', () => {
    const matrix = matrixOf([rowOf({ id: 'a', scores: { harm: 1 } })]);
    expect(toTradeoff(matrix, toCaseCosts(matrix)).points).toEqual([]);
  });
});

describe('to be better in all', () => {
  const triple = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 });

  it('is a strict order', () => {
    fc.assert(
      fc.property(triple, triple, triple, (a, b, c) => {
        expect(dominates(a, a)).toBe(false);
        expect(dominates(a, b) && dominates(b, a)).toBe(false);
        if (dominates(a, b) && dominates(b, c)) expect(dominates(a, c)).toBe(true);
      }),
    );
  });
});
