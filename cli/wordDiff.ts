import { styleText } from 'node:util';
import { diffWords } from 'diff';

/** A run of words of two texts: in both, in the second only, or in the first only. */
export interface WordChange {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

export interface Style {
  /** Whether escape sequences for colours are understood where the text goes. */
  readonly color: boolean;
}

/**
 * What has to be taken out of `before` and put into it to get `after`, word by word. Without what was added it is
 * `before`, without what was removed `after`, but for white space.
 */
export function diffTexts(before: string, after: string): readonly WordChange[] {
  return diffWords(before, after).map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
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
