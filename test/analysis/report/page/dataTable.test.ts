import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DataTable, toTableCsv, toTableMarkup } from '../../../../analysis/report/page/dataTable.ts';
import { neutralise } from '../../../../analysis/report/page/html.ts';

const tableOf = (rows: DataTable['rows'], more: Partial<DataTable> = {}): DataTable => ({
  name: 'figures',
  caption: 'Figures',
  columns: [{ key: 'name', title: 'Name' }, { key: 'share', title: 'Share', isNumeric: true }, { key: 'low' }],
  rows,
  ...more,
});

describe('a table as CSV', () => {
  it('has all columns, numbers as they are, and nothing where nothing was measured', () => {
    expect(toTableCsv(tableOf([[{ value: 'a' }, { value: 0.123456789, text: '12 %' }, { value: null }]]))).toBe(
      'name,share,low\r\na,0.123456789,\r\n',
    );
  });

  it('gives every text back to a reader', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (text) => {
        const [, row] = parse(
          toTableCsv(tableOf([[{ value: `x${text}` }, { value: -1 }, { value: 2 }]])),
        ) as string[][];
        expect(row).toEqual([neutralise(`x${text}`), '-1', '2']);
      }),
    );
  });

  it('has no text that a spreadsheet would run', () => {
    for (const start of ['=1+1', '+1', '-1', '@x', '\t=1']) {
      expect(toTableCsv(tableOf([[{ value: start }, { value: 1 }, { value: 1 }]]))).toContain(`\r\n'${start}`);
    }
  });
});

describe('a table on the page', () => {
  it('names its rows and columns, and leaves out what is for files', () => {
    const { markup } = toTableMarkup(tableOf([[{ value: '<a>' }, { value: 0.5, text: '50 %' }, { value: 0 }]]));
    expect(markup).toContain('<th scope="row">&lt;a&gt;</th><td class="number">50 %</td></tr>');
    expect(markup).toContain('<caption id="caption-figures">Figures</caption>');
    expect(markup).toContain('aria-labelledby="caption-figures"');
  });

  it('says the first cell of a group once', () => {
    const rows = ['a', 'a', 'b'].map((name) => [{ value: name }, { value: 1 }, { value: 1 }]);
    const { markup } = toTableMarkup(tableOf(rows, { isGrouped: true }));
    expect(markup.match(/<th scope="row\w*"[^>]*>/g)).toEqual([
      '<th scope="rowgroup" rowspan="2">',
      '<th scope="row">',
    ]);
  });
});
