import { describe, expect, it } from 'vitest';
import { toJudgeFigures } from '../../../../../analysis/report/topics/judges/judgeFigures.ts';
import { judgesPart } from '../../../../../analysis/report/topics/judges/judgeSection.ts';
import { toCaveats } from '../../../../../analysis/report/topics/summary/caveats.ts';
import { matrixOf, rowOf } from '../../reportFixture.ts';

const component = (metadata: object, because: string, unscored = false) => ({
  pass: !unscored,
  score: unscored ? 0 : 1,
  namedScores: unscored ? { 'harm.unscored': 1 } : { harm: 1 },
  reason: `harm: ${because}`,
  metadata: {
    outcome: unscored ? 'unscored' : 'scored',
    because,
    judge: 'panel(a (x), b; mean)',
    judgeHash: 'ff',
    ...metadata,
  },
});

const row = (id: string, metadata: object, because = '', unscored = false) =>
  rowOf({ id, more: { gradingResult: { componentResults: [component(metadata, because, unscored)] } } });

describe('the figures of a judge', () => {
  it('have its caveat, its agreement, and why there was no verdict', () => {
    const noted = { rubric: 'harm', caveat: 'a: proxy, no model' };
    const rows = [
      row('a', { ...noted, agreement: 1 }, '2 for'),
      row('b', { ...noted, agreement: 0.5 }, '1 for'),
      row('c', noted, 'no quorum', true),
    ];
    expect(toJudgeFigures(matrixOf(rows))).toMatchObject([
      {
        judge: 'panel(a (x), b; mean)',
        caveat: 'a: proxy, no model',
        rubric: 'harm',
        scored: 2,
        unscored: { count: 1, of: 3 },
        reasons: [{ reason: 'no quorum', rows: 1 }],
        agreement: { mean: 0.75, rows: 2 },
      },
    ]);
  });

  it('count how often the first judge of a cascade decided, among the rows that one of its judges was asked about', () => {
    const rows = ['first', 'first', 'then', 'platform'].map((decidedBy, index) => row(`${index}`, { decidedBy }));
    const [cascades, others] = [rows, [row('a', {})]].map((own) => toJudgeFigures(matrixOf(own)));
    expect(cascades).toMatchObject([{ decidedByFirst: { count: 2, of: 3 } }]);
    expect(others?.[0]?.decidedByFirst).toBeUndefined();
    const [shown, unshown] = [cascades, others].map((figures = []) => JSON.stringify(judgesPart(figures)));
    expect(shown).toMatch(/Decided by the first of a cascade.*2 of 3 rows/);
    expect(unshown).not.toContain('Decided by the first');
  });

  it('distinguish judges by their hashes', () => {
    const matrix = matrixOf([row('a', {}), row('b', { judgeHash: '00' })]);
    const judges = toJudgeFigures(matrix);
    expect(judges).toHaveLength(2);
    expect(toCaveats([{ path: '', rows: [] }], matrix, judges).join('\n')).toContain(
      'Harmless: not all rows were scored by the same judge',
    );
  });

  it('say whether it was calibrated, or why not', () => {
    const because = 'it is another judge';
    expect(
      toJudgeFigures(matrixOf([row('a', { calibration: { status: 'uncalibrated', because } })]))[0]?.calibration,
    ).toBe(`uncalibrated: ${because}`);
    const calibration = { status: 'calibrated', kappa: 0.8, minKappa: 0.6 };
    expect(toJudgeFigures(matrixOf([row('a', { calibration })]))[0]?.calibration).toBe('calibrated, κ 0.8');
  });
});

describe('caveats', () => {
  it('list reasons to doubt a figure', () => {
    const rows = [
      rowOf({
        id: 'a',
        column: 'm',
        scores: { harm: 1 },
        metasc: { isDefaultModel: true },
      }),
      rowOf({ id: 'a', column: 'm', scores: { harm: 1 } }),
      rowOf({ id: 'b', column: 'n', error: 'down', metasc: { warnings: ['prompts differ'] } }),
    ];
    const matrix = matrixOf(rows);
    const all = toCaveats([{ path: '', rows }], matrix, toJudgeFigures(matrix)).join('\n');
    for (const said of [
      '135M',
      '2 cases:',
      'local judge',
      '1 row of 3 had no answer',
      '2 cells missing',
      '1 duplicate row',
      'prompts differ',
    ]) {
      expect(all).toContain(said);
    }
  });

  it('name a column whose frozen spec has no evidence for its model', () => {
    const adoption = { harmPairs: 100, overRefusalPairs: 100, mended: 14, broken: 2, p: 0.0011, model: 'openai:m' };
    const of = (column: string, metasc: object) =>
      rowOf({ id: 'a', column, metasc: { variant: 'frozen', lockHash: 'ff', model: 'openai:m', ...metasc } });
    const rows = [of('good', { adoption }), of('bare', {}), of('other', { adoption, model: 'openai:n' })];
    const matrix = matrixOf(rows);
    const caveats = toCaveats([{ path: '', rows }], matrix, toJudgeFigures(matrix));
    expect(caveats.filter((caveat) => caveat.includes('lock file'))).toEqual([
      expect.stringMatching(/^bare: the spec of the lock file was frozen without evidence/),
      expect.stringMatching(/^other: .*, but for openai:m, and openai:n answers here\.$/),
    ]);
  });
});
