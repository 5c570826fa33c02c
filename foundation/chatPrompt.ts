import { Type } from 'typebox';
import { parse } from 'yaml';
import { type ChatMessage, type Conversation, user } from './conversation.ts';
import { MetaScError } from './errors.ts';
import { shortHash } from './hash.ts';
import { createParser } from './schemaFaults.ts';
import { fieldsOf } from './untyped.ts';

/** The first key of a YAML list of messages, quoted or not, in block or flow style. */
const YAML_MESSAGES = /^-\s+\{?\s*(["']?)(role|content)\1\s*:/;

/**
 * The unchecked messages of a chat array: JSON, or YAML that begins with a message's `role` or `content`. Undefined for a
 * text, which includes lists of anything else and prompts that don't parse.
 */
function parseChat(prompt: string): readonly unknown[] | undefined {
  const text = prompt.trim(); // Drops a byte order mark too.
  const value = text.startsWith('[')
    ? tryTo(() => JSON.parse(text))
    : YAML_MESSAGES.test(text)
      ? tryTo(() => parse(prompt, { logLevel: 'error' }))
      : undefined;
  return Array.isArray(value) && value.some((message) => 'role' in fieldsOf(message)) ? value : undefined;
}

/**
 * The user's last request, whichever provider the prompt is for: the text of a chat's last user message, without parts
 * other than text. The whole prompt if it is a text, or a chat without such a message.
 */
export function lastUserText(prompt: string): string {
  const messages = parseChat(prompt)?.map(fieldsOf);
  const content = messages?.findLast(({ role }) => role === 'user')?.content;
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? joinParts(content.filter(isTextPart)) : prompt;
}

/** Whether promptfoo, or we, could take the text for a chat array or other data. */
export const looksLikeChat = (text: string): boolean => /^\s*[[{]/.test(text) || parseChat(text) !== undefined;

/** Whether the prompt is a chat array. */
export const isChatPrompt = (prompt: string): boolean => parseChat(prompt) !== undefined;

/**
 * What a test's metadata says of a case whose text looks like a conversation and is none; empty for any other text. The
 * hash tells the text itself, as one user turn, from a prompt that was made around it.
 */
export function markOneTurn(text: string): { readonly oneTurn?: string } {
  return parseChat(text) === undefined ? {} : { oneTurn: hashText(text) };
}

/** Whether the prompt is the text that its test's metadata marks: one user turn, whatever it looks like. */
export function isOneTurn(prompt: string, metadata: unknown): boolean {
  const { oneTurn } = fieldsOf(metadata);
  return oneTurn !== undefined && oneTurn === hashText(prompt);
}

const hashText = (text: string) => shortHash(text, 16);

/**
 * The prompt as a conversation for a model; a text becomes the user's only message. The system prompt comes first unless
 * the chat has its own.
 *
 * @throws MetaScError `REQUEST_INVALID` for an empty request, and for a chat that is malformed, has parts other than
 * text, or doesn't end with the user
 */
export function toConversation(prompt: string, systemPrompt: string): Conversation {
  const chat = parseChat(prompt);
  return openConversation(chat === undefined ? [user(prompt)] : toMessages(chat), systemPrompt);
}

/**
 * The messages, with the system prompt first unless it is empty or they have their own.
 *
 * @throws MetaScError `REQUEST_INVALID` if the last message is not the user's, or is blank
 */
export function openConversation(messages: Conversation, systemPrompt: string): Conversation {
  if (messages.at(-1)?.role !== 'user') throw invalid("expected the last message to be the user's");
  if (messages.at(-1)?.content.trim() === '') throw invalid('expected a request, got an empty prompt');
  return withSystemPrompt(messages, systemPrompt);
}

/** The messages, with the system prompt first unless it is empty or they have their own. */
export function withSystemPrompt(messages: Conversation, systemPrompt: string): Conversation {
  if (systemPrompt === '' || messages.some(({ role }) => role === 'system')) return messages;
  return [{ role: 'system', content: systemPrompt }, ...messages];
}

const TextPart = Type.Union([
  Type.String(),
  Type.Object({ type: Type.Enum(['text', 'input_text']), text: Type.String() }),
]);

const parseMessages = createParser(
  Type.Array(
    Type.Object({
      role: Type.Enum(['system', 'developer', 'user', 'assistant']),
      content: Type.Union([Type.String(), Type.Array(TextPart)], {
        title: 'a text or an array of {type: text, text} parts',
      }),
    }),
    { minItems: 1 },
  ),
);

type Part = string | { readonly text: string };

function toMessages(messages: readonly unknown[]): Conversation {
  return parseMessages(messages, { subject: 'chat array', code: 'REQUEST_INVALID' }).map(
    ({ role, content }): ChatMessage => ({
      role: role === 'developer' ? 'system' : role,
      content: typeof content === 'string' ? content : joinParts(content),
    }),
  );
}

function isTextPart(part: unknown): part is Part {
  return typeof part === 'string' || typeof fieldsOf(part).text === 'string';
}

function joinParts(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.text)).join('\n');
}

function tryTo(parseText: () => unknown): unknown {
  try {
    return parseText();
  } catch {
    return undefined;
  }
}

const invalid = (message: string) => new MetaScError(message, { code: 'REQUEST_INVALID' });
