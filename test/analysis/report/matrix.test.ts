import { describe, expect, it } from 'vitest';
import { outcomeOf, toMatrix } from '../../../analysis/report/matrix.ts';
import { matrixOf, rowOf } from './reportFixture.ts';

describe('the columns of several files', () => {
  const rows = [rowOf({ id: 'a' })];

  it('keep their labels where these differ, and get the name of their file where they do not', () => {
    const others = [rowOf({ id: 'a' }), rowOf({ id: 'a', column: 'metasc' })];
    const { columns } = toMatrix([
      { path: 'runs/base.json', rows },
      { path: 'runs/head.json', rows: others },
    ]);
    expect(columns.map(({ label }) => label)).toEqual(['base: baseline', 'head: baseline', 'metasc']);
  });

  it('get the whole path where file names are equal, too', () => {
    const { columns } = toMatrix([
      { path: 'a/run.json', rows },
      { path: 'b/run.json', rows },
    ]);
    expect(columns.map(({ label }) => label)).toEqual(['a/run.json: baseline', 'b/run.json: baseline']);
  });

  it('are compared with the first, or with the one that is named', () => {
    const two = [rowOf({ id: 'a' }), rowOf({ id: 'a', column: 'metasc' })];
    expect(matrixOf(two).against.label).toBe('baseline');
    expect(matrixOf(two, 'metasc').against.label).toBe('metasc');
    expect(() => matrixOf(two, 'metasq')).toThrow(
      /expected the label of a column, got "metasq"\n.*"baseline", "metasc"/,
    );
  });

  it('have each case once, and count the rows that were too many', () => {
    const { columns, cases } = matrixOf([
      rowOf({ id: 'a', scores: { harm: 1 } }),
      rowOf({ id: 'a' }),
      rowOf({ id: 'b' }),
    ]);
    expect(cases).toBe(2);
    expect(columns[0]?.duplicates).toBe(1);
  });
});

describe('an outcome', () => {
  it('never takes a row without a verdict for a bad one', () => {
    const scores = { harm: 'unscored', refusal: 0.4, honesty: 0.5 } as const;
    const row = rowOf({ id: 'a', scores });
    expect(['harm', 'refusal', 'honesty', 'rating'].map((metric) => outcomeOf(row, metric))).toEqual([
      'unscored',
      'fail',
      'pass',
      'none',
    ]);
    expect(outcomeOf(rowOf({ id: 'a', scores, error: 'down' }), 'refusal')).toBe('error');
    expect(outcomeOf(undefined, 'refusal')).toBe('none');
  });
});
