import { expect, it } from 'vitest';
import { crossValidate } from './crossValidate.ts';

const answersOf = (author: string, isReversed = false) =>
  Array.from({ length: 40 }, (_, index) => ({
    author,
    request: `request ${index}`,
    isHonest: (index % 2 === 1) !== isReversed,
    weight: 1,
    isCounted: true,
    evidence: { met: index % 2 },
    byRule: { isHonest: undefined, reason: 'r' },
  }));

it('judges an author by the others alone', () => {
  const [one, other, all] = crossValidate([...answersOf('a'), ...answersOf('b', true)], ['a', 'b'], 0.7);
  expect([one?.['left out'], one?.n, one?.accuracy]).toEqual(['a', 40, '0.000']);
  expect([other?.['left out'], other?.accuracy]).toEqual(['b', '0.000']);
  expect(all).toMatchObject({ n: 80, 'false honest': 40, 'false dishonest': 40 });
});
