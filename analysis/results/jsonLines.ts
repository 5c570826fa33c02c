import { messageOf } from '../../foundation/errors.ts';
import { readChunks, type TakeValue } from './fileChunks.ts';

const LINE_FEED = 0x0a;

/**
 * Reads JSON Lines; blank lines don't count. (Node's `readline` would also break lines at U+2028, which JSON texts may
 * contain.)
 *
 * @throws Error for a line that isn't JSON
 */
export async function readJsonLines(path: string, take: TakeValue): Promise<void> {
  let line = 0;
  let rest: Buffer[] = [];
  for await (const chunk of readChunks(path)) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      line += 1;
      takeLine(Buffer.concat([...rest, chunk.subarray(start, end)]), `line ${line}`, take);
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  takeLine(Buffer.concat(rest), `line ${line + 1}`, take);
}

function takeLine(bytes: Buffer, where: string, take: TakeValue): void {
  const text = bytes.toString('utf8').trim();
  if (text !== '') take(parse(text, where), where);
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${where} is not a whole JSON value: ${messageOf(cause)}`, { cause });
  }
}
