import { type CsvRow, decodeText, readCsv } from '../../foundation/csv.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { readUserBytes } from '../../foundation/files.ts';
import { sha256 } from '../../foundation/hash.ts';

/** A labelled CSV file. Every row has every column. */
export interface LabelledData {
  readonly columns: readonly string[];
  /** At least one. */
  readonly rows: readonly CsvRow[];
  /** Of the file's bytes, whatever was left out of `rows`. */
  readonly sha256: string;
}

/**
 * Reads a CSV file with a header line, UTF-8 (a byte order mark is fine), any columns.
 *
 * @param limit first so many rows. @default all
 * @throws MetaScError `FILE_UNREADABLE`; `DATASET_INVALID` when it is no such file or has no row
 */
export function readLabelledData(path: string, limit?: number): LabelledData {
  const bytes = readUserBytes(path, '--data');
  const { columns, rows } = readCsv(decodeText(bytes, path), { file: path, columns: [] });
  return { columns, rows: rows.slice(0, limit), sha256: sha256(bytes) };
}

/**
 * The column that an option names.
 *
 * @throws MetaScError `CONFIG_INVALID` with the columns that there are
 */
export function requireColumn({ columns }: Pick<LabelledData, 'columns'>, option: string, column: string): string {
  if (columns.includes(column)) return column;
  throw new MetaScError(`--${option}: expected a column of the file, got "${column}"`, {
    code: 'CONFIG_INVALID',
    help: `Its columns are ${columns.join(', ')}.`,
  });
}
