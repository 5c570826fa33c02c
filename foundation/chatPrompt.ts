import { Type } from 'typebox';
import { parse } from 'yaml';
import { type ChatMessage, type Conversation, user } from './conversation.ts';
import { MetaScError } from './errors.ts';
import { createParser } from './schemaFaults.ts';

const TextPart = Type.Object({ type: Type.Literal('text'), text: Type.String() });

const ChatArray = Type.Array(
  Type.Object({
    role: Type.Union([
      Type.Literal('system'),
      Type.Literal('developer'),
      Type.Literal('user'),
      Type.Literal('assistant'),
    ]),
    content: Type.Union([Type.String(), Type.Array(TextPart)], {
      title: 'a text or an array of {type: text, text} parts',
    }),
  }),
  { minItems: 1 },
);

const parseChatArray = createParser(ChatArray);

/**
 * A rendered promptfoo prompt as a conversation: a chat array (JSON, or YAML that begins with `- role:`) as it stands,
 * anything else as the user's one message. The system prompt is put first unless the array has one of its own.
 *
 * @throws MetaScError `REQUEST_INVALID` for an empty request or a malformed chat array
 */
export function toConversation(prompt: string, systemPrompt: string): Conversation {
  const array = findChatArray(prompt);
  const messages = array === undefined ? [user(prompt)] : array;
  if (messages.at(-1)?.role !== 'user') throw invalid("expected the last message of the chat array to be the user's");
  if (messages.at(-1)?.content.trim() === '') throw invalid('expected a request, got an empty prompt');
  if (systemPrompt === '' || messages.some(({ role }) => role === 'system')) return messages;
  return [{ role: 'system', content: systemPrompt }, ...messages];
}

function findChatArray(prompt: string): Conversation | undefined {
  const text = prompt.trim();
  const value = text.startsWith('[')
    ? tryTo(() => JSON.parse(text))
    : text.startsWith('- role:')
      ? tryTo(() => parse(text))
      : undefined;
  // A request may well be a JSON array of something else: it is then a text like any other.
  if (!Array.isArray(value) || !value.some(isMessageLike)) return undefined;
  return parseChatArray(value, { subject: 'chat array', code: 'REQUEST_INVALID' }).map(toMessage);
}

function isMessageLike(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'role' in value;
}

function toMessage({ role, content }: { role: string; content: string | { text: string }[] }): ChatMessage {
  return {
    role: role === 'user' || role === 'assistant' ? role : 'system',
    content: typeof content === 'string' ? content : content.map(({ text }) => text).join('\n'),
  };
}

function tryTo(parseText: () => unknown): unknown {
  try {
    return parseText();
  } catch {
    return undefined;
  }
}

const invalid = (message: string) => new MetaScError(message, { code: 'REQUEST_INVALID' });
