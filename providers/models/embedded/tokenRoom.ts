import type { Token } from 'node-llama-cpp';
import { MetaScError } from '../../../foundation/errors.ts';

/** The space for tokens. */
export interface TokenRoom {
  readonly contextTokens: number;
  /** Reserved for the reply. */
  readonly maxTokens: number;
}

/**
 * @throws MetaScError `CONTEXT_OVERFLOW` if conversation and longest reply together don't fit the context
 */
export function requireFit(conversation: readonly Token[], room: TokenRoom): void {
  if (conversation.length + room.maxTokens > room.contextTokens) throw overflow(`${conversation.length}`, room);
}

/** No common text has longer tokens on average, so a longer text is tokenized in part first. */
const CHARS_PER_TOKEN = 8;

/**
 * Refuses a far too long text by its beginning alone, because tokenizing 2 MB would block the process for seconds.
 *
 * @throws MetaScError `CONTEXT_OVERFLOW`
 */
export function requireRoom(text: string, room: TokenRoom, read: (text: string) => readonly Token[]): void {
  for (let chars = CHARS_PER_TOKEN * room.contextTokens; chars < text.length; chars *= 2) {
    const { length } = read(text.slice(0, chars));
    if (length + room.maxTokens > room.contextTokens) throw overflow(`more than ${length}`, room);
  }
}

function overflow(promptTokens: string, { contextTokens, maxTokens }: TokenRoom): MetaScError {
  return new MetaScError(
    `embedded: the conversation has ${promptTokens} tokens and the reply may have ${maxTokens}; the context holds ${contextTokens}`,
    {
      code: 'CONTEXT_OVERFLOW',
      help: 'Shorten the request, lower sampling.maxTokens, or raise contextTokens ({type: embedded, contextTokens: …}).',
    },
  );
}
