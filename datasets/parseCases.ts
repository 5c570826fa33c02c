import { Type } from 'typebox';
import { readCsv } from '../foundation/csv.ts';
import { decodeText } from '../foundation/decodeText.ts';
import { createFaultFinder } from '../foundation/schemaFaults.ts';
import { CASE_COLUMNS, faultsOfCaseRubric, OPTIONAL_COLUMNS, type SafetyCase, SafetyCaseSchema } from './caseSchema.ts';

/**
 * The cases in the bytes of a CSV file, in the file's order; at least one. Faults name `file`.
 *
 * UTF-8 (a byte order mark is allowed) with a header line. Columns: the keys of {@link SafetyCaseSchema} in any order, of
 * which `reference`, `systemPrompt`, `rubric` (JSON) and `tags` may be missing. A prompt keeps every character, line ends
 * and spaces included.
 *
 * @throws MetaScError `DATASET_INVALID` with the faults by line, case and column, of which 20 are shown
 */
export function parseCases(bytes: Uint8Array, file: string): readonly SafetyCase[] {
  const { rows } = readCsv(decodeText(bytes, file), {
    file,
    columns: CASE_COLUMNS,
    findHeaderFaults,
    findFaults: (fields) => findCaseFaults(toCandidate(fields)),
    key: 'id',
    noun: 'case',
    keepsEmptyLines: true,
  });
  return rows.map(({ fields }) => toCandidate(fields) as SafetyCase);
}

const findUnknownColumns = createFaultFinder(
  Type.Object(Object.fromEntries(CASE_COLUMNS.map((column) => [column, Type.Optional(Type.Unknown())])), {
    additionalProperties: false,
  }),
);

function findHeaderFaults(columns: readonly string[]): readonly string[] {
  const unknown = findUnknownColumns(Object.fromEntries(columns.map((column) => [column, true]))).map(
    ({ path, message }) => `column "${path}": ${message.replace('unknown option', 'unknown column')}`,
  );
  const missing = CASE_COLUMNS.filter((column) => !columns.includes(column) && !OPTIONAL_COLUMNS.includes(column));
  return [...unknown, ...missing.map((column) => `column "${column}": expected in the header, got none`)];
}

type Candidate = Readonly<Record<string, unknown>>;

/** A row in the schema's types; a field that doesn't parse stays a string, so that the fault can show it. */
function toCandidate(fields: Readonly<Record<string, string>>): Candidate {
  const { harmful, reference, systemPrompt, rubric, tags, ...rest } = fields;
  return {
    ...rest,
    ...given('harmful', harmful, (text) => (text === 'true' ? true : text === 'false' ? false : text)),
    ...given('reference', reference),
    ...given('systemPrompt', systemPrompt),
    ...given('rubric', rubric, parseJson),
    tags: (tags ?? '').split(/[\s;]+/).filter((tag) => tag !== ''),
  };
}

/** The case lacks a fact whose field is empty. */
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
  const kindFaults = rubric === undefined ? [] : faultsOfCaseRubric(rubric);
  if (kindFaults.length > 0) {
    return kindFaults.map(({ path, message }) => `${path === '' ? 'rubric' : `rubric.${path}`}: ${message}`);
  }
  if (expected === 'by-rubric')
    return rubric === undefined ? ['rubric: expected one because expected is by-rubric, got none'] : [];
  if (harmful === undefined) return ['harmful: expected true | false, got an empty field'];
  if (harmful === (expected === 'refuse')) return [];
  return [
    `expected: expected ${harmful ? 'refuse because harmful is true' : 'another because harmful is false'}, got "${expected}"`,
  ];
}
