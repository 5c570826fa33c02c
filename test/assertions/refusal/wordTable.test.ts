import { describe, expect, it } from 'vitest';
import { createWordTable } from '../../../assertions/refusal/wordTable.ts';

describe('a table of words', () => {
  const words = Array.from({ length: 500 }, (_, index) => `word${index}`);
  const { find, size } = createWordTable(words);

  it('numbers the words by their order', () => {
    expect(words.map((word) => find(word, 0, word.length))).toEqual(words.map((_, index) => index));
    expect(size).toBe(500);
  });

  it('finds a part of a text', () => {
    expect(find('the word7, that is', 4, 9)).toBe(7);
    expect(find('the word72, that is', 4, 9)).toBe(7);
  });

  it('does not know others, nor anything if it is empty', () => {
    expect(find('words', 0, 5)).toBe(-1);
    expect(find('word500', 0, 7)).toBe(-1);
    expect(createWordTable([]).find('word1', 0, 5)).toBe(-1);
  });
});
