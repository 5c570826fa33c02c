import { createReadStream } from 'node:fs';
import { JSONParser } from '@streamparser/json';
import { type Static, Type } from 'typebox';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { createParser } from '../../foundation/schemaFaults.ts';

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const Fields = Type.Record(Type.String(), Type.Unknown());
const OptionalFields = Type.Optional(Type.Union([Fields, Type.Null()]));

const ComponentSchema = Type.Object({
  pass: Type.Optional(Type.Unknown()),
  score: Type.Optional(Type.Unknown()),
  reason: Type.Optional(Type.Unknown()),
  namedScores: OptionalFields,
  metadata: OptionalFields,
  assertion: OptionalFields,
});

/** What is read of one of promptfoo's rows; it has more. */
const RawRowSchema = Type.Object({
  provider: Type.Object({ id: Text, label: Text }),
  vars: Fields,
  testIdx: Type.Optional(Type.Integer()),
  promptIdx: Type.Optional(Type.Integer()),
  prompt: Type.Optional(Type.Union([Type.Object({ label: Text, raw: Type.Optional(Type.Unknown()) }), Type.Null()])),
  failureReason: Type.Optional(Type.Integer()),
  error: Type.Optional(Type.Unknown()),
  response: Type.Optional(Type.Union([Type.Object({ output: Type.Optional(Type.Unknown()) }), Type.Null()])),
  tokenUsage: Type.Optional(Type.Unknown()),
  /** In US dollars; 0 where a provider names none. */
  cost: Type.Optional(Type.Unknown()),
  latencyMs: Type.Optional(Type.Unknown()),
  namedScores: OptionalFields,
  metadata: OptionalFields,
  gradingResult: Type.Optional(
    Type.Union([
      Type.Object({ componentResults: Type.Optional(Type.Union([Type.Array(ComponentSchema), Type.Null()])) }),
      Type.Null(),
    ]),
  ),
  testCase: Type.Optional(
    Type.Union([
      Type.Object({
        metadata: OptionalFields,
        assert: Type.Optional(Type.Union([Type.Array(Fields), Type.Null()])),
      }),
      Type.Null(),
    ]),
  ),
});

/** One row as promptfoo writes it, as far as it is read here. */
export type RawRow = Readonly<Static<typeof RawRowSchema>>;

/** One assertion's verdict within a row. */
export type RawComponent = Readonly<Static<typeof ComponentSchema>>;

const parseRow = createParser(RawRowSchema);

/** Strings longer than this grow in a buffer instead of as JavaScript strings: faster, and no garbage. */
const STRING_BUFFER_BYTES = 64 * 1024;
const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;

/**
 * The rows of a results file in the file's order, which means nothing: JSON Lines where the name ends in `.jsonl` or
 * `.ndjson`, else promptfoo's JSON. Holds no more than one row and one chunk besides what `convert` keeps.
 *
 * @throws MetaScError `FILE_UNREADABLE` when the file is missing, torn, or no results of promptfoo, or when `convert` can't
 *   read a row
 */
export async function readRows<Row>(path: string, convert: (raw: RawRow) => Row): Promise<readonly Row[]> {
  const isLines = /\.(jsonl|ndjson)$/i.test(path);
  const rows: Row[] = [];
  try {
    for await (const found of isLines ? readLines(path) : readJsonRows(path)) rows.push(read(found));
  } catch (cause) {
    if (cause instanceof MetaScError) throw cause;
    throw new MetaScError(`${path}: ${messageOf(cause)}`, {
      code: 'FILE_UNREADABLE',
      help: 'Expected what promptfoo eval -o FILE.json or FILE.jsonl writes, whole.',
      cause,
    });
  }
  if (rows.length > 0) return rows;
  throw new MetaScError(`${path}: expected promptfoo results, got no row${isLines ? '' : ' in results.results'}`, {
    code: 'FILE_UNREADABLE',
    help: 'Write one with promptfoo eval -o FILE.json; JSON Lines need a name that ends in .jsonl.',
  });

  function read({ value, where }: Found): Row {
    try {
      return convert(parseRow(value, { subject: 'no row of promptfoo' }));
    } catch (cause) {
      if (!(cause instanceof MetaScError)) throw cause;
      throw new MetaScError(`${path}, ${where}: ${cause.message}`, { code: 'FILE_UNREADABLE', cause });
    }
  }
}

interface Found {
  readonly value: unknown;
  /** `line 7`, `row 7`; from 1. */
  readonly where: string;
}

async function* readJsonRows(path: string): AsyncGenerator<Found> {
  const parser = new JSONParser({
    paths: ['$.results.results.*'],
    keepStack: false,
    stringBufferSize: STRING_BUFFER_BYTES,
  });
  let found: Found[] = [];
  let count = 0;
  parser.onValue = ({ value }) => {
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
      throw new Error(`no whole JSON file, after ${count} rows: ${messageOf(cause)}`, { cause });
    }
  }
}

/** Not by Node's `readline`, which also breaks lines at U+2028, which JSON texts may hold. */
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
    throw new Error(`${where} is no whole JSON value: ${messageOf(cause)}`, { cause });
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
