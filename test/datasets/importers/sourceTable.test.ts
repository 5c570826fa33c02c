import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../datasets/importers/outputTable.ts';
import { readSourceTable } from '../../../datasets/importers/sourceTable.ts';
import { decodeSource } from '../../../datasets/importers/sourceText.ts';
import { readRecords } from '../../../foundation/csv.ts';

const read = (text: string) =>
  readSourceTable({ file: 'a.csv', name: 'a.csv', text }, { columns: ['id', 'text'], filled: ['text'], key: 'id' });

describe('readSourceTable', () => {
  it('loses no row, whatever stands in the fields', () => {
    const field = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r\n', '\r', ' ', 'a', 'é', '𝒳', '{', '\\') });
    const rows = fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(rows, fc.constantFrom('\n', '\r\n'), (pairs, lineEnd) => {
        const table = { columns: ['id', 'text'], rows: pairs.map(([a, b], index) => [`${index}${a}`, `x${b}`]) };
        // Line ends between rows only: toCsv quotes those in fields.
        const text = [table.columns, ...table.rows]
          .map((fields) => toCsv({ columns: fields, rows: [] }).replace(/\n$/, lineEnd))
          .join('');
        expect(read(text).map(({ id, text: content }) => [id, content])).toEqual(table.rows);
        expect(readRecords(toCsv(table), 'a.csv').map(({ fields }) => fields)).toEqual([table.columns, ...table.rows]);
      }),
    );
  });

  it('takes columns in any order, further ones, empty lines and no line end at the end', () => {
    expect(read('more,text,id\n1,"a\n""b"", c",x\n\n2,d,y')).toEqual([
      { more: '1', text: 'a\n"b", c', id: 'x' },
      { more: '2', text: 'd', id: 'y' },
    ]);
  });

  it('names the columns that it expected and got', () => {
    expect(() => read('goal,target\na,b\n')).toThrow('a.csv: expected a header line with id, text, got goal, target');
    expect(() => read('')).toThrow('expected a header line with id, text, got an empty file');
    expect(() => read('id,text\n')).toThrow('expected at least one row, got none');
  });

  it('reports a file that ends within a field', () => {
    expect(() => read('id,text\n1,a\n2,"b')).toThrow(/expected CSV, got: Quote Not Closed[\s\S]*may be cut off/);
  });

  it('lists blank fields, repeated keys and rows of another width, by line and row', () => {
    expect(() => read('id,text\n1,"a\nb"\n2, \n1,c\n3\n')).toThrow(
      [
        'a.csv: 3 faults',
        '  - line 4 (row 2): text: expected text, got none',
        '  - line 5 (row 3): id: expected a unique value, got "1" again (first on line 2)',
        '  - line 6 (row 4): expected 2 fields as in the header, got 1',
        'The file may be cut off or not the published one: get it again.',
      ].join('\n'),
    );
  });
});

describe('decodeSource', () => {
  const text = 'id,text\n1,café “quoted”\n';
  const latin1 = Buffer.concat([Buffer.from('id,text\n1,caf\xe9 ', 'latin1'), Buffer.from([0x93]), Buffer.from('a')]);

  it('drops a byte order mark', () => {
    expect(decodeSource(Buffer.from(`\ufeff${text}`), 'a.csv', 'utf8')).toBe(text);
  });

  it('guesses no encoding: names the line, and reads latin1 on request', () => {
    expect(() => decodeSource(latin1, 'a.csv', 'utf8')).toThrow(
      /a\.csv: line 2: expected UTF-8 text, got other bytes\n.*--encoding latin1/,
    );
    expect(decodeSource(latin1, 'a.csv', 'latin1')).toBe('id,text\n1,café “a');
  });

  it('refuses latin1 for a UTF-8 file', () => {
    expect(() => decodeSource(Buffer.from(text), 'a.csv', 'latin1')).toThrow(/expected latin1, .* got UTF-8/);
    expect(decodeSource(Buffer.from('plain'), 'a.csv', 'latin1')).toBe('plain');
  });
});
