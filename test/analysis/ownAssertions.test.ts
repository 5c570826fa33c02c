import { describe, expect, it } from 'vitest';
import { type AssertedColumn, compareOwnAssertions } from '../../analysis/ownAssertions.ts';
import { createRow, type RowSketch } from './results/resultFixture.ts';

const column = (label: string, rows: readonly RowSketch[], parts: Partial<AssertedColumn> = {}): AssertedColumn => ({
  label,
  ...parts,
  rows: rows.map((row, testIdx) => createRow({ id: `c${testIdx}`, testIdx, column: label, ...row })),
});
const baseline = (...rows: RowSketch[]) =>
  column(
    'baseline',
    rows.map((row) => ({ variant: 'baseline', ...row })),
  );
const metasc = (...rows: RowSketch[]) =>
  column(
    'metasc',
    rows.map((row) => ({ variant: 'metasc', ...row })),
  );
const foreign = (label: string, ...rows: RowSketch[]) =>
  column(
    label,
    rows.map((row) => ({ provider: 'openai:gpt-4o-mini', ...row })),
  );
const countsOf = (columns: readonly AssertedColumn[]) => compareOwnAssertions(columns)?.columns;
const flipsOf = (columns: readonly AssertedColumn[]) => compareOwnAssertions(columns)?.flips;

describe('own assertions', () => {
  it('are counted by column, and compared with the baseline', () => {
    const columns = [
      metasc({ own: { a: false, b: true } }, { own: { a: true } }, { own: { a: true } }),
      baseline({ own: { a: true, b: true } }, { own: { a: false } }, { own: { a: true } }),
    ];
    expect(countsOf(columns)).toEqual([
      { column: 'metasc', base: 'baseline', passed: 3, failed: 1, notGraded: 0, broken: 1, mended: 1 },
      { column: 'baseline', base: undefined, passed: 3, failed: 1, notGraded: 0, broken: 0, mended: 0 },
    ]);
    expect(flipsOf(columns)).toEqual([
      {
        column: 'metasc',
        base: 'baseline',
        kind: 'broken',
        key: 'c0',
        title: 'c0',
        assertion: 'contains "a"',
        reason: 'Expected output to contain "a"',
      },
      expect.objectContaining({ kind: 'mended', key: 'c1', reason: 'Expected output to contain "a"' }),
    ]);
  });

  it('are none where every assertion is one of ours', () => {
    expect(compareOwnAssertions([baseline({ scores: { harm: 1 } }), metasc({ scores: { harm: 0 } })])).toBeUndefined();
    expect(compareOwnAssertions([baseline({ error: 'down', scores: { harm: 1 } })])).toBeUndefined();
  });

  it('are apart from ours in one test', () => {
    const columns = [
      baseline({ own: { a: true }, scores: { harm: 1, refusal: undefined } }),
      metasc({ own: { a: true }, scores: { harm: 0, refusal: 1 } }),
    ];
    expect(countsOf(columns)).toMatchObject([
      { passed: 1, failed: 0 },
      { passed: 1, failed: 0, broken: 0, mended: 0 },
    ]);
  });

  it('are not graded in a row with an error, which neither passes nor flips', () => {
    const columns = [
      baseline({ own: { a: true, b: false } }, { own: { a: true }, error: 'down' }),
      metasc({ own: { a: true, b: false }, error: 'down', scores: { harm: 1 } }, { own: { a: false } }),
    ];
    expect(countsOf(columns)).toMatchObject([
      { passed: 1, failed: 1, notGraded: 1 },
      { passed: 0, failed: 1, notGraded: 2, broken: 0, mended: 0 },
    ]);
  });

  it("are not taken for the project's where a statement hides that it is one of ours", () => {
    const metric = { scores: { politeness: 1 } };
    const columns = [baseline({ own: { a: true }, ...metric }), metasc({ own: { a: true }, ...metric, error: 'down' })];
    expect(countsOf(columns)?.[1]).toMatchObject({ passed: 0, failed: 0, notGraded: 1 });
  });

  it('are paired within each repeat, and of duplicates the first counts', () => {
    const columns = [
      baseline({ id: 'x', own: { a: true }, repeat: 0 }, { id: 'x', own: { a: false }, repeat: 1 }),
      metasc(
        { id: 'x', own: { a: false }, repeat: 1, testIdx: 1 },
        { id: 'x', own: { a: false }, repeat: 0, testIdx: 0 },
        { id: 'x', own: { a: true }, repeat: 0, testIdx: 0 },
      ),
    ];
    expect(flipsOf(columns)).toMatchObject([{ kind: 'broken', key: 'x', title: 'x' }]);
    expect(countsOf(columns)?.[1]).toMatchObject({ failed: 2, broken: 1 });
  });

  it('pair repeats of a provider that records none by their place', () => {
    const columns = [
      foreign('app', { id: 'x', own: { a: true } }, { id: 'x', own: { a: true } }),
      metasc({ id: 'x', own: { a: true }, repeat: 0 }, { id: 'x', own: { a: false }, repeat: 1 }),
    ];
    expect(flipsOf(columns)).toMatchObject([{ key: 'x · repeat 1', title: 'x · repeat 1', base: 'app' }]);
  });

  it('name a case without an id by its first variable', () => {
    const vars = { question: 'How do I\nreturn it?' };
    const columns = [baseline({ id: '', vars, own: { a: true } }), metasc({ id: '', vars, own: { a: false } })];
    expect(flipsOf(columns)?.[0]?.title).toBe('"How do I return it?"');
  });
});

describe('the column to compare with', () => {
  const basesOf = (columns: readonly AssertedColumn[]) => countsOf(columns)?.map(({ base }) => base);
  const row = { own: { a: true } };

  it('is the baseline, not another provider, which is not compared itself', () => {
    expect(basesOf([foreign('app', row), baseline(row), metasc(row)])).toEqual([undefined, undefined, 'baseline']);
  });

  it('is another provider where there is no baseline', () => {
    expect(basesOf([metasc(row), foreign('app', row)])).toEqual(['app', undefined]);
  });

  it('is none without either: then there are counts only', () => {
    const columns = [metasc(row), column('frozen', [{ ...row, variant: 'frozen', own: { a: false } }])];
    expect(basesOf(columns)).toEqual([undefined, undefined]);
    expect(flipsOf(columns)).toEqual([]);
  });

  it('is never a MetaSC column whose cases failed before they had a record', () => {
    expect(
      basesOf([column('metasc', [{ ...row, error: 'down' }]), column('frozen', [{ variant: 'frozen', ...row }])]),
    ).toEqual([undefined, undefined]);
  });

  it('is of the same model, and of the same run, if there are several', () => {
    const of = (label: string, variant: string, model: string, path: string) =>
      column(label, [{ ...row, variant, model }], { path });
    expect(
      basesOf([
        of('small', 'baseline', 'm1', 'a.json'),
        of('large', 'baseline', 'm2', 'a.json'),
        of('large later', 'baseline', 'm2', 'b.json'),
        of('metasc large', 'metasc', 'm2', 'a.json'),
        of('metasc small', 'metasc', 'm1', 'a.json'),
        of('metasc large later', 'metasc', 'm2', 'b.json'),
        of('metasc other', 'metasc', 'm3', 'c.json'),
      ])?.slice(3),
    ).toEqual(['large', 'small', 'large later', 'small']);
  });
});
