import { JSONParser } from '@streamparser/json';
import { messageOf } from '../../foundation/errors.ts';
import { countOf } from '../../foundation/plural.ts';
import { type EvaluationFacts, toEvaluationFacts } from './evaluationFacts.ts';
import { type TakeValue, withFileWindow } from './fileWindow.ts';

/** Longer strings grow in a buffer instead of as JavaScript strings, which is faster and makes no garbage. */
const STRING_BUFFER_BYTES = 64 * 1024;

/**
 * Reads the rows of promptfoo's JSON, however it is laid out.
 *
 * @returns what the file states of its evaluation: its id, and when it began
 * @throws Error for a file that is not whole
 */
export async function readStreamedJson(path: string, take: TakeValue): Promise<EvaluationFacts> {
  const parser = new JSONParser({
    paths: ['$.evalId', '$.results.timestamp', '$.results.results.*'],
    keepStack: false,
    stringBufferSize: STRING_BUFFER_BYTES,
  });
  const stated: Record<string, unknown> = {};
  let found: unknown[] = [];
  let count = 0;
  parser.onValue = ({ key, value }) => {
    if (typeof key === 'number') found.push(value);
    else if (key !== undefined) stated[key] = value;
  };
  await withFileWindow(path, async (window) => {
    do {
      parse(() => parser.write(window.bytes));
      takeFound();
      window.drop(window.bytes.length);
    } while (await window.more());
  });
  try {
    if (!parser.isEnded) parser.end();
  } catch (cause) {
    throw new Error(`not a whole JSON file: it ends after ${countOf(count, 'row')}`, { cause });
  }
  return toEvaluationFacts(stated);

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
      throw new Error(`not a whole JSON file, after ${countOf(count + found.length, 'row')}: ${messageOf(cause)}`, {
        cause,
      });
    }
  }
}
