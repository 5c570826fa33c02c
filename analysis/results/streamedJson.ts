import { JSONParser } from '@streamparser/json';
import { messageOf } from '../../foundation/errors.ts';
import { type TakeValue, withFileWindow } from './fileWindow.ts';

/** Longer strings grow in a buffer instead of as JavaScript strings, which is faster and makes no garbage. */
const STRING_BUFFER_BYTES = 64 * 1024;

/**
 * Reads the rows of promptfoo's JSON, however it is laid out.
 *
 * @returns the evaluation's id, if the file states it
 * @throws Error for a file that is not whole
 */
export async function readStreamedJson(path: string, take: TakeValue): Promise<string | undefined> {
  const parser = new JSONParser({
    paths: ['$.evalId', '$.results.results.*'],
    keepStack: false,
    stringBufferSize: STRING_BUFFER_BYTES,
  });
  let evaluationId: string | undefined;
  let found: unknown[] = [];
  let count = 0;
  parser.onValue = ({ key, value }) => {
    if (key !== 'evalId') found.push(value);
    else if (typeof value === 'string') evaluationId = value;
  };
  await withFileWindow(path, async (window) => {
    do {
      parse(() => parser.write(window.bytes));
      takeFound();
      window.drop(window.bytes.length);
    } while (await window.more());
  });
  parse(() => {
    if (!parser.isEnded) parser.end();
  });
  return evaluationId;

  // Outside the parser, which would report an error of `take` as one of the file.
  function takeFound(): void {
    for (const value of found) {
      count += 1;
      take(value, `row ${count}`);
    }
    found = [];
  }

  function parse(step: () => void): void {
    try {
      step();
    } catch (cause) {
      throw new Error(`not a whole JSON file, after ${count + found.length} rows: ${messageOf(cause)}`, { cause });
    }
  }
}
