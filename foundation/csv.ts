import { CsvError, parse } from 'csv-parse/sync';
import { type ErrorCode, MetaScError } from './errors.ts';
import { countOf } from './plural.ts';

const MAX_SHOWN_FAULTS = 20;

export interface CsvRow<Column extends string = string> {
  /** Line of the file where it starts, from 1. */
  readonly line: number;
  /** From 1, without the header. */
  readonly number: number;
  /** By column, byte for byte. */
  readonly fields: Readonly<Record<Column, string>>;
}

export interface CsvForm<Column extends string> {
  /** Its name in error messages. */
  readonly file: string;
  /** Columns that the header must have, in any order, among others. */
  readonly columns: readonly Column[];
  /** Faults of a header. If given, it decides which columns may be missing. */
  readonly findHeaderFaults?: (columns: readonly string[]) => readonly string[];
  /** Faults of a row that is as wide as the header. */
  readonly findFaults?: (fields: Readonly<Record<Column, string>>) => readonly string[];
  /** Column whose fields must be unique, except blank ones. */
  readonly key?: Column;
  /** What a row is. @default 'row' */
  readonly noun?: string;
  /** Whether an empty line counts as a row, which is a fault. @default false */
  readonly keepsEmptyLines?: boolean;
  /** Help for a file that ends inside a row. */
  readonly cutOffHelp?: string;
  /** @default 'DATASET_INVALID' */
  readonly code?: ErrorCode;
}

/**
 * All rows of a CSV text with a header line, in order, at least one. Empty lines are skipped.
 *
 * @throws MetaScError with the form's code for misplaced quotes, a wrong header, no row, or faulty rows, which it lists
 *   by line
 */
export function readCsv<Column extends string>(
  text: string,
  form: CsvForm<Column>,
): { readonly columns: readonly string[]; readonly rows: readonly CsvRow<Column>[] } {
  const { file, columns: needed, findHeaderFaults, noun = 'row', keepsEmptyLines = false, cutOffHelp, code } = form;
  const expected = `expected a header line${needed.length === 0 ? '' : ` with ${needed.join(', ')}`}`;
  const [header, ...records] = readRecords(text, file, { help: cutOffHelp, code });
  const columns = header?.fields ?? [];
  if (text.trim() === '') throw invalidFile(file, `${expected}, got an empty file`, { code });
  if (findHeaderFaults === undefined && needed.some((column) => !columns.includes(column))) {
    throw invalidFile(file, `${expected}, got ${columns.join(', ')}`, { code });
  }
  const repeated = new Set(columns.filter((column, index) => columns.indexOf(column) < index));
  const headerFaults = [
    ...(findHeaderFaults?.(columns) ?? []),
    ...[...repeated].map((column) => `column "${column}": expected once in the header, got it more than once`),
  ];
  refuseFaults(file, headerFaults, { code });
  const filled = keepsEmptyLines ? records : records.filter(({ fields }) => fields.length > 1 || fields[0] !== '');
  if (filled.length === 0) {
    throw invalidFile(file, `expected at least one ${noun}, got none below the header`, { code });
  }

  const rows = filled.map(({ fields, line }, index) => ({
    line,
    number: index + 1,
    fields: Object.fromEntries(columns.map((column, at) => [column, fields[at] ?? ''])) as Record<Column, string>,
  }));
  const misfits = filled.map(({ fields }) => describeMisfit(fields, columns));
  const findFaults = createRowCheck(form);
  const faults = rows.flatMap((row, index) =>
    (misfits[index] ?? findFaults(row)).map((fault) => `line ${row.line} (${noun} ${row.number}): ${fault}`),
  );
  refuseFaults(file, faults, { help: misfits.at(-1) === undefined ? undefined : cutOffHelp, code });
  return { columns, rows };
}

function describeMisfit(fields: readonly string[], columns: readonly string[]): readonly string[] | undefined {
  if (fields.length === columns.length) return undefined;
  if (fields.length === 1 && fields[0] === '') return [`expected ${columns.length} fields, got an empty line`];
  return [`expected ${columns.length} fields as in the header, got ${fields.length}`];
}

function createRowCheck<Column extends string>({ findFaults = () => [], key }: CsvForm<Column>) {
  const firstLineOf = new Map<string, number>();
  return ({ fields, line }: CsvRow<Column>): readonly string[] => {
    const name = key === undefined ? '' : fields[key];
    const first = firstLineOf.get(name);
    if (first === undefined && name.trim() !== '') firstLineOf.set(name, line);
    if (first === undefined) return findFaults(fields);
    const again = `${key}: expected a unique value, got ${JSON.stringify(name)} again (first on line ${first})`;
    return [...findFaults(fields), again];
  };
}

/**
 * The records of a CSV text, the header first, each with the line where it starts, from 1. The caller checks the number
 * of fields.
 *
 * @throws MetaScError `DATASET_INVALID`, or the given code, for misplaced quotes
 */
export function readRecords(
  text: string,
  file: string,
  { help = 'Quote a field that holds a quote, and double the quote.', code }: InvalidFileOptions = {},
): readonly { readonly fields: readonly string[]; readonly line: number }[] {
  try {
    const parsed = parse(text, {
      bom: true,
      record_delimiter: ['\r\n', '\n'],
      // Our own check reports every row; the parser would stop at the first.
      relax_column_count: true,
    }) as readonly (readonly string[])[];
    // The parser counts a Windows line end in a field as two lines.
    let line = 1;
    return parsed.map((fields) => {
      const record = { fields, line };
      line += fields.join().split('\n').length;
      return record;
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw invalidFile(file, `expected CSV, got: ${cause.message}`, { help, code });
  }
}

/** @throws MetaScError `DATASET_INVALID`, or the given code, if there are faults; the message shows 20 of them */
export function refuseFaults(file: string, faults: readonly string[], options?: InvalidFileOptions): void {
  if (faults.length === 0) return;
  const shown = faults.slice(0, MAX_SHOWN_FAULTS).map((fault) => `\n  - ${fault}`);
  const rest = faults.length > MAX_SHOWN_FAULTS ? `\n  and ${faults.length - MAX_SHOWN_FAULTS} more` : '';
  throw invalidFile(file, `${countOf(faults.length, 'fault')}${shown.join('')}${rest}`, options);
}

interface InvalidFileOptions {
  readonly help?: string | undefined;
  /** @default 'DATASET_INVALID' */
  readonly code?: ErrorCode | undefined;
}

/** The error for a faulty file of the user. */
export function invalidFile(file: string, message: string, { help, code }: InvalidFileOptions = {}): MetaScError {
  return new MetaScError(`${file}: ${message}`, { code: code ?? 'DATASET_INVALID', help });
}

/** Records as CSV; every line ends with `lineEnd`. */
export function writeCsv(records: readonly (readonly string[])[], lineEnd: '\n' | '\r\n' = '\n'): string {
  return records.map((fields) => `${fields.map(toField).join(',')}${lineEnd}`).join('');
}

function toField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
