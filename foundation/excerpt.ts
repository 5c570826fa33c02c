import { toText } from './untyped.ts';

/** A text whose line breaks, and other white space, are single spaces. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * The text, or its first `maxChars` characters and `…`.
 *
 * @param maxChars at least 1
 */
export function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars).trimEnd()}…`;
}

/**
 * The beginning of a text on one line; of anything else, of its JSON.
 *
 * @param maxChars at least 1
 */
export function excerpt(value: unknown, maxChars = 100): string {
  const text = toText(value);
  const head = oneLine(text.slice(0, 2 * maxChars));
  const shown = head.length <= maxChars && text.length > 2 * maxChars ? `${head}…` : cut(head, maxChars);
  // A copy: a slice would keep the whole text in memory.
  return Buffer.from(shown, 'utf8').toString('utf8');
}

/** An {@link excerpt} in quotes, which count for nothing. */
export function quote(text: string, maxChars?: number): string {
  return `"${excerpt(text, maxChars)}"`;
}
