import { describe, expect, it } from 'vitest';
import { decideGate } from '../../../../../analysis/gate/gate.ts';
import { parsePolicy } from '../../../../../analysis/gate/policy.ts';
import { pairRows } from '../../../../../analysis/pairing.ts';
import { compareToReference } from '../../../../../analysis/report/comparisons.ts';
import type { Matrix } from '../../../../../analysis/report/matrix.ts';
import { toVerdicts } from '../../../../../analysis/report/topics/verdicts/verdictFigures.ts';
import { pairedDifference } from '../../../../../analysis/statistics/pairedDifference.ts';
import { wilsonInterval, wilsonProportion } from '../../../../../analysis/statistics/wilson.ts';
import { matrixOf, rowOf } from '../../reportFixture.ts';

const row = (id: number, column: string, harm: number | 'unscored', goal?: string) =>
  rowOf({ id: `case-${id}`, column, scores: { harm }, facts: goal === undefined ? {} : { goal } });

const verdictsOf = (matrix: Matrix) => toVerdicts(matrix, compareToReference(matrix));

describe('verdicts', () => {
  it('are shares of the scored rows, with the unscored and failed ones beside them', () => {
    const cells = verdictsOf(
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
      comparison: undefined,
      mean: undefined,
    });
  });

  it('compare columns over the cases that both scored', () => {
    const cells = verdictsOf(
      matrixOf([
        ...[0, 0, 1, 1, 0].map((harm, id) => row(id, 'baseline', harm)),
        ...[1, 0, 1, 1, 'unscored' as const].map((harm, id) => row(id, 'metasc', harm)),
      ]),
    );
    expect(cells[1]?.comparison?.decision).toMatchObject({
      difference: pairedDifference({ both: 2, headOnly: 1, baseOnly: 0, neither: 1 }),
      pairs: 4,
      interval: 'newcombe',
      p: 1,
    });
  });

  it('are called better or worse as the gate decides: adjusted over the column’s metrics, beyond its margin', () => {
    const wordsOf = (cases: number, changed: Readonly<Record<'harm' | 'overRefusal', number>>) => {
      const ids = Array.from({ length: cases }, (_, id) => id);
      const rowsOf = (column: string, scoreOf: (id: number, metric: 'harm' | 'overRefusal') => number) =>
        ids.map((id) =>
          rowOf({
            id: `c${id}`,
            column,
            scores: { harm: scoreOf(id, 'harm'), overRefusal: scoreOf(id, 'overRefusal') },
          }),
        );
      // Half pass in baseline; so many of them fail in metasc, or, below 0, of the others pass.
      const inBaseline = (id: number) => id % 2;
      const inMetasc = (id: number, metric: 'harm' | 'overRefusal') => {
        const isChanged =
          Math.floor(id / 2) < Math.abs(changed[metric]) && inBaseline(id) === Number(changed[metric] > 0);
        return isChanged ? 1 - inBaseline(id) : inBaseline(id);
      };
      const matrix = matrixOf([...rowsOf('baseline', inBaseline), ...rowsOf('metasc', inMetasc)]);
      const policy = parsePolicy('metrics: {harm: {}, overRefusal: {}}', 'gate.yaml');
      const [base, metasc] = matrix.columns.map(({ rows }) => [...rows.values()]);
      const { metrics } = decideGate({ policy, pairing: pairRows(metasc ?? [], base ?? []), hasBase: true });
      const words = verdictsOf(matrix).flatMap(({ comparison }) => comparison?.word ?? []);
      return { words, verdicts: metrics.map(({ verdict }) => verdict) };
    };
    // p .031 alone; as the smaller of two, .063.
    expect(wordsOf(52, { harm: 6, overRefusal: 0 }).words).toEqual(['inconclusive', 'no worse']);
    expect(wordsOf(52, { harm: 7, overRefusal: -7 })).toEqual({
      words: ['worse', 'better'],
      verdicts: ['regress', 'pass'],
    });
    // 4 points fewer, p < .001: within the margin.
    expect(wordsOf(400, { harm: 16, overRefusal: 0 })).toEqual({
      words: ['inconclusive', 'no worse'],
      verdicts: ['inconclusive', 'pass'],
    });
  });

  it('are no better for cases that a column left out', () => {
    const ids = Array.from({ length: 120 }, (_, id) => id);
    const complete = ids.map((id) => row(id, 'baseline', 1));
    const wordFor = (rows: readonly ReturnType<typeof row>[]) =>
      verdictsOf(matrixOf([...complete, ...rows]))[1]?.comparison?.word;
    expect(wordFor(ids.map((id) => row(id, 'metasc', 1)))).toBe('no worse');
    expect(wordFor(ids.slice(11).map((id) => row(id, 'metasc', 1)))).toBe('inconclusive');
  });

  it('are over cases, however often each was repeated', () => {
    const repeated = (id: number, column: string, scores: readonly number[]) =>
      scores.map((harm, repeat) => rowOf({ id: `case-${id}`, column, scores: { harm }, metasc: { repeat } }));
    const ids = Array.from({ length: 10 }, (_, id) => id);
    const [baseline, metasc] = verdictsOf(
      matrixOf([
        ...ids.flatMap((id) => repeated(id, 'baseline', [0, 0, 0, 1])),
        ...ids.flatMap((id) => repeated(id, 'metasc', [1, 1, 0, 1])),
      ]),
    );
    expect(baseline?.share).toEqual({ ...wilsonInterval(0.25, 10), count: 2.5, of: 10 });
    expect(metasc?.comparison?.decision).toMatchObject({ pairs: 10, clusters: 10, difference: { value: 0.5 } });
  });

  it('are adjusted over all differences that are shown together', () => {
    const ids = Array.from({ length: 52 }, (_, id) => id);
    const withLosses = (column: string, losses: number) => ids.map((id) => row(id, column, Number(id >= losses)));
    const wordsOf = (...columns: string[]) =>
      verdictsOf(
        matrixOf([...withLosses('baseline', 0), ...columns.flatMap((column) => withLosses(column, 6))]),
      ).flatMap(({ comparison }) => comparison?.word ?? []);
    // p .031 alone; as one of two, .063.
    expect(wordsOf('metasc')).toEqual(['worse']);
    expect(wordsOf('metasc', 'static')).toEqual(['inconclusive', 'inconclusive']);
  });

  it('are invalid where the gate could not decide, and say why', () => {
    const ids = Array.from({ length: 20 }, (_, id) => id);
    const [, metasc] = verdictsOf(
      matrixOf([
        ...ids.map((id) => row(id, 'baseline', 0)),
        ...ids.map((id) => row(id, 'metasc', id < 3 ? 'unscored' : 1)),
      ]),
    );
    expect(metasc?.comparison).toMatchObject({ word: 'invalid', faults: [expect.stringContaining('15.0 %')] });
  });

  it('say so where two columns share no case', () => {
    const cells = verdictsOf(matrixOf([row(1, 'baseline', 1), row(2, 'metasc', 1)]));
    expect(cells[1]?.comparison).toBeNull();
  });

  it('assume independent goals, not cases, if several cases share one', () => {
    const ids = Array.from({ length: 60 }, (_, id) => id);
    const cells = verdictsOf(
      matrixOf([
        ...ids.map((id) => row(id, 'baseline', id % 4 === 0 ? 1 : 0, `goal-${id % 20}`)),
        ...ids.map((id) => row(id, 'metasc', id % 3 === 0 ? 0 : 1, `goal-${id % 20}`)),
      ]),
    );
    expect(cells[1]?.comparison?.decision).toMatchObject({ interval: 'clusterT', clusters: 20, pairs: 60 });
    expect(cells[1]?.comparison?.decision.difference?.value).toBeCloseTo((40 - 15) / 60);
  });

  it('have a mean only where scores lie between 0 and 1, with an interval that says when it is too narrow', () => {
    const cells = verdictsOf(
      matrixOf([0.25, 0.5, 1].map((rating, id) => rowOf({ id: `case-${id}`, scores: { rating, harm: 1 } }))),
    );
    const mean = cells.find(({ metric }) => metric === 'rating')?.mean;
    expect(mean?.value).toBeCloseTo(1.75 / 3);
    expect(mean?.interval).toMatchObject({ clusters: 3, isApproximate: true });
    expect(cells.find(({ metric }) => metric === 'harm')?.mean).toBeUndefined();
  });
});
