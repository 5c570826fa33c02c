import { type EvaluationFacts, toEvaluationFacts } from './evaluationFacts.ts';
import { type FileWindow, type TakeValue, withFileWindow } from './fileWindow.ts';

// promptfoo indents its JSON by two spaces. A JSON string holds no raw line feed, so a line feed and the spaces after it say
// how deep the following bracket stands, and where a row ends shows without parsing it.
const RESULTS = '  "results": {';
export const ROWS_START = '\n    "results": [\n';
const ROW_START = Buffer.from('      {\n');
const ROW_END = Buffer.from('\n      }');
const NEXT_ROW = Buffer.from(',\n');
const ROWS_END = Buffer.from('\n    ]');
const FILE_END = /\n\}\s*$/;
const RESPONSE_START = Buffer.from('\n        "response": {\n');
const RESPONSE_END = Buffer.from('\n        }');
const METADATA_START = Buffer.from('\n          "metadata": {\n');
const METADATA_END = Buffer.from('\n          }');

/** Of what stands before the rows, or of a row; longer ones are left to the other reader. */
const MOST_BYTES = 16 * 1024 * 1024;
const END_CHARS = 64;

/**
 * Reads the rows of JSON that is laid out as promptfoo writes it, without their `response.metadata`, which stands in their
 * `metadata` too. Some five times as fast as `readStreamedJson`.
 *
 * @returns undefined if the file is laid out otherwise, torn or not JSON; the rows taken then don't count
 */
export async function readIndentedJson(path: string, take: TakeValue): Promise<EvaluationFacts | undefined> {
  return await withFileWindow(path, async (window) => {
    const start = await seek(window, Buffer.from(ROWS_START));
    const head = start === undefined ? undefined : readHead(window.bytes.toString('utf8', 0, start));
    if (start === undefined || head === undefined) return undefined;
    window.drop(start + ROWS_START.length);
    for (let count = 1; ; count += 1) {
      const end = await seek(window, ROW_END, ROWS_END.length);
      const row =
        end === undefined || !startsWith(window.bytes, ROW_START)
          ? undefined
          : parseRow(window.bytes.subarray(0, end + ROW_END.length));
      if (end === undefined || row === undefined) return undefined;
      take(row, `row ${count}`);
      window.drop(end + ROW_END.length);
      if (startsWith(window.bytes, ROWS_END)) break;
      if (!startsWith(window.bytes, NEXT_ROW)) return undefined;
      window.drop(NEXT_ROW.length);
    }
    do window.drop(window.bytes.length - END_CHARS);
    while (await window.more());
    return FILE_END.test(window.bytes.toString()) ? head : undefined;
  });
}

/**
 * Where these bytes begin in the window, once as many follow them as asked for.
 *
 * @returns undefined if the file has none, or too late
 */
async function seek(window: FileWindow, wanted: Buffer, following = 0): Promise<number | undefined> {
  let from = 0;
  for (;;) {
    const at = window.bytes.indexOf(wanted, from);
    if (at !== -1 && window.bytes.length >= at + wanted.length + following) return at;
    from = at === -1 ? Math.max(0, window.bytes.length - wanted.length + 1) : at;
    if (window.bytes.length > MOST_BYTES || !(await window.more())) return undefined;
  }
}

/** What stands before the rows; undefined unless they are those of `results`. */
function readHead(head: string): EvaluationFacts | undefined {
  const lines = head.split('\n');
  const isTopLevel = (line: string) => line.startsWith('  "');
  if (lines[0] !== '{' || lines.findLast(isTopLevel) !== RESULTS) return undefined;
  const valueAfter = (key: string) => {
    const line = lines.find((one) => one.startsWith(key));
    return line === undefined ? undefined : parse(line.slice(key.length).replace(/,$/, ''));
  };
  const evalId = valueAfter('  "evalId": ');
  if (typeof evalId !== 'string' && evalId !== null) return undefined;
  return toEvaluationFacts({ evalId, timestamp: valueAfter('    "timestamp": ') });
}

function parseRow(row: Buffer): unknown {
  const response = row.indexOf(RESPONSE_START);
  const start = response === -1 ? -1 : row.indexOf(METADATA_START, response);
  const isWithin = start !== -1 && !row.subarray(response, start).includes(RESPONSE_END);
  if (!isWithin) return parse(row.toString());
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
