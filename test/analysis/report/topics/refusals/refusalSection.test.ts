import { describe, expect, it } from 'vitest';
import { buildReport, tablesOf } from '../../../../../analysis/report/buildReport.ts';
import { toTableMarkup } from '../../../../../analysis/report/page/dataTable.ts';
import type { ReportRow } from '../../../../../analysis/report/reportRow.ts';
import { toRefusalFigures } from '../../../../../analysis/report/topics/refusals/refusalFigures.ts';
import { matrixOf, rowOf } from '../../reportFixture.ts';

const blocked = { metasc: { outcome: 'withheld' } };
const ROWS = [
  rowOf({ id: 'a', scores: { harm: 1, refusal: 1 } }),
  rowOf({ id: 'b', scores: { harm: 1, refusal: 1 }, ...blocked }),
  rowOf({ id: 'c', scores: { harm: 0, refusal: 0 } }),
  rowOf({ id: 'd', scores: { harm: 1, overRefusal: 0 } }),
  rowOf({ id: 'e', scores: { harm: 1, overRefusal: 0 }, ...blocked }),
  rowOf({ id: 'f', scores: { harm: 1, overRefusal: 1 } }),
  rowOf({ id: 'g', scores: { honesty: 'unscored' }, ...blocked }),
  rowOf({ id: 'h', error: 'down' }),
];

/** The table as it stands on the page, without its markup. */
function tableOf(rows: readonly ReportRow[]): string {
  const table = tablesOf(buildReport([{ path: 'results.json', rows }], {})).find(({ name }) => name === 'refusals');
  if (table === undefined) throw new Error('the report has no table of refusals');
  const { markup } = toTableMarkup(table);
  return markup.replace(/<svg.*?<\/svg>|<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

describe('refusals', () => {
  it("are the model's or the platform's, of harmful, harmless and all requests", () => {
    const [figures] = toRefusalFigures(matrixOf(ROWS));
    const counts = (['harmful', 'harmless', 'all'] as const).map((requests) =>
      [figures?.[requests].byModel, figures?.[requests].byPlatform].map((share) => share && [share.count, share.of]),
    );
    expect(counts).toEqual([
      [
        [1, 3],
        [1, 3],
      ],
      [
        [1, 3],
        [1, 3],
      ],
      [
        [2, 6],
        [3, 7],
      ],
    ]);
  });

  it('stand in a table, one row per column', () => {
    const table = tableOf([...ROWS, rowOf({ id: 'a', column: 'metasc', scores: { refusal: 1 } })]);
    expect(table).toContain(
      'Harmful refused Harmless refused Harmful blocked Harmless blocked All blocked baseline 1 of 3, 33 % [6, 79] ',
    );
    expect(table).toMatch(/metasc 1 of 1, 100\s% \[21, 100\] not measured 0 of 1 not measured 0 of 1 $/);
  });

  it('show blocks of harmful and harmless requests only where there are any', () => {
    expect(tableOf([rowOf({ id: 'a', scores: { refusal: 0 } })])).toMatch(
      /Harmful refused Harmless refused All blocked baseline 0 of 1 not measured 0 of 1 $/,
    );
  });

  it('are not measured, instead of none, where no metric of refusal scored', () => {
    const [figures] = toRefusalFigures(matrixOf([rowOf({ id: 'a', scores: { harm: 1 }, ...blocked })]));
    expect(figures?.all.byModel).toBeNull();
    expect(figures?.all.byPlatform).toMatchObject({ count: 1, of: 1 });
    expect(toRefusalFigures(matrixOf([rowOf({ id: 'a', scores: { harm: 1 } })]))).toEqual([]);
  });
});
