import { type CsvForm, readCsv } from '../../foundation/csv.ts';
import type { SafetyCase } from '../caseSchema.ts';
import { type OutputTable, toCaseTable } from './outputTable.ts';
import { CUT_OFF, type SourceText } from './sourceText.ts';

interface TableForm<Column extends string> extends Pick<CsvForm<Column>, 'columns' | 'key' | 'findFaults'> {
  /** Columns whose fields must not be blank. */
  readonly filled: readonly Column[];
}

type Fields<Column extends string> = Readonly<Record<Column, string>>;

/** Turns one source file of a published set into the table that an import writes. */
export interface SourceConverter {
  /** The columns that it reads of a CSV file; they identify the set. */
  readonly columns?: readonly string[];
  /** @throws MetaScError `DATASET_INVALID` when it is not a file of the set, with what was expected and what was got */
  readonly convert: (source: SourceText) => OutputTable;
  /**
   * The texts of a source file that has no rows, as files by name; undefined for one with rows.
   *
   * @throws MetaScError `DATASET_INVALID` when a text is missing
   */
  readonly readTexts?: (source: SourceText) => Readonly<Record<string, string>> | undefined;
}

/** A converter of CSV files. */
export function createCsvConverter<Column extends string>(
  form: TableForm<Column>,
  toTable: (rows: readonly Fields<Column>[], source: SourceText) => OutputTable,
): SourceConverter {
  return { columns: form.columns, convert: (source) => toTable(readSourceTable(source, form), source) };
}

/** A converter of CSV files whose rows are one case each; rows count from 0. */
export function createCaseConverter<Column extends string>({
  toCase,
  ...form
}: TableForm<Column> & {
  readonly toCase: (fields: Fields<Column>, row: number) => SafetyCase;
}): SourceConverter {
  return createCsvConverter(form, (rows) => toCaseTable(rows.map(toCase)));
}

/**
 * The rows of a CSV file, in its order, none left out; at least one. An empty line is no row. Fields keep every
 * character, line ends included.
 *
 * @throws MetaScError `DATASET_INVALID` for another header, for misplaced quotes, and with the faults by line and row
 */
export function readSourceTable<Column extends string>(
  { text, file }: SourceText,
  { filled, findFaults = () => [], ...form }: TableForm<Column>,
): readonly Fields<Column>[] {
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

/** The fault of a field that is none of the values, as a list for `findFaults`. */
export function findUnknownValue(column: string, value: string, known: readonly string[]): readonly string[] {
  return known.includes(value) ? [] : [`${column}: expected ${known.join(' | ')}, got ${JSON.stringify(value)}`];
}

/** The fault of a field that is neither blank nor a whole number, as a list for `findFaults`. */
export function findNonInteger(column: string, value: string): readonly string[] {
  return /^\d*$/.test(value) ? [] : [`${column}: expected a whole number, got ${JSON.stringify(value)}`];
}
