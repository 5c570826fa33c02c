import { Type } from 'typebox';
import { createFaultFinder } from '../foundation/schemaFaults.ts';
import { type SafetyCase, SafetyCaseSchema } from './caseSchema.ts';
import { decodeText, invalidFile, readRecords, refuseFaults } from './csvFile.ts';

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
  const text = decodeText(bytes, file);
  if (text.trim() === '') throw invalidFile(file, `expected a header line ${COLUMNS.join(',')}, got an empty file`);
  const [header, ...rows] = readRecords(text, file);
  const columns = header?.fields ?? [];
  refuseFaults(file, findHeaderFaults(columns));
  if (rows.length === 0) throw invalidFile(file, 'expected at least one case, got none: the header is all there is');

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
  refuseFaults(file, faults);
  return read.map(({ candidate }) => candidate as SafetyCase);
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
