import { styleText } from 'node:util';
import type { WordChange } from '../analysis/wordDiff.ts';

export interface Style {
  /** Whether escape sequences for colours are understood where the text goes. */
  readonly color: boolean;
}

/** Changes as one text: `[-removed-]{+added+}`, as in `git diff --word-diff`, in red and green where there is colour. */
export function formatChanges(changes: readonly WordChange[], style: Style): string {
  return changes.map((change) => formatChange(change, style)).join('');
}

function formatChange({ kind, text }: WordChange, { color }: Style): string {
  const paint = (style: 'red' | 'green', marked: string) =>
    color ? styleText(style, marked, { validateStream: false }) : marked;
  switch (kind) {
    case 'same':
      return printable(text);
    case 'added':
      return paint('green', `{+${printable(text)}+}`);
    case 'removed':
      return paint('red', `[-${printable(text)}-]`);
  }
}

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
