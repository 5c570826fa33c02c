/**
 * The beginning of a text for a reason: one line, in quotes, at most `maxChars` characters between them.
 *
 * @param maxChars at least 1
 */
export function excerpt(text: string, maxChars = 100): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= maxChars ? `"${line}"` : `"${line.slice(0, maxChars).trimEnd()}…"`;
}
