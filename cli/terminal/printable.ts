/**
 * A text that can't act on a terminal: control characters but line breaks, and those that turn the direction of
 * writing, are spelled out. Models write specs, and they see what attackers write.
 */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
