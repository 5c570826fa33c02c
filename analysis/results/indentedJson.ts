import { readChunks, type TakeValue } from './fileChunks.ts';

// promptfoo indents its JSON by two spaces. A JSON string holds no raw line feed, so a line feed and the spaces after it say
// how deep the following bracket stands, and where a row ends shows without parsing it.
const RESULTS = '  "results": {';
const ROWS_START = Buffer.from('\n    "results": [\n');
const ROW_START = Buffer.from('      {\n');
const ROW_END = Buffer.from('\n      }');
const NEXT_ROW = Buffer.from(',\n');
const ROWS_END = Buffer.from('\n    ]');
const FILE_END = /\n\}\s*$/;
const RESPONSE_START = Buffer.from('\n        "response": {\n');
const RESPONSE_END = Buffer.from('\n        }');
const METADATA_START = Buffer.from('\n          "metadata": {');
const METADATA_END = Buffer.from('\n          }');

/** Of what stands before the rows, or of a row; longer ones are left to the other reader. */
const MOST_BYTES = 16 * 1024 * 1024;
const END_CHARS = 64;

export interface IndentedFile {
  /** null if the file says that there is none. */
  readonly evaluationId: string | null;
}

/**
 * Reads the rows of JSON that is laid out as promptfoo writes it, without their `response.metadata`, which stands in their
 * `metadata` too. Some five times as fast as `readStreamedJson`.
 *
 * @returns undefined if the file is laid out otherwise, torn or not JSON; the rows taken then don't count
 */
export async function readIndentedJson(path: string, take: TakeValue): Promise<IndentedFile | undefined> {
  let place: 'before' | 'in' | 'after' = 'before';
  let evaluationId: string | null | undefined;
  let unread = Buffer.alloc(0);
  let count = 0;
  for await (const chunk of readChunks(path)) {
    unread = Buffer.concat([unread, chunk]);
    if (place === 'before') {
      const start = unread.indexOf(ROWS_START);
      if (start !== -1) {
        evaluationId = readHead(unread.toString('utf8', 0, start));
        if (evaluationId === undefined) return undefined;
        unread = unread.subarray(start + ROWS_START.length);
        place = 'in';
      }
    }
    while (place === 'in') {
      const length = unread.indexOf(ROW_END) + ROW_END.length;
      if (length < ROW_END.length || unread.length < length + ROWS_END.length) break;
      const row = startsWith(unread, ROW_START) ? parseRow(unread.subarray(0, length)) : undefined;
      if (row === undefined) return undefined;
      count += 1;
      take(row, `row ${count}`);
      unread = unread.subarray(length);
      if (startsWith(unread, NEXT_ROW)) unread = unread.subarray(NEXT_ROW.length);
      else if (startsWith(unread, ROWS_END)) place = 'after';
      else return undefined;
    }
    if (place === 'after') unread = unread.subarray(-END_CHARS);
    if (unread.length > MOST_BYTES) return undefined;
  }
  return place === 'after' && evaluationId !== undefined && FILE_END.test(unread.toString())
    ? { evaluationId }
    : undefined;
}

/** The evaluation's id; undefined unless the rows that follow are those of `results`. */
function readHead(head: string): string | null | undefined {
  const lines = head.split('\n');
  const isTopLevel = (line: string) => line.startsWith('  "');
  const id = lines.find((line) => line.startsWith('  "evalId": '))?.slice('  "evalId": '.length);
  if (lines[0] !== '{' || lines.findLast(isTopLevel) !== RESULTS || id === undefined) return undefined;
  const value = parse(id.replace(/,$/, ''));
  return typeof value === 'string' || value === null ? value : undefined;
}

function parseRow(row: Buffer): unknown {
  const response = row.indexOf(RESPONSE_START);
  const start = response === -1 ? -1 : row.indexOf(METADATA_START, response);
  if (start === -1 || start > row.indexOf(RESPONSE_END, response)) return parse(row.toString());
  const end = row.indexOf(METADATA_END, start) + METADATA_END.length - 1;
  return parse(row.toString('utf8', 0, start + METADATA_START.length) + row.toString('utf8', end));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const startsWith = (bytes: Buffer, start: Buffer) => bytes.subarray(0, start.length).equals(start);
