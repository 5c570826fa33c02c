import { type CsvForm, readCsv } from '../../foundation/csv.ts';
import { CUT_OFF, type SourceText } from './sourceText.ts';

export interface TableForm<Column extends string> extends Pick<CsvForm<Column>, 'columns' | 'key' | 'findFaults'> {
  /** Columns whose fields must not be blank. */
  readonly filled: readonly Column[];
}

/**
 * The rows of a CSV file, in its order, none left out; at least one. An empty line is no row. Fields keep every
 * character, line ends included.
 *
 * @throws MetaScError `DATASET_INVALID` for another header, for quotes that don't fit, and with the faults by line and row
 */
export function readSourceTable<Column extends string>(
  { text, file }: SourceText,
  { filled, findFaults = () => [], ...form }: TableForm<Column>,
): readonly Readonly<Record<Column, string>>[] {
  const { rows } = readCsv(text, {
    ...form,
    file,
    cutOffHelp: CUT_OFF,
    findFaults: (fields) => [
      ...filled.flatMap((column) => (fields[column].trim() === '' ? [`${column}: expected text, got none`] : [])),
      ...findFaults(fields),
    ],
  });
  return rows.map(({ fields }) => fields);
}

/** The fault of a field that is none of the values, as a list for {@link TableForm.findFaults}. */
export function findUnknownValue(column: string, value: string, known: readonly string[]): readonly string[] {
  return known.includes(value) ? [] : [`${column}: expected ${known.join(' | ')}, got ${JSON.stringify(value)}`];
}
