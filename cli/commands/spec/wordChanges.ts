import { styleText } from 'node:util';
import type { WordChange } from '../../../analysis/wordDiff.ts';
import { printable } from '../../terminal/printable.ts';

export interface Style {
  /** Whether the output understands escape sequences for colours. */
  readonly color: boolean;
}

/** Changes as one text: `[-removed-]{+added+}` as in `git diff --word-diff`, in red and green with colour. */
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
