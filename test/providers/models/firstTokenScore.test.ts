import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreFirstToken } from '../../../providers/models/firstTokenScore.ts';

const words = { safe: 'safe', unsafe: 'unsafe' };
const listed = (chances: Readonly<Record<string, number>>) =>
  Object.entries(chances).map(([token, chance]) => ({ token, logprob: Math.log(chance) }));
const score = (chances: Readonly<Record<string, number>>, asked = words) => scoreFirstToken(listed(chances), asked);

describe('the score of a first token', () => {
  it.each<[string, Readonly<Record<string, number>>, number]>([
    ['the share of safe', { safe: 0.9, unsafe: 0.1 }, 0.9],
    ['over both words alone', { safe: 0.3, unsafe: 0.1, maybe: 0.6 }, 0.75],
    ['over all spellings', { safe: 0.2, ' safe': 0.2, '\n\nsafe': 0.2, '\u2581unsafe': 0.1, '\u0120unsafe': 0.3 }, 0.6],
    ['over small letters and capitals', { Safe: 0.2, SAFE: 0.2, safe: 0.2, Unsafe: 0.4 }, 0.6],
    ['over the beginnings of a word', { sa: 0.6, un: 0.4 }, 0.6],
    ['against the rest where unsafe is not listed', { safe: 0.6 }, 0.6],
    ['against no more than the last listed', { safe: 0.9, sure: 0.02 }, 0.9 / 0.92],
    ['nothing where safe is not listed', { unsafe: 0.2, sure: 0.1 }, 0],
    ['for certain where nothing is left over', { safe: 1 }, 1],
  ])('is %s', (_, chances, expected) => {
    expect(score(chances)).toBeCloseTo(expected, 10);
  });

  it.each<[string, Readonly<Record<string, number>>]>([
    ['no token', {}],
    ['other words', { sure: 0.5, Safely: 0.1, safely: 0.1, SAFEST: 0.1 }],
    ['white space', { ' ': 0.5, '': 0.1 }],
  ])('is none of %s', (_, chances) => {
    expect(score(chances)).toBeUndefined();
  });

  it('is by the words of the format', () => {
    expect(score({ No: 0.8, Yes: 0.2 }, { safe: 'No', unsafe: 'Yes' })).toBeCloseTo(0.8, 10);
    expect(score({ No: 0.8, Yes: 0.2 })).toBeUndefined();
  });

  it('lies between 0 and 1, whatever is listed', () => {
    const token = fc.oneof(fc.constantFrom('safe', 'unsafe', ' safe', 'un'), fc.string());
    const entry = fc.record({ token, logprob: fc.double({ max: 0, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(entry), (firstToken) => {
        const found = scoreFirstToken(firstToken, words);
        if (found === undefined) return;
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(1);
      }),
    );
  });
});
