import { createReadStream } from 'node:fs';
import { JSONParser } from '@streamparser/json';
import { type Static, type TSchema, Type } from 'typebox';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { createParser } from '../../foundation/schemaFaults.ts';

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

/** Longer strings grow in a buffer instead of as JavaScript strings, which is faster and makes no garbage. */
const STRING_BUFFER_BYTES = 64 * 1024;
const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;

/** What is read of a results file. */
export interface FileRows<Row> {
  readonly rows: readonly Row[];
  /** Id of the evaluation; JSON Lines don't state it. */
  readonly evaluationId?: string;
}

/**
 * The rows of a results file in the file's order, which has no meaning: JSON Lines if the name ends in `.jsonl` or
 * `.ndjson`, else promptfoo's JSON. Holds one row and one chunk at a time, besides what `convert` keeps.
 *
 * @throws MetaScError `FILE_UNREADABLE` if the file is missing, torn or not results of promptfoo, or if `convert` can't read
 *   a row
 */
export async function readFileRows<Row>(path: string, convert: (raw: RawRow) => Row): Promise<FileRows<Row>> {
  const isLines = /\.(jsonl|ndjson)$/i.test(path);
  const rows: Row[] = [];
  let evaluationId: string | undefined;
  const notice = (id: string) => {
    evaluationId = id;
  };
  try {
    for await (const found of isLines ? readLines(path) : readJsonRows(path, notice)) rows.push(read(found));
  } catch (cause) {
    if (cause instanceof MetaScError) throw cause;
    throw new MetaScError(`${path}: ${messageOf(cause)}`, {
      code: 'FILE_UNREADABLE',
      help: 'Expected a complete file of promptfoo eval -o FILE.json or FILE.jsonl.',
      cause,
    });
  }
  if (rows.length > 0) return { rows, ...(evaluationId === undefined ? {} : { evaluationId }) };
  throw new MetaScError(`${path}: expected promptfoo results, got no row${isLines ? '' : ' in results.results'}`, {
    code: 'FILE_UNREADABLE',
    help: 'Write one with promptfoo eval -o FILE.json; the name of JSON Lines must end in .jsonl.',
  });

  function read({ value, where }: Found): Row {
    try {
      return convert(parseRow(value, { subject: 'not a row of promptfoo' }));
    } catch (cause) {
      if (!(cause instanceof MetaScError)) throw cause;
      throw new MetaScError(`${path}, ${where}: ${cause.message}`, { code: 'FILE_UNREADABLE', cause });
    }
  }
}

/** The rows alone. */
export async function readRows<Row>(path: string, convert: (raw: RawRow) => Row): Promise<readonly Row[]> {
  return (await readFileRows(path, convert)).rows;
}

interface Found {
  readonly value: unknown;
  /** `line 7` or `row 7`, counted from 1. */
  readonly where: string;
}

async function* readJsonRows(path: string, notice: (evaluationId: string) => void): AsyncGenerator<Found> {
  const parser = new JSONParser({
    paths: ['$.evalId', '$.results.results.*'],
    keepStack: false,
    stringBufferSize: STRING_BUFFER_BYTES,
  });
  let found: Found[] = [];
  let count = 0;
  parser.onValue = ({ key, value }) => {
    if (key === 'evalId') {
      if (typeof value === 'string') notice(value);
      return;
    }
    count += 1;
    found.push({ value, where: `row ${count}` });
  };
  for await (const chunk of readChunks(path)) {
    parse(() => parser.write(chunk));
    yield* found;
    found = [];
  }
  parse(() => {
    if (!parser.isEnded) parser.end();
  });

  function parse(step: () => void): void {
    try {
      step();
    } catch (cause) {
      throw new Error(`not a whole JSON file, after ${count} rows: ${messageOf(cause)}`, { cause });
    }
  }
}

/** Node's `readline` would also break lines at U+2028, which JSON texts may contain. */
async function* readLines(path: string): AsyncGenerator<Found> {
  let line = 0;
  let rest: Buffer[] = [];
  for await (const chunk of readChunks(path)) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      line += 1;
      yield* parseLine(Buffer.concat([...rest, chunk.subarray(start, end)]), line);
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  yield* parseLine(Buffer.concat(rest), line + 1);
}

function* parseLine(bytes: Buffer, line: number): Generator<Found> {
  const text = bytes.toString('utf8').trim();
  if (text === '') return;
  const where = `line ${line}`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${where} is not a whole JSON value: ${messageOf(cause)}`, { cause });
  }
  yield { value, where };
}

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

async function* readChunks(path: string): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    const hasMark = isFirst && chunk.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
    yield hasMark ? chunk.subarray(BYTE_ORDER_MARK.length) : chunk;
    isFirst = false;
  }
}
