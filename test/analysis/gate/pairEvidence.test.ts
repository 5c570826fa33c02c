import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countPairs, type PairClusters, weighClusters, weighCounts } from '../../../analysis/gate/pairEvidence.ts';
import { times } from '../results/resultFixture.ts';

const BROKEN = { head: false, base: true };
const MENDED = { head: true, base: false };
const KEPT = { head: true, base: true };

const weighFlat = (clusters: PairClusters) => weighCounts(countPairs(clusters.flat()));
const pair = fc.record({ head: fc.boolean(), base: fc.boolean() });
const clusterLists = fc.array(fc.array(pair, { minLength: 1, maxLength: 5 }), { maxLength: 40 });

describe('what pairs say', () => {
  it('is exact McNemar and Newcombe where every cluster is one pair, to the letter', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 80 }), (pairs) => {
        const clusters = pairs.map((one) => [one]);
        expect(weighClusters(clusters)).toEqual(weighFlat(clusters));
      }),
    );
  });

  it('is never bolder for clusters than for independent pairs', () => {
    fc.assert(
      fc.property(clusterLists, (clusters) => {
        const [together, apart] = [weighClusters(clusters), weighFlat(clusters)];
        expect(together.p).toBeGreaterThanOrEqual(apart.p);
        expect(together.difference?.value).toBe(apart.difference?.value);
        expect(together.difference?.low ?? 0).toBeLessThanOrEqual(apart.difference?.low ?? 0);
        expect(together.difference?.high ?? 0).toBeGreaterThanOrEqual(apart.difference?.high ?? 0);
      }),
    );
  });

  it('does not depend on the order of clusters or pairs', () => {
    fc.assert(
      fc.property(clusterLists, (clusters) => {
        const turned = weighClusters(clusters.toReversed().map((pairs) => pairs.toReversed()));
        const { p, difference } = weighClusters(clusters);
        expect(turned.p).toBeCloseTo(p, 12);
        expect(turned.difference?.low ?? 0).toBeCloseTo(difference?.low ?? 0, 12);
      }),
    );
  });

  it('goes by the clusters where their pairs agree', () => {
    const clusters = [...times(3, times(4, BROKEN)), ...times(47, times(4, KEPT))];
    // 12 broken, 0 mended of 200: .0005, were they independent.
    expect(weighClusters(clusters)).toMatchObject({
      p: 2 / 8,
      clusters: 50,
      differing: 3,
      isClustered: true,
      test: 'signFlip',
      interval: 'clusterT',
    });
  });

  it('counts no cluster as differing that gains what it loses', () => {
    expect(weighClusters([[BROKEN, MENDED], [BROKEN, KEPT], [KEPT]])).toMatchObject({ clusters: 3, differing: 1 });
  });

  it('of one cluster leaves open what others would do', () => {
    expect(weighClusters([times(500, KEPT)])).toMatchObject({
      difference: { value: 0, low: -1, high: 1 },
      clusters: 1,
      interval: 'none',
    });
    expect(weighClusters([[KEPT]])).toMatchObject({ interval: 'newcombe', isClustered: false });
  });

  it('is nothing without pairs', () => {
    expect(weighClusters([])).toMatchObject({ difference: null, p: 1, clusters: 0 });
  });
});
