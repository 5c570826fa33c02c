import { type CsvRecord, invalidFile, readRecords, refuseFaults } from '../csvFile.ts';
import { CUT_OFF, type SourceText, withHelp } from './sourceText.ts';

export interface TableForm<Column extends string> {
  /** That the header must have, in any order, others beside them. */
  readonly columns: readonly Column[];
  /** Whose fields must not be blank. */
  readonly filled: readonly Column[];
  /** Whose fields must differ from row to row. */
  readonly key?: Column;
  /** What else is wrong with a row. */
  readonly findFaults?: (fields: Readonly<Record<Column, string>>) => readonly string[];
}

/**
 * The rows of a CSV file, in its order, none left out; at least one. An empty line is no row. Fields keep every
 * character, line ends included.
 *
 * @throws MetaScError `DATASET_INVALID` for another header, for quotes that don't fit, and with the faults by line and row
 */
export function readSourceTable<Column extends string>(
  { text, file }: SourceText,
  { columns, filled, key, findFaults = () => [] }: TableForm<Column>,
): readonly Readonly<Record<Column, string>>[] {
  const [header, ...records] = readAllRecords(text, file);
  const names = header?.fields ?? [];
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw invalidFile(file, `expected a header with ${columns.join(', ')}, got ${names.join(', ') || 'an empty file'}`);
  }
  const rows = records.filter(({ fields }) => fields.length > 1 || fields[0] !== '' || names.length === 1);
  if (rows.length === 0) throw invalidFile(file, 'expected at least one row, got none: the header is all there is');

  const firstRowOf = new Map<string, number>();
  const faults: string[] = [];
  const read = rows.map(({ fields, line }, index) => {
    const row = Object.fromEntries(names.map((name, at) => [name, fields[at] ?? ''])) as Record<Column, string>;
    const report = (fault: string) => faults.push(`line ${line} (row ${index + 1}): ${fault}`);
    if (fields.length !== names.length) {
      report(`expected ${names.length} fields as in the header, got ${fields.length}`);
      return row;
    }
    for (const column of filled) if (row[column].trim() === '') report(`${column}: expected text, got none`);
    for (const fault of findFaults(row)) report(fault);
    if (key === undefined || row[key].trim() === '') return row;
    const first = firstRowOf.get(row[key]);
    if (first === undefined) firstRowOf.set(row[key], index + 1);
    else report(`${key}: expected one that is unique, got ${JSON.stringify(row[key])} again (first in row ${first})`);
    return row;
  });
  try {
    refuseFaults(file, faults);
  } catch (error) {
    throw rows.at(-1)?.fields.length === names.length ? error : withHelp(error, CUT_OFF);
  }
  return read;
}

function readAllRecords(text: string, file: string): readonly CsvRecord[] {
  try {
    return readRecords(text, file);
  } catch (error) {
    throw withHelp(error, CUT_OFF);
  }
}

/** The fault of a field that is none of the values, as a list for {@link TableForm.findFaults}. */
export function findUnknownValue(column: string, value: string, known: readonly string[]): readonly string[] {
  return known.includes(value) ? [] : [`${column}: expected ${known.join(' | ')}, got ${JSON.stringify(value)}`];
}
