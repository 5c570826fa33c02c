import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatChanges } from '../../../../cli/commands/spec/wordChanges.ts';
import { printable } from '../../../../cli/terminal/printable.ts';
import { diffTexts } from '../../../../foundation/wordDiff.ts';

const without = (kind: 'added' | 'removed', before: string, after: string) =>
  diffTexts(before, after)
    .filter((change) => change.kind !== kind)
    .map(({ text }) => text)
    .join('');

const unspaced = (text: string) => text.replace(/\s+/g, '');

describe('a word diff', () => {
  it('marks removed and added words', () => {
    const changes = diffTexts('Answers should be safe and kind to all.', 'Answers should be safe and useful to all.');
    expect(changes).toEqual([
      { kind: 'same', text: 'Answers should be safe and ' },
      { kind: 'removed', text: 'kind' },
      { kind: 'added', text: 'useful' },
      { kind: 'same', text: ' to all.' },
    ]);
    expect(formatChanges(changes, { color: false })).toBe('Answers should be safe and [-kind-]{+useful+} to all.');
    expect(formatChanges(changes, { color: true })).toBe(
      'Answers should be safe and \u001b[31m[-kind-]\u001b[39m\u001b[32m{+useful+}\u001b[39m to all.',
    );
  });

  it('marks nothing in equal texts', () => {
    expect(formatChanges(diffTexts('the same.', 'the same.'), { color: true })).toBe('the same.');
  });

  it('restores either text from its own words, except for white space', () => {
    const words = fc.array(fc.constantFrom('safe', 'kind', 'and', 'Answers', 'ü', '.', ',', '  ', 'don’t'), {
      maxLength: 12,
    });
    const text = fc.oneof(
      words.map((list) => list.join(' ')),
      fc.string(),
    );
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(unspaced(without('added', before, after))).toBe(unspaced(before));
        expect(unspaced(without('removed', before, after))).toBe(unspaced(after));
      }),
    );
  });
});

describe('a text for the terminal', () => {
  it('keeps letters of all scripts and line breaks, and spells out control characters', () => {
    expect(printable('Füße, 安全 и 👩‍🔬\nend')).toBe('Füße, 安全 и 👩‍🔬\nend');
    expect(printable('a\u001b[2Jb\rc\u0007\u009bd\u202ee')).toBe('a\\u{1b}[2Jb\\u{d}c\\u{7}\\u{9b}d\\u{202e}e');
    const hostile = formatChanges(diffTexts('safe', '\u001b]0;title\u0007'), { color: false });
    expect(hostile).not.toMatch(/\p{Cc}/u);
  });
});
