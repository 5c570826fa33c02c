import { describe, expect, it } from 'vitest';
import { krippendorffsAlpha } from '../../../analysis/statistics/krippendorff.ts';
import { createRandom } from '../../../foundation/random.ts';

/** Of ratings by rater, a dot for a missing one. */
function alphaOf(...raters: readonly string[]) {
  const columns = raters.map((ratings) => ratings.split(' '));
  const units = (columns[0] ?? []).map((_, unit) =>
    columns.flatMap((ratings) => (ratings[unit] === '.' ? [] : (ratings[unit] ?? []))),
  );
  return krippendorffsAlpha(units, { random: createRandom(1) });
}

describe("Krippendorff's alpha", () => {
  // Krippendorff 2011, sections A to C.
  it.each<[string, readonly string[], number]>([
    ['two observers, two classes', ['0 1 0 0 0 0 0 0 1 0', '1 1 1 0 0 1 0 0 0 0'], 0.095],
    ['two observers, five classes', ['a a b b d c c c e d d a', 'b a b b b c c c e d d d'], 0.692],
    [
      'four observers, missing ratings',
      ['1 2 3 3 2 1 4 1 2 . . .', '1 2 3 3 2 2 4 1 2 5 . 3', '. 3 3 3 2 3 4 2 2 5 1 .', '1 2 3 3 2 4 4 1 2 5 1 .'],
      0.743,
    ],
  ])('is the published one of %s', (_, raters, published) => {
    const alpha = alphaOf(...raters);
    expect(alpha?.value).toBeCloseTo(published, 3);
    expect(alpha?.low).toBeLessThan(published);
    expect(alpha?.high).toBeGreaterThan(published);
    expect(alphaOf(...raters)).toEqual(alpha);
  });

  it('is 1 where all agree, below 0 where they agree less than by chance', () => {
    expect(alphaOf('a b a', 'a b a')?.value).toBe(1);
    expect(alphaOf('a b a b', 'b a b a')?.value).toBeLessThan(0);
  });

  it('is not defined without two ratings of a unit, or with one class alone', () => {
    expect(alphaOf('a . b', '. a .')).toBeNull();
    expect(alphaOf('a a', 'a a')).toBeNull();
    expect(krippendorffsAlpha([], { random: createRandom(1) })).toBeNull();
  });
});
