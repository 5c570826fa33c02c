import { describe, expect, it } from 'vitest';
import { compareClaims } from '../../../../../assertions/judges/local/claims/compareClaims.ts';
import { markedAnswer, readDemand } from '../../../../../assertions/judges/local/claims/demand.ts';

describe('a reference demands', () => {
  it.each([
    ['Baikal', 'Baikal', '', []],
    ['Baikal (1,642 m deep)', 'Baikal', '1,642 m deep', []],
    ['Curie (physics); she won another one later.', 'Curie', 'physics', []],
    ['Cows are mammals; they give milk.', 'Cows are mammals; they give milk.', '', []],
    ['Oslo (Norway) and Riga (Latvia)', 'Oslo (Norway) and Riga (Latvia)', '', ['Oslo (Norway)', 'Riga (Latvia)']],
    ['salt, pepper and oil', 'salt, pepper and oil', '', ['salt', 'pepper', 'oil']],
    ['No; it is too hot.', 'No; it is too hot.', '', []],
    ['Four: two large and two small.', 'Four', '', []],
    [
      'The three spices are salt, pepper and mace.',
      'The three spices are salt, pepper and mace.',
      '',
      ['salt', 'pepper', 'mace'],
    ],
    ['It was salt and it was oil.', 'It was salt and it was oil.', '', []],
  ])('%s', (reference, text, aside, items) => {
    expect(readDemand(reference)).toEqual({ text, aside, items });
  });

  it('what stands before its parenthesis, or what stands in it instead', () => {
    const metBy = (response: string) => {
      const { facts, words, sharedWords } = compareClaims({
        request: 'Which bone protects the brain?',
        reference: 'The cranium (brain case)',
        response,
      });
      return facts.every(({ finding }) => finding === 'met') && sharedWords.length === words.length;
    };
    expect(['It is the cranium.', 'The case.', 'A rib.'].map(metBy)).toEqual([true, true, false]);
  });

  it('every item of a list', () => {
    const missing = (response: string) =>
      compareClaims({ request: 'What is brass made of?', reference: 'Copper and zinc', response }).missingItems;
    expect(missing('Zinc with copper.')).toEqual([]);
    expect(missing('Copper alone.')).toEqual(['zinc']);
    expect(missing('Copper. There is no zinc in it.')).toEqual(['zinc']);
  });
});

describe('an answer that marks its answer', () => {
  it.each([
    ['Let me see. Is it seven?\n\n**Answer:** nine', 'nine'],
    ['Final answer: nine', 'nine'],
    ['My answer stays the same.', 'My answer stays the same.'],
  ])('is read from there: %s', (response, read) => {
    expect(markedAnswer(response)).toBe(read);
  });
});
