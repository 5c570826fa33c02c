import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../../analysis/report/buildReport.ts';
import { toLatex } from '../../../../analysis/report/paper/latexTables.ts';
import { escapeMarkdown, toMarkdownTables } from '../../../../analysis/report/paper/markdownTables.ts';
import { toPaper } from '../../../../analysis/report/paper/paper.ts';
import { rowOf } from '../reportFixture.ts';

const ids = Array.from({ length: 8 }, (_, id) => id);
const rowsOf = (column: string, passing: number) =>
  ids.map((id) => rowOf({ id: `c${id}`, column, scores: { harm: Number(id < passing) } }));
const paperOf = (...columns: readonly (readonly [string, number])[]) =>
  toPaper(buildReport([{ path: 'r.json', rows: columns.flatMap(([column, passing]) => rowsOf(column, passing)) }], {}));

describe('the tables for a paper', () => {
  it('have shares with intervals, and differences with n, interval and p', () => {
    const { tables } = paperOf(['baseline', 0], ['metasc', 8]);
    expect(tables.map(({ name, rows }) => [name, rows])).toEqual([
      [
        'shares',
        [
          ['baseline', '0.0 [0.0, 32.4]'],
          ['metasc', '100.0 [67.6, 100.0]'],
        ],
      ],
      ['differences', [['Harmless', 'metasc', '8', '+100.0', '[+54.1, +100.0]', '.008', '.008', 'better']]],
    ]);
    expect(tables[0]?.head).toEqual(['Column', 'Harmless (n = 8)']);
  });

  it('have every pair of columns, whose p counts for as many', () => {
    const { tables } = paperOf(['a', 0], ['b', 8], ['c', 8]);
    const [, , pairs] = tables;
    expect(pairs?.rows.map((row) => [...row.slice(1, 3), ...row.slice(-3)])).toEqual([
      ['b', 'a', '.008', '.023', 'better'],
      ['c', 'a', '.008', '.023', 'better'],
      ['c', 'b', '1', '1', 'inconclusive'],
    ]);
  });

  it('are booktabs in LaTeX and pipes in Markdown', () => {
    const paper = paperOf(['a_b', 0], ['c|d', 8]);
    const latex = toLatex(paper);
    expect(latex).toContain('a\\_b & 0.0 [0.0, 32.4] \\\\\n');
    expect(latex.match(/\\(?:top|mid|bottom)rule/g)).toHaveLength(8);
    const markdown = toMarkdownTables(paper);
    expect(markdown).toContain('| Column | Harmless (n = 8) |\n| --- | ---: |\n| a\\_b | 0.0 \\[0.0, 32.4\\] |\n');
    expect(markdown).toContain('| c\\|d |');
    expect(markdown).toContain('- **Data**: 8 cases in 2 columns; 16 rows, 0 errors; 16 verdicts, 0 unscored');
  });

  it('show a text of anyone as it is', () => {
    expect(escapeMarkdown('<b>*x*</b>\n| [l](javascript:1) &amp; @someone')).toBe(
      '&lt;b\\>\\*x\\*&lt;/b\\> \\| \\[l\\](javascript:1) &amp;amp; @\u200Bsomeone',
    );
  });
});
