import { type Static, type TSchema, Type } from 'typebox';
import { fileReason, MetaScError } from '../../foundation/errors.ts';
import { createParser } from '../../foundation/schemaFaults.ts';
import type { EvaluationFacts } from './evaluationFacts.ts';
import { readIndentedJson } from './indentedJson.ts';
import { isJsonLines, readJsonLines } from './jsonLines.ts';
import { readStreamedJson } from './streamedJson.ts';

/** Absent or null, as promptfoo has it. */
const nullable = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));

const Text = nullable(Type.String());
const Anything = Type.Optional(Type.Unknown());
const Fields = Type.Record(Type.String(), Type.Unknown());
const OptionalFields = nullable(Fields);

const ComponentSchema = Type.Object({
  pass: Anything,
  score: Anything,
  reason: Anything,
  namedScores: OptionalFields,
  metadata: OptionalFields,
  assertion: OptionalFields,
  /** Of an assert-set or a function that returns several results: they follow as components of their own, too. */
  componentResults: nullable(Type.Array(Type.Unknown())),
});

/** The fields of promptfoo's rows that are read. */
const RawRowSchema = Type.Object({
  /** Of the row in promptfoo's database. */
  id: Anything,
  provider: Type.Object({ id: Text, label: Text }),
  vars: Fields,
  testIdx: Type.Optional(Type.Integer()),
  promptIdx: Type.Optional(Type.Integer()),
  prompt: nullable(Type.Object({ label: Text, raw: Anything })),
  failureReason: Type.Optional(Type.Integer()),
  success: Anything,
  score: Anything,
  error: Anything,
  response: nullable(Type.Object({ output: Anything })),
  tokenUsage: Anything,
  /** In US dollars; 0 where a provider names none. */
  cost: Anything,
  latencyMs: Anything,
  namedScores: OptionalFields,
  metadata: OptionalFields,
  gradingResult: nullable(Type.Object({ componentResults: nullable(Type.Array(ComponentSchema)) })),
  testCase: nullable(
    Type.Object({ description: Anything, metadata: OptionalFields, assert: nullable(Type.Array(Fields)) }),
  ),
});

/** One row as promptfoo writes it, with the fields that are read. */
export type RawRow = Readonly<Static<typeof RawRowSchema>>;

/** One assertion's verdict within a row. */
export type RawComponent = Readonly<Static<typeof ComponentSchema>>;

const parseRow = createParser(RawRowSchema);

/** Of a row's `response` nothing else is read. */
const RESPONSE_PARTS: ReadonlySet<string> = new Set(['output']);

/** What is read of a results file. */
export interface FileRows<Row> {
  readonly rows: readonly Row[];
  /** Id of the evaluation; JSON Lines don't state it. */
  readonly evaluationId?: string;
  /** When the evaluation began; JSON Lines don't state it. */
  readonly date?: Date;
}

/**
 * The rows of a results file in the file's order, which has no meaning: JSON Lines if the name ends in `.jsonl` or
 * `.ndjson`, else promptfoo's JSON. Holds one row and one chunk at a time, besides what `convert` keeps.
 *
 * @param facts the names in a row's `metadata` that `convert` reads; a file may then be read without the others.
 *   @default all
 * @throws MetaScError `FILE_UNREADABLE` if the file is missing, torn or not results of promptfoo, or if `convert` can't read
 *   a row
 */
export async function readFileRows<Row>(
  path: string,
  convert: (raw: RawRow) => Row,
  facts?: ReadonlySet<string>,
): Promise<FileRows<Row>> {
  const isLines = isJsonLines(path);
  let rows: Row[] = [];
  let evaluation: EvaluationFacts = {};
  try {
    if (isLines) await readJsonLines(path, take);
    else evaluation = await readJson();
  } catch (cause) {
    if (cause instanceof MetaScError) throw cause;
    throw new MetaScError(`${path}: ${fileReason(cause)}`, {
      code: 'FILE_UNREADABLE',
      help: 'Expected a complete file of promptfoo eval -o FILE.json or FILE.jsonl.',
      cause,
    });
  }
  const { evaluationId, date } = evaluation;
  if (rows.length > 0) return { rows, ...(evaluationId && { evaluationId }), ...dateOf(date) };
  throw new MetaScError(`${path}: expected promptfoo results, got no row${isLines ? '' : ' in results.results'}`, {
    code: 'FILE_UNREADABLE',
    help: 'Write one with promptfoo eval -o FILE.json; the name of JSON Lines must end in .jsonl.',
  });

  async function readJson(): Promise<EvaluationFacts> {
    const parts = { response: RESPONSE_PARTS, ...(facts && { metadata: facts }) };
    const indented = await readIndentedJson(path, take, parts);
    if (indented !== undefined) return indented;
    rows = [];
    return readStreamedJson(path, take);
  }

  function take(value: unknown, where: string): void {
    try {
      rows.push(convert(parseRow(value, { subject: 'not a row of promptfoo' })));
    } catch (cause) {
      if (!(cause instanceof MetaScError)) throw cause;
      throw new MetaScError(`${path}, ${where}: ${cause.message}`, { code: 'FILE_UNREADABLE', cause });
    }
  }
}

function dateOf(text: string | undefined): { readonly date?: Date } {
  const date = new Date(text ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? {} : { date };
}

/** The rows alone. */
export async function readRows<Row>(path: string, convert: (raw: RawRow) => Row): Promise<readonly Row[]> {
  return (await readFileRows(path, convert)).rows;
}
