import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, excerpt, oneLine, quote } from '../../foundation/excerpt.ts';

describe('an excerpt', () => {
  it.each([
    ['short text', 'a b', 'a b'],
    ['a text of exactly the limit', 'abcde', 'abcde'],
    ['a longer one, cut', 'abcdef', 'abcde…'],
    ['a space before the cut', 'abcd efg', 'abcd…'],
    ['lines and tabs', ' a\n\tb ', 'a b'],
    ['a text that is mostly white space', `a${' '.repeat(20)}b`, 'a…'],
    ['an object, as JSON', { a: 1 }, '{"a":…'],
    ['nothing', undefined, ''],
  ])('of %s', (_, value, shown) => {
    expect(excerpt(value, 5)).toBe(shown);
    expect(quote(String(excerpt(value, 5)), 6)).toBe(`"${shown}"`);
  });

  it('is one line of at most the limit and a mark', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 20 }), (text, maxChars) => {
        const shown = excerpt(text, maxChars);
        expect(shown).not.toMatch(/[\n\t]/);
        expect(shown.length).toBeLessThanOrEqual(maxChars + 1);
      }),
    );
  });
});

it('a cut text keeps its lines', () => {
  expect(cut('a\nbc', 3)).toBe('a\nb…');
  expect(cut('a\nb', 3)).toBe('a\nb');
  expect(oneLine(' a \r\n b ')).toBe('a b');
});

it('one line has a space for every run of white space', () => {
  const text = fc.string({ unit: fc.constantFrom(' ', '\n', '\t', '\u2028', '\u00a0', 'a', 'é') });
  fc.assert(
    fc.property(text, (any) => {
      expect(oneLine(any)).toBe(any.trim().split(/\s+/).join(' '));
    }),
  );
});
