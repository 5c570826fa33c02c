import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../foundation/random.ts';

describe('the seeded generator', () => {
  it('gives the numbers that mulberry32 gives for seed 1, as its C source computes them', () => {
    const random = createRandom(1);
    // In Python, with the arithmetic of the published C source cut to 32 bits.
    expect([random(), random(), random()]).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522]);
  });

  it('stays in [0, 1) and repeats itself for a seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        const [first, second] = [createRandom(seed), createRandom(seed)];
        const numbers = Array.from({ length: 50 }, first);
        expect(numbers.every((number) => 0 <= number && number < 1)).toBe(true);
        expect(Array.from({ length: 50 }, second)).toEqual(numbers);
      }),
    );
  });

  it('is even: each tenth of [0, 1) gets its share of 100,000 numbers', () => {
    const random = createRandom(7);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const tenth = Math.floor(random() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    // Chi-square of 9 degrees of freedom: 27.9 has p .001.
    expect(tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
  });

  it.each([-1, 2 ** 32, 0.5, Number.NaN])('refuses the seed %d', (seed) => {
    expect(() => createRandom(seed)).toThrow(RangeError);
  });
});
