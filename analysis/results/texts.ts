/**
 * The beginning of a text on one line; what is no text, as JSON.
 *
 * @param maxChars at least 1
 */
export function excerptOf(value: unknown, maxChars: number): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const head = text
    .slice(0, 2 * maxChars)
    .replace(/\s+/g, ' ')
    .trim();
  const cut = head.length > maxChars || text.length > 2 * maxChars ? `${head.slice(0, maxChars).trimEnd()}…` : head;
  // A copy: a slice would keep the whole text in memory.
  return Buffer.from(cut, 'utf8').toString('utf8');
}
