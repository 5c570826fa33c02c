import { messageOf } from '../../foundation/errors.ts';
import { type TakeValue, withFileWindow } from './fileWindow.ts';

const LINE_FEED = 0x0a;

/** By the file's name, as promptfoo chooses what it writes. */
export const isJsonLines = (path: string): boolean => /\.(jsonl|ndjson)$/i.test(path);

/**
 * Reads JSON Lines; blank lines don't count. (Node's `readline` would also break lines at U+2028, which JSON texts may
 * contain.)
 *
 * @throws Error for a line that isn't JSON
 */
export async function readJsonLines(path: string, take: TakeValue): Promise<void> {
  let line = 0;
  await withFileWindow(path, async (window) => {
    // Bytes of the window without a line feed.
    let searched = 0;
    do {
      for (let end = window.bytes.indexOf(LINE_FEED, searched); end !== -1; end = window.bytes.indexOf(LINE_FEED)) {
        takeLine(window.bytes.subarray(0, end));
        window.drop(end + 1);
      }
      searched = window.bytes.length;
    } while (await window.more());
    takeLine(window.bytes);
  });

  function takeLine(bytes: Buffer): void {
    line += 1;
    const where = `line ${line}`;
    const text = bytes.toString('utf8').trim();
    if (text !== '') take(parse(text, where), where);
  }
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${where} is not a whole JSON value: ${messageOf(cause)}`, { cause });
  }
}
