import { toText } from './untyped.ts';

/** The text on one line: every run of white space becomes a space. */
export function oneLine(text: string): string {
  // A single space stays as it is: to replace each of them by itself takes three times as long.
  return text.replace(/ {2,}\s*| ?[^\S ]\s*/g, ' ').trim();
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
 * The beginning of a text, or of a value's JSON, on one line.
 *
 * @param maxChars at least 1
 */
export function excerpt(value: unknown, maxChars = 100): string {
  const text = toText(value);
  const head = oneLine(text.slice(0, 2 * maxChars));
  const shown = head.length <= maxChars && text.length > 2 * maxChars ? `${head}…` : cut(head, maxChars);
  // A copy, because a slice would keep the whole text in memory.
  return Buffer.from(shown, 'utf8').toString('utf8');
}

/** An {@link excerpt} in quotes; `maxChars` does not count the quotes. */
export function quote(text: string, maxChars?: number): string {
  return `"${excerpt(text, maxChars)}"`;
}
