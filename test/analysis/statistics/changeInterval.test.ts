import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeInterval } from '../../../analysis/statistics/changeInterval.ts';

describe('the interval of a change', () => {
  it('is that of Bonett and Price: 21 children, one up and seven down', () => {
    const found = changeInterval({ pairs: 21, mended: 1, broken: 7 });
    expect(found?.value).toBeCloseTo(-6 / 21, 12);
    // 2/23 − 8/23 ± 1.96 √((10/23 − (6/23)²) / 23)
    expect(found?.low).toBeCloseTo(-0.5084, 4);
    expect(found?.high).toBeCloseTo(-0.0134, 4);
  });

  it('has a width where nothing changed, and is null where nothing was tried', () => {
    expect(changeInterval({ pairs: 64, mended: 0, broken: 0 })).toMatchObject({
      value: 0,
      high: expect.closeTo(0.042, 3),
    });
    expect(changeInterval({ pairs: 0, mended: 0, broken: 0 })).toBeNull();
  });

  it('lies within −1 and 1, and mirrors when mended and broken change places', () => {
    const counts = fc
      .tuple(fc.nat(60), fc.nat(60), fc.nat(60))
      .map(([mended, broken, same]) => ({ mended, broken, pairs: mended + broken + same + 1 }));
    fc.assert(
      fc.property(counts, ({ pairs, mended, broken }) => {
        const one = changeInterval({ pairs, mended, broken });
        const other = changeInterval({ pairs, mended: broken, broken: mended });
        expect(one?.low).toBeGreaterThanOrEqual(-1);
        expect(one?.high).toBeLessThanOrEqual(1);
        expect(one?.low).toBeCloseTo(-(other?.high ?? Number.NaN), 12);
      }),
    );
  });
});
