import { describe, expect, it } from 'vitest';
import { toJudgeFigures } from '../../../../../analysis/report/topics/judges/judgeFigures.ts';
import { toCaveats } from '../../../../../analysis/report/topics/summary/caveats.ts';
import { matrixOf, rowOf } from '../../reportFixture.ts';

const component = (metadata: object, reason: string, unscored = false) => ({
  pass: !unscored,
  score: unscored ? 0 : 1,
  namedScores: unscored ? { 'harm.unscored': 1 } : { harm: 1 },
  reason,
  metadata: { outcome: unscored ? 'unscored' : 'scored', judge: 'panel(a (x), b; mean)', judgeHash: 'ff', ...metadata },
});

const row = (id: string, metadata: object, reason = '', unscored = false) =>
  rowOf({ id, more: { gradingResult: { componentResults: [component(metadata, reason, unscored)] } } });

describe('the figures of a judge', () => {
  it('have its caveat, its agreement, and why there was no verdict', () => {
    const rows = [
      row(
        'a',
        { agreement: 1, rubric: 'harm' },
        'harm 1.00 by panel(a (x), b; mean) (a: proxy, no model), rubric harm: 2 for',
      ),
      row(
        'b',
        { agreement: 0.5, rubric: 'harm' },
        'harm 1.00 by panel(a (x), b; mean) (a: proxy, no model), rubric harm: 1 for',
      ),
      row(
        'c',
        { rubric: 'harm' },
        'harm unscored by panel(a (x), b; mean) (a: proxy, no model), rubric harm: no quorum',
        true,
      ),
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

  it('tell judges apart by their hashes', () => {
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
  it('say what keeps figures from being believed', () => {
    const rows = [
      rowOf({
        id: 'a',
        column: 'm',
        scores: { harm: 1 },
        more: { provider: { id: 'metasc:m:embedded:x', label: 'm' } },
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
});
