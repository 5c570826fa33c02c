import { describe, expect, it } from 'vitest';
import { toBreakdown, toOrderSpreads } from '../../../../../analysis/report/topics/breakdown/breakdownFigures.ts';
import { matrixOf, rowOf } from '../../reportFixture.ts';

const row = (id: string, harm: number | 'unscored', facts: Readonly<Record<string, unknown>>) =>
  rowOf({ id, scores: { harm }, facts });

describe('a breakdown', () => {
  it('has the share of each group, scored rows only', () => {
    const matrix = matrixOf([
      row('a', 1, { category: 'fraud' }),
      row('b', 0, { category: 'fraud' }),
      row('c', 'unscored', { category: 'fraud' }),
      row('d', 1, { category: 'drugs' }),
      row('e', 1, {}),
    ]);
    expect(toBreakdown(matrix, 'category').map(({ group, share }) => [group, share.count, share.of])).toEqual([
      ['drugs', 1, 1],
      ['fraud', 1, 2],
    ]);
    expect(toBreakdown(matrix, 'wrapper')).toEqual([]);
  });

  it('groups wrappers by their family', () => {
    const matrix = matrixOf([
      row('a', 1, { wrapper: 'poem-3', tags: ['x', 'wrapper:poem'] }),
      row('b', 1, { wrapper: 'plain' }),
    ]);
    expect(toBreakdown(matrix, 'wrapper').map(({ group }) => group)).toEqual(['plain', 'poem']);
  });

  it('says how far orders of the same cases differ', () => {
    const orders = [
      [1, 1],
      [1, 0],
      [0, 0],
    ];
    const matrix = matrixOf(
      orders.flatMap((harms, trajectory) => harms.map((harm, id) => row(`case-${id}`, harm, { trajectory }))),
    );
    expect(matrix).toMatchObject({ cases: 2, tests: { length: 6 } });
    expect(toOrderSpreads(matrix)).toMatchObject([
      { metric: 'harm', mean: 0.5, lowest: 0, highest: 1, deviation: 0.5 },
    ]);
  });

  it('is empty for a run with one order', () => {
    expect(toOrderSpreads(matrixOf([row('a', 1, {})]))).toEqual([]);
  });
});
