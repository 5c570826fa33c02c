import type { Token } from 'node-llama-cpp';
import type { PromptPart } from '../chatModel.ts';
import type { Tokenizer } from './chatTokens.ts';
import { requireFit, requireRoom, type TokenRoom } from './tokenRoom.ts';

/**
 * The tokens of a prompt. Each stretch of text is tokenized as a whole, as in training, so that a word of data is not cut
 * off from the word of the template before it. Text never becomes special tokens.
 *
 * @throws MetaScError `CONTEXT_OVERFLOW` if prompt and longest reply together don't fit the context
 */
export function tokenizePrompt(
  prompt: readonly PromptPart[],
  tokenizer: Pick<Tokenizer, 'tokenize'>,
  room: TokenRoom,
): readonly Token[] {
  const readText = (text: string) => tokenizer.tokenize(text, false);
  const stretches = joinTexts(prompt);
  requireRoom(stretches.map((part) => ('text' in part ? part.text : '')).join('\n'), room, readText);
  const tokens = stretches.flatMap((part) =>
    'text' in part ? readText(part.text) : tokenizer.tokenize(part.special, true),
  );
  requireFit(tokens, room);
  return tokens;
}

function joinTexts(prompt: readonly PromptPart[]): readonly PromptPart[] {
  const joined: PromptPart[] = [];
  for (const part of prompt) {
    const last = joined.at(-1);
    if (last !== undefined && 'text' in last && 'text' in part) joined.splice(-1, 1, { text: last.text + part.text });
    else joined.push(part);
  }
  return joined;
}
