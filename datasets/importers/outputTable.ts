import { writeCsv } from '../../foundation/csv.ts';
import type { SafetyCase } from '../caseSchema.ts';

/** What an import writes. Every row has a field for every column. */
export interface OutputTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const ALWAYS = ['id', 'prompt', 'category', 'harmful', 'expected'] as const;
const WHERE_USED = ['reference', 'systemPrompt', 'rubric', 'tags'] as const;

/** Cases as the table that `parseCases` reads; columns that no case uses are left out. */
export function toCaseTable(cases: readonly SafetyCase[]): OutputTable {
  const fieldsOf = cases.map(
    ({ id, prompt, category, harmful, expected, reference = '', systemPrompt = '', rubric, tags }) => ({
      id,
      prompt,
      category,
      harmful: harmful === undefined ? '' : String(harmful),
      expected,
      reference,
      systemPrompt,
      rubric: rubric === undefined ? '' : JSON.stringify(rubric),
      tags: tags.join(' '),
    }),
  );
  const columns = [...ALWAYS, ...WHERE_USED.filter((column) => fieldsOf.some((fields) => fields[column] !== ''))];
  return { columns, rows: fieldsOf.map((fields) => columns.map((column) => fields[column])) };
}

/** The table as CSV with a header line. */
export function toCsv({ columns, rows }: OutputTable): string {
  return writeCsv([columns, ...rows]);
}

/** The text in small letters and digits of any script, `-` for all between them. */
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

/** `advbench-007`: the data row of the source, from 0, so that ids sort as rows do. */
export function rowId(set: string, row: number): string {
  return `${set}-${String(row).padStart(3, '0')}`;
}
