import { styleText } from 'node:util';
import type { WordChange } from '../../../foundation/wordDiff.ts';
import { printable } from '../../terminal/printable.ts';

export interface Style {
  /** Whether the output understands escape sequences for colours. */
  readonly color: boolean;
}

/** Changes as one text: `[-removed-]{+added+}` as in `git diff --word-diff`, in red and green with colour. */
export function formatChanges(changes: readonly WordChange[], style: Style): string {
  const paint = (color: 'red' | 'green', marked: string) =>
    style.color ? styleText(color, marked, { validateStream: false }) : marked;
  const marks = {
    same: (text: string) => text,
    added: (text: string) => paint('green', `{+${text}+}`),
    removed: (text: string) => paint('red', `[-${text}-]`),
  };
  return changes.map(({ kind, text }) => marks[kind](printable(text))).join('');
}
