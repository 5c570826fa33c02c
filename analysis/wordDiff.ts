import { diffWords } from 'diff';

/** A run of words of two texts: in both, in the second only, or in the first only. */
export interface WordChange {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
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
