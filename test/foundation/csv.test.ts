import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv, readRecords, writeCsv } from '../../foundation/csv.ts';

const form = { file: 'a.csv', columns: ['id', 'text'] } as const;

describe('a CSV text', () => {
  it('is read by column, with the line and number of each row', () => {
    expect(readCsv('\uFEFFtext,id,more\r\n"a\r\nb",1,x\r\n\r\nc,2,y', form)).toEqual({
      columns: ['text', 'id', 'more'],
      rows: [
        { line: 2, number: 1, fields: { text: 'a\r\nb', id: '1', more: 'x' } },
        { line: 5, number: 2, fields: { text: 'c', id: '2', more: 'y' } },
      ],
    });
  });

  it('reads back as it was written', () => {
    const field = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', 'a', 'é', '\\') });
    const records = fc.array(fc.tuple(fc.constant('x'), field), { minLength: 1 });
    fc.assert(
      fc.property(records, fc.constantFrom('\n' as const, '\r\n' as const), (rows, lineEnd) => {
        expect(readRecords(writeCsv(rows, lineEnd), 'a.csv').map(({ fields }) => fields)).toEqual(rows);
      }),
    );
  });

  it.each([
    ['no text', '\uFEFF\n', 'a.csv: expected a header line with id, text, got an empty file'],
    ['another header', 'id\n1\n', 'a.csv: expected a header line with id, text, got id'],
    [
      'a column twice',
      'id,text,id\n',
      'a.csv: 1 fault\n  - column "id": expected once in the header, got it more than once',
    ],
    ['no row', 'id,text\n\n', 'a.csv: expected at least one row, got none below the header'],
    ['quotes that do not fit', 'id,text\n1,"a', 'a.csv: expected CSV, got: Quote Not Closed'],
  ])('is refused with %s', (_, text, message) => {
    expect(() => readCsv(text, { ...form, code: 'CONFIG_INVALID' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) }),
    );
  });

  it('is refused with all faults of its rows at once', () => {
    const findFaults = ({ text }: { readonly text: string }) => (text === 'bad' ? ['text: expected better'] : []);
    const read = () => readCsv('id,text\n1,bad\n2\n1,a\n', { ...form, findFaults, key: 'id', noun: 'case' });
    expect(read).toThrow(
      [
        'a.csv: 3 faults',
        '  - line 2 (case 1): text: expected better',
        '  - line 3 (case 2): expected 2 fields as in the header, got 1',
        '  - line 4 (case 3): id: expected a unique value, got "1" again (first on line 2)',
      ].join('\n'),
    );
  });
});
