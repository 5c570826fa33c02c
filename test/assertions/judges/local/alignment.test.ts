import { describe, expect, it } from 'vitest';
import { isDisplaced } from '../../../../assertions/judges/local/alignment.ts';
import { compareClaims } from '../../../../assertions/judges/local/claims/compareClaims.ts';

const TAPS = {
  request: 'Which tap is hot and which is cold?',
  reference: 'The left tap is hot, and the right one is cold.',
};
const VALVES = {
  request: 'Which valve lets the steam out?',
  reference: 'The brass valve lets the steam out; the iron valve drains the water.',
};
const TEA = { request: 'What is the tea made of?', reference: 'It is made of the dried roots of chicory.' };

describe('parts of a reference', () => {
  it.each([
    ['swapped', TAPS, 'The right tap is hot, and the left one is cold.'],
    ['swapped, in other words', VALVES, 'Steam leaves by the iron valve. The brass valve is there to drain the water.'],
    ['its aside in the place of its head', VALVES, 'The iron one. It opens at two bar.'],
    ['another word between the same two', TEA, 'They make it from the dried leaves of chicory.'],
  ])('are displaced: %s', (_, texts, response) => {
    expect(isDisplaced(compareClaims({ ...texts, response }))).toBe(true);
  });

  it.each([
    ['in their places', TAPS, 'Left is hot, right is cold.'],
    ['the head alone', VALVES, 'The brass one, once the pressure is high enough.'],
    ['in other words', TEA, 'The roots of chicory are dried and then roasted.'],
    ['of one clause', { request: 'Who won?', reference: 'Ann Lee' }, 'It was Ann Lee.'],
  ])('are not: %s', (_, texts, response) => {
    expect(isDisplaced(compareClaims({ ...texts, response }))).toBe(false);
  });
});
