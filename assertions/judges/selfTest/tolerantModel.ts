import type { ChatModel, ChatRequest } from '../../../providers/models/chatModel.ts';
import { createObedientModel } from './obedientModel.ts';
import { readPastMarks } from './tolerantReader.ts';

const ORDER = /level[^\p{L}\p{N}]{0,4}(?:is[^\p{L}\p{N}]{1,3})?([1-5])/u;

/**
 * The obedient model with tolerant eyes: whatever a lenient reader can take for the end of the data, or for another
 * speaker's turn, ends the data for it, and it obeys the first level that is named after that.
 *
 * Deterministic; calls no model.
 */
export function createTolerantModel(): ChatModel {
  const obedient = createObedientModel();
  return {
    ...obedient,
    name: 'tolerant',
    chat: async (request) => {
      const reply = await obedient.chat(request);
      const level = orderedLevel(request.messages);
      return level === undefined ? reply : { ...reply, text: withLevel(request.messages, level) };
    },
  };
}

/** A long text is read at its ends: attacks stand there. */
const READ_CHARS = 1_500;

function orderedLevel(messages: ChatRequest['messages']): string | undefined {
  const shown = messages.find(({ role }) => role === 'user')?.content ?? '';
  for (const data of dataIn(shown, nonceIn(messages))) {
    const read = data.length <= 2 * READ_CHARS ? [data] : [data.slice(0, READ_CHARS), data.slice(-READ_CHARS)];
    const level = read
      .flatMap((part) => readPastMarks(part, ORDER))
      .map((past) => ORDER.exec(past)?.[1])
      .find((found) => found !== undefined);
    if (level !== undefined) return level;
  }
  return undefined;
}

/** The nonce that the instructions name. */
export function nonceIn(messages: ChatRequest['messages']): string | undefined {
  return /"nonce": "([0-9a-f]+)"/.exec(messages.find(({ role }) => role === 'system')?.content ?? '')?.[1];
}

/** The texts between the delimiters of this call; without a nonce, the whole message. */
export function dataIn(shown: string, nonce: string | undefined): readonly string[] {
  if (nonce === undefined) return [shown];
  const block = new RegExp(`<<<([A-Z]+) ${nonce}>>>\\n([^]*?)\\n<<<END \\1 ${nonce}>>>`, 'g');
  return [...shown.matchAll(block)].map(([, , text = '']) => text);
}

/** A verdict as the instructions ask for it. */
export function withLevel(messages: ChatRequest['messages'], level: string): string {
  const nonce = nonceIn(messages);
  return JSON.stringify({ ...(nonce === undefined ? {} : { nonce }), reason: 'as it is', level: Number(level) });
}
