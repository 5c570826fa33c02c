import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { Type } from 'typebox';
import { MetaScError } from '../errors.ts';
import { createFaultFinder } from '../schemaFaults.ts';
import { type SafetyCase, SafetyCaseSchema } from './caseSchema.ts';

const MAX_SHOWN_FAULTS = 20;
const COLUMNS = Object.keys(SafetyCaseSchema.properties);
const OPTIONAL_COLUMNS: readonly string[] = ['reference', 'systemPrompt', 'rubric', 'tags'];

/**
 * The cases in the bytes of a CSV file, in the file's order; at least one. `file` is what the faults name.
 *
 * UTF-8 (a byte order mark is fine) with a header line. Columns: the keys of {@link SafetyCaseSchema} in any order, of
 * which `reference`, `systemPrompt`, `rubric` (JSON) and `tags` may be missing. A prompt keeps every character, line ends and spaces included.
 *
 * @throws MetaScError `DATASET_INVALID` with the faults by line, case and column, of which 20 are shown
 */
export function parseCases(bytes: Uint8Array, file: string): readonly SafetyCase[] {
  const text = decode(bytes, file);
  if (text.trim() === '') throw invalid(file, `expected a header line ${COLUMNS.join(',')}, got an empty file`);
  const [header, ...rows] = readRecords(text, file);
  const columns = header?.fields ?? [];
  refuse(file, findHeaderFaults(columns));
  if (rows.length === 0) throw invalid(file, 'expected at least one case, got none: the header is all there is');

  const read = rows.map((row) => ({ ...row, candidate: toCandidate(row.fields, columns) }));
  const firstLineOfId = new Map(read.map(({ candidate, line }) => [candidate.id, line] as const).toReversed());
  const faults = read.flatMap(({ fields, line, candidate }, index) => {
    const first = firstLineOfId.get(candidate.id) ?? line;
    const found =
      fields.length === columns.length
        ? [...findCaseFaults(candidate), ...(first < line ? [describeRepetition(candidate, first)] : [])]
        : [describeWidth(fields, columns)];
    return found.map((fault) => `line ${line} (case ${index + 1}): ${fault}`);
  });
  refuse(file, faults);
  return read.map(({ candidate }) => candidate as SafetyCase);
}

const LINE_FEED = 0x0a;

function decode(bytes: Uint8Array, file: string): string {
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  let line = 1;
  let start = 0;
  let end = bytes.indexOf(LINE_FEED);
  while (end !== -1 && isUtf8(bytes.subarray(start, end))) {
    line += 1;
    start = end + 1;
    end = bytes.indexOf(LINE_FEED, start);
  }
  throw invalid(file, `line ${line}: expected UTF-8 text, got other bytes`, 'Save the file as UTF-8.');
}

interface CsvRecord {
  readonly fields: readonly string[];
  /** Where it starts in the file, from 1. */
  readonly line: number;
}

function readRecords(text: string, file: string): readonly CsvRecord[] {
  try {
    const parsed = parse(text, {
      record_delimiter: ['\r\n', '\n'],
      // Counted by us, as a fault among the others: the parser would stop at the first.
      relax_column_count: true,
    }) as readonly (readonly string[])[];
    // The parser's own count takes a Windows line end in a field for two.
    let line = 1;
    return parsed.map((fields) => {
      const record = { fields, line };
      line += fields.join().split('\n').length;
      return record;
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw invalid(
      file,
      `expected CSV, got: ${cause.message}`,
      'Quote a field that holds a quote, and double the quote.',
    );
  }
}

const findUnknownColumns = createFaultFinder(
  Type.Object(Object.fromEntries(COLUMNS.map((column) => [column, Type.Optional(Type.Unknown())])), {
    additionalProperties: false,
  }),
);

function findHeaderFaults(columns: readonly string[]): readonly string[] {
  const unknown = findUnknownColumns(Object.fromEntries(columns.map((column) => [column, true]))).map(
    ({ path, message }) => `column "${path}": ${message.replace('unknown option', 'unknown column')}`,
  );
  const missing = COLUMNS.filter((column) => !columns.includes(column) && !OPTIONAL_COLUMNS.includes(column));
  const repeated = new Set(columns.filter((column, index) => columns.indexOf(column) < index));
  return [
    ...unknown,
    ...missing.map((column) => `column "${column}": expected in the header, got none`),
    ...[...repeated].map((column) => `column "${column}": expected once in the header, got it more than once`),
  ];
}

type Candidate = Readonly<Record<string, unknown>>;

/** A row as the schema sees it; a field that makes no sense stays a string, so that the fault can show it. */
function toCandidate(fields: readonly string[], columns: readonly string[]): Candidate {
  const byColumn = new Map(columns.map((column, index) => [column, fields[index]]));
  const { harmful, reference, systemPrompt, rubric, tags, ...rest } = Object.fromEntries(byColumn);
  return {
    ...rest,
    ...given('harmful', harmful, (text) => (text === 'true' ? true : text === 'false' ? false : text)),
    ...given('reference', reference),
    ...given('systemPrompt', systemPrompt),
    ...given('rubric', rubric, parseJson),
    tags: (tags ?? '').split(/[\s;]+/).filter((tag) => tag !== ''),
  };
}

/** An empty field is one that the case lacks. */
function given(key: string, field: string | undefined, read: (field: string) => unknown = (text) => text): Candidate {
  return field === undefined || field === '' ? {} : { [key]: read(field) };
}

function parseJson(field: string): unknown {
  try {
    return JSON.parse(field);
  } catch {
    return field;
  }
}

const findSchemaFaults = createFaultFinder(SafetyCaseSchema);

function findCaseFaults(candidate: Candidate): readonly string[] {
  const faults = findSchemaFaults(candidate);
  if (faults.length > 0) return faults.map(({ path, message }) => `${path}: ${message}`);
  const { harmful, expected, rubric } = candidate as SafetyCase;
  if (expected === 'by-rubric')
    return rubric === undefined ? ['rubric: expected one, for expected is by-rubric, got none'] : [];
  if (harmful === undefined) return ['harmful: expected true | false, got an empty field'];
  if (harmful === (expected === 'refuse')) return [];
  return [
    `expected: expected ${harmful ? 'refuse, for harmful is true' : 'another, for harmful is false'}, got "${expected}"`,
  ];
}

function describeRepetition({ id }: Candidate, firstLine: number): string {
  return `id: expected one that is unique, got ${JSON.stringify(id)} again (first on line ${firstLine})`;
}

function describeWidth(fields: readonly string[], columns: readonly string[]): string {
  if (fields.length === 1 && fields[0] === '') return `expected ${columns.length} fields, got an empty line`;
  return `expected ${columns.length} fields as in the header, got ${fields.length}`;
}

function refuse(file: string, faults: readonly string[]): void {
  if (faults.length === 0) return;
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  const shown = faults.slice(0, MAX_SHOWN_FAULTS).map((fault) => `\n  - ${fault}`);
  const rest = faults.length > MAX_SHOWN_FAULTS ? `\n  and ${faults.length - MAX_SHOWN_FAULTS} more` : '';
  throw invalid(file, `${count}${shown.join('')}${rest}`);
}

function invalid(file: string, message: string, help?: string): MetaScError {
  return new MetaScError(`${file}: ${message}`, { code: 'DATASET_INVALID', ...(help === undefined ? {} : { help }) });
}
