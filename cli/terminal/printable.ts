/** Control characters except line breaks, and characters that change the direction of writing. */
const ACTING = /[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/gu;

/**
 * A text that can't act on a terminal: control characters except line breaks, and those that change the direction of
 * writing, are spelled out. Models write specs, and they read what attackers write.
 */
export function printable(text: string): string {
  return text.replace(ACTING, (character) => `\\u{${hexOf(character)}}`);
}

/** A value as indented JSON with the same characters escaped; it parses to the same value. */
export function toPrintableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(ACTING, (character) => `\\u${hexOf(character).padStart(4, '0')}`);
}

const hexOf = (character: string): string => character.charCodeAt(0).toString(16);
