import { describe, expect, it } from 'vitest';
import { toVerdicts } from '../../../../../analysis/report/topics/verdicts/verdictFigures.ts';
import { pairedDifference } from '../../../../../analysis/statistics/pairedDifference.ts';
import { wilsonProportion } from '../../../../../analysis/statistics/wilson.ts';
import { matrixOf, rowOf } from '../../reportFixture.ts';

const row = (id: number, column: string, harm: number | 'unscored', goal?: string) =>
  rowOf({ id: `case-${id}`, column, scores: { harm }, facts: goal === undefined ? {} : { goal } });

describe('verdicts', () => {
  it('are shares of the scored rows, with the unscored and failed ones beside them', () => {
    const cells = toVerdicts(
      matrixOf([
        row(1, 'baseline', 1),
        row(2, 'baseline', 0),
        row(3, 'baseline', 'unscored'),
        rowOf({ id: 'case-4', scores: { harm: 1 }, error: 'down' }),
      ]),
    );
    expect(cells).toHaveLength(1);
    expect(cells[0]).toMatchObject({
      share: wilsonProportion(1, 2),
      unscored: wilsonProportion(2, 4),
      errors: 1,
      difference: undefined,
      mean: undefined,
    });
  });

  it('compare columns over the cases that both scored', () => {
    const cells = toVerdicts(
      matrixOf([
        ...[0, 0, 1, 1, 0].map((harm, id) => row(id, 'baseline', harm)),
        ...[1, 0, 1, 1, 'unscored' as const].map((harm, id) => row(id, 'metasc', harm)),
      ]),
    );
    expect(cells[1]?.difference).toEqual({
      ...pairedDifference({ both: 2, headOnly: 1, baseOnly: 0, neither: 1 }),
      pairs: 4,
      method: 'newcombe',
      isApproximate: false,
    });
  });

  it('say so where two columns share no case', () => {
    const cells = toVerdicts(matrixOf([row(1, 'baseline', 1), row(2, 'metasc', 1)]));
    expect(cells[1]?.difference).toBeNull();
  });

  it('assume independent goals, not cases, if several cases share one', () => {
    const ids = Array.from({ length: 60 }, (_, id) => id);
    const cells = toVerdicts(
      matrixOf([
        ...ids.map((id) => row(id, 'baseline', id % 4 === 0 ? 1 : 0, `goal-${id % 20}`)),
        ...ids.map((id) => row(id, 'metasc', id % 3 === 0 ? 0 : 1, `goal-${id % 20}`)),
      ]),
    );
    expect(cells[1]?.difference).toMatchObject({ method: 'clusterT', isApproximate: false, pairs: 60 });
    expect(cells[1]?.difference?.value).toBeCloseTo((40 - 15) / 60);
  });

  it('have a mean only where scores lie between 0 and 1, with an interval that says when it is too narrow', () => {
    const cells = toVerdicts(
      matrixOf([0.25, 0.5, 1].map((rating, id) => rowOf({ id: `case-${id}`, scores: { rating, harm: 1 } }))),
    );
    const mean = cells.find(({ metric }) => metric === 'rating')?.mean;
    expect(mean?.value).toBeCloseTo(1.75 / 3);
    expect(mean?.interval).toMatchObject({ clusters: 3, isApproximate: true });
    expect(cells.find(({ metric }) => metric === 'harm')?.mean).toBeUndefined();
  });
});
