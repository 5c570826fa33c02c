import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideBinary } from '../../../analysis/gate/binaryRule.ts';
import { weighClusters, weighCounts } from '../../../analysis/gate/pairEvidence.ts';

const table = (both: number, headOnly: number, baseOnly: number, neither: number) =>
  weighCounts({ both, headOnly, baseOnly, neither });
const margin = 0.05;

describe('the gate rule of a binary metric', () => {
  it.each([
    { what: '6 of 52 cases flip to failure', counts: table(46, 0, 6, 0), verdict: 'regress' },
    { what: '5 of 52 cases flip to failure', counts: table(47, 0, 5, 0), verdict: 'inconclusive' },
    { what: '12 cases are identical', counts: table(12, 0, 0, 0), verdict: 'inconclusive' },
    { what: '250 cases are identical', counts: table(250, 0, 0, 0), verdict: 'pass' },
    { what: '250 cases are identical, half of them failures', counts: table(125, 0, 0, 125), verdict: 'pass' },
    { what: '6 of 52 cases flip to a pass', counts: table(46, 6, 0, 0), verdict: 'pass' },
    { what: 'nothing was measured', counts: table(0, 0, 0, 0), verdict: 'inconclusive' },
  ])('says $verdict where $what', ({ counts, verdict }) => {
    expect(decideBinary(counts, { margin }).verdict).toBe(verdict);
  });

  it('lets a significant loss regress though it lies within the margin', () => {
    const decision = decideBinary(table(1960, 5, 20, 15), { margin });
    expect(decision.difference?.low).toBeGreaterThan(-margin);
    expect(decision.verdict).toBe('regress');
  });

  it('decides by the adjusted p where it is given one', () => {
    const counts = table(46, 0, 6, 0);
    expect(decideBinary(counts, { margin, adjustedP: 0.0625 })).toMatchObject({
      verdict: 'inconclusive',
      p: 0.03125,
      adjustedP: 0.0625,
    });
    expect(decideBinary(counts, { margin, adjustedP: 0.0625, alpha: 0.1 }).verdict).toBe('regress');
  });

  it('shows the interval and p that it rests on', () => {
    expect(decideBinary(table(46, 0, 6, 0), { margin })).toMatchObject({
      difference: { value: -6 / 52 },
      p: 0.03125,
      adjustedP: 0.03125,
    });
    expect(decideBinary(table(0, 0, 0, 0), { margin })).toMatchObject({ difference: null, p: 1 });
  });

  it('never lets head regress with as many gains as losses, nor pass on a wider loss than the margin', () => {
    const count = fc.nat(200);
    fc.assert(
      fc.property(count, count, count, count, (both, headOnly, baseOnly, neither) => {
        const { verdict, difference } = decideBinary(table(both, headOnly, baseOnly, neither), { margin });
        if (headOnly >= baseOnly) expect(verdict).not.toBe('regress');
        if ((difference?.value ?? -1) <= -margin) expect(verdict).not.toBe('pass');
      }),
    );
  });

  it('says how many clusters a loss takes, where fewer differ', () => {
    const goals = (broken: number) =>
      weighClusters(Array.from({ length: 50 }, (_, at) => [1, 2].map(() => ({ base: true, head: at >= broken }))));
    // 10 broken, 0 mended of 100 tests: p .002, were they independent.
    expect(decideBinary(goals(5), { margin })).toMatchObject({ verdict: 'inconclusive', clustersNeeded: 6 });
    expect(decideBinary(goals(6), { margin })).toMatchObject({ verdict: 'regress', p: 2 / 64 });
    expect(decideBinary(goals(6), { margin })).not.toHaveProperty('clustersNeeded');
    expect(decideBinary(goals(0), { margin })).not.toHaveProperty('clustersNeeded');
    expect(decideBinary(goals(6), { margin, alpha: 0.01 }).clustersNeeded).toBe(8);
  });

  it.each([
    { margin: 0 },
    { margin: 1 },
    { margin, alpha: 0 },
    { margin, adjustedP: 0.01 },
    { margin, adjustedP: 1.5 },
  ])('refuses %o', (policy) => {
    expect(() => decideBinary(table(46, 0, 6, 0), policy)).toThrow(RangeError);
  });
});
