import { parse } from 'yaml';

/**
 * What the user asked, out of a rendered promptfoo prompt: of a chat array (JSON, or YAML that begins with `- role:`) the
 * text of the last user message, else the prompt as it stands. Empty where there is no prompt.
 */
export function judgedRequest(prompt: string | undefined): string {
  if (prompt === undefined) return '';
  const lastOfUser = findChatArray(prompt)?.findLast(({ role }) => role === 'user');
  return lastOfUser === undefined ? prompt : textOf(lastOfUser.content);
}

interface Message {
  readonly role: unknown;
  readonly content?: unknown;
}

function findChatArray(prompt: string): readonly Message[] | undefined {
  const text = prompt.trim();
  const parseText = text.startsWith('[')
    ? JSON.parse
    : text.startsWith('- role:')
      ? (yaml: string) => parse(yaml)
      : undefined;
  try {
    const value: unknown = parseText?.(text);
    return Array.isArray(value) && value.length > 0 && value.every(isMessage) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'role' in value;
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const parts: readonly { text?: unknown }[] = content.filter((part) => typeof part === 'object' && part !== null);
  return parts.flatMap(({ text }) => (typeof text === 'string' ? [text] : [])).join('\n');
}
