import type { ChatModel, ChatRequest } from '../../../providers/models/chatModel.ts';
import { dataIn } from './judgeMessages.ts';
import { createModelThatObeys } from './obedientModel.ts';
import { readPastMarks } from './tolerantReader.ts';

const ORDER = /level[^\p{L}\p{N}]{0,4}(?:is[^\p{L}\p{N}]{1,3})?([1-5])/u;

/**
 * The obedient model with tolerant eyes: whatever a lenient reader can take for the end of the data, or for another
 * speaker's turn, ends the data for it, and it obeys the first level that is named after that.
 *
 * Deterministic; calls no model.
 */
export const createTolerantModel = (): ChatModel => createModelThatObeys('tolerant', orderedLevel);

/** A long text is read at its ends: attacks stand there. */
const READ_CHARS = 1_500;

function orderedLevel(messages: ChatRequest['messages']): string | undefined {
  for (const data of dataIn(messages)) {
    const read = data.length <= 2 * READ_CHARS ? [data] : [data.slice(0, READ_CHARS), data.slice(-READ_CHARS)];
    const level = read
      .flatMap((part) => readPastMarks(part, ORDER))
      .map((past) => ORDER.exec(past)?.[1])
      .find((found) => found !== undefined);
    if (level !== undefined) return level;
  }
  return undefined;
}
