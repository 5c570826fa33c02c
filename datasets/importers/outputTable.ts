import { writeCsv } from '../../foundation/csv.ts';
import { CASE_COLUMNS, OPTIONAL_COLUMNS, type SafetyCase } from '../caseSchema.ts';

/** What an import writes. Every row has a field for every column. */
export interface OutputTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Cases as the table that `parseCases` reads, without optional columns that no case uses. */
export function toCaseTable(cases: readonly SafetyCase[]): OutputTable {
  const rows = cases.map((safetyCase) => CASE_COLUMNS.map((column) => fieldOf(safetyCase[column])));
  const isKept = CASE_COLUMNS.map(
    (column, at) => !OPTIONAL_COLUMNS.includes(column) || rows.some((fields) => fields[at] !== ''),
  );
  const keep = (fields: readonly string[]) => fields.filter((_, at) => isKept[at]);
  return { columns: keep(CASE_COLUMNS), rows: rows.map(keep) };
}

function fieldOf(value: SafetyCase[keyof SafetyCase]): string {
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
}

/** The table as CSV with a header line. */
export function toCsv({ columns, rows }: OutputTable): string {
  return writeCsv([columns, ...rows]);
}

/** The text in lower case, with `-` for every run of other characters than letters and digits of any script. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
}

/** `name:value` as a list; none for a blank value. */
export function tagOf(name: string, value: string): readonly string[] {
  const short = slug(value);
  return short === '' ? [] : [`${name}:${short}`];
}
