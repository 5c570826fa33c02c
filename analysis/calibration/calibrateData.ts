import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { sha256Of } from '../../foundation/hash.ts';

export interface LabelledRow {
  /** From 1, the header not counted. */
  readonly number: number;
  /** By column, byte for byte. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A labelled CSV file. Every row has every column. */
export interface LabelledData {
  readonly columns: readonly string[];
  /** At least one. */
  readonly rows: readonly LabelledRow[];
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
  const bytes = readBytes(path);
  if (!isUtf8(bytes)) throw invalid(path, 'expected UTF-8 text, got other bytes', 'Save the file as UTF-8.');
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') throw invalid(path, 'expected a header line and rows, got an empty file');
  const [columns = [], ...records] = parseRecords(text, path);
  const repeated = columns.find((column, index) => columns.indexOf(column) < index);
  if (repeated !== undefined) throw invalid(path, `column "${repeated}": expected once in the header, got it twice`);
  if (records.length === 0) throw invalid(path, 'expected at least one row, got none: the header is all there is');
  return {
    columns,
    rows: records.slice(0, limit).map((record, index) => ({
      number: index + 1,
      fields: Object.fromEntries(columns.map((column, at) => [column, record[at] ?? ''])),
    })),
    sha256: sha256Of(bytes),
  };
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

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new MetaScError(`--data: can't read ${path}: ${messageOf(cause)}`, { code: 'FILE_UNREADABLE', cause });
  }
}

function parseRecords(text: string, path: string): readonly (readonly string[])[] {
  try {
    return parse(text, { record_delimiter: ['\r\n', '\n'], skip_empty_lines: true });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw invalid(path, `expected CSV, got: ${cause.message}`);
  }
}

function invalid(path: string, message: string, help?: string): MetaScError {
  return new MetaScError(`${path}: ${message}`, { code: 'DATASET_INVALID', ...(help === undefined ? {} : { help }) });
}
