/** Control characters but line breaks, and characters that turn the direction of writing. */
const ACTING = /[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/gu;

/**
 * A text that can't act on a terminal: control characters but line breaks, and those that turn the direction of
 * writing, are spelled out. Models write specs, and they see what attackers write.
 */
export function printable(text: string): string {
  return text.replace(ACTING, (character) => `\\u{${hexOf(character)}}`);
}

/** A value as JSON, indented, with the same characters escaped: parsed, it is the same value. */
export function toPrintableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(ACTING, (character) => `\\u${hexOf(character).padStart(4, '0')}`);
}

const hexOf = (character: string): string => character.charCodeAt(0).toString(16);
