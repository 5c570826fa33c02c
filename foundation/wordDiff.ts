import { diffWords } from 'diff';

/** A sequence of words: in both texts, in the second only, or in the first only. */
export interface WordChange {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/**
 * The words to remove from `before` and to add to get `after`. Except for white space, the result without added words is
 * `before`, and without removed words `after`.
 */
export function diffTexts(before: string, after: string): readonly WordChange[] {
  return diffWords(before, after).map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
}
