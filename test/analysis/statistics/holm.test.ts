import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holmAdjust } from '../../../analysis/statistics/holm.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe("Holm's adjusted p values", () => {
  // statsmodels 0.15: multipletests(ps, method='holm')[1].
  it.each([
    { ps: [0.01, 0.04, 0.03, 0.005], adjusted: [0.03, 0.06, 0.06, 0.02] },
    { ps: [0.02, 0.02, 0.9], adjusted: [0.06, 0.06, 0.9] },
    { ps: [0.5, 0.6, 0.7], adjusted: [1, 1, 1] },
    { ps: [0.04], adjusted: [0.04] },
    { ps: [], adjusted: [] },
  ])('of $ps are $adjusted', ({ ps, adjusted }) => {
    const ours = holmAdjust(ps);
    expect(ours).toHaveLength(adjusted.length);
    adjusted.forEach((p, index) => {
      expect(ours[index]).toBeCloseTo(p, 12);
    });
  });

  it('are at least the p, at most 1, ranked as the p values are, the least n times the least p', () => {
    fc.assert(
      fc.property(fc.array(share), (ps) => {
        const adjusted = holmAdjust(ps);
        ps.forEach((p, index) => {
          const own = adjusted[index] ?? Number.NaN;
          expect(p <= own && own <= 1 && own <= ps.length * Math.max(...ps)).toBe(true);
          ps.forEach((other, otherIndex) => {
            if (other >= p) expect(adjusted[otherIndex]).toBeGreaterThanOrEqual(own);
          });
        });
        const smallest = Math.min(...ps);
        if (ps.length > 0) expect(Math.min(...adjusted)).toBe(Math.min(1, ps.length * smallest));
      }),
    );
  });

  it('reject what the step-down procedure of Holm 1979 rejects', () => {
    fc.assert(
      fc.property(fc.array(share, { minLength: 1 }), fc.double({ min: 0.001, max: 0.5, noNaN: true }), (ps, alpha) => {
        const sorted = ps.toSorted((a, b) => a - b);
        const stop = sorted.findIndex((p, rank) => (ps.length - rank) * p > alpha);
        const rejected = holmAdjust(ps).filter((p) => p <= alpha).length;
        expect(rejected).toBe(stop === -1 ? ps.length : stop);
      }),
    );
  });

  it.each([-0.1, 1.1, Number.NaN])('refuse %d', (p) => {
    expect(() => holmAdjust([0.5, p])).toThrow(RangeError);
  });
});
