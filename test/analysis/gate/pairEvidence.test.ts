import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideBinary } from '../../../analysis/gate/binaryRule.ts';
import {
  type CaseClusters,
  type ComparedCase,
  weighClusters,
  weighCounts,
} from '../../../analysis/gate/pairEvidence.ts';
import { toPairedCounts } from '../../../analysis/statistics/casePairs.ts';
import { times } from '../results/resultFixture.ts';
import { caseOf, repeated } from './caseFixture.ts';

const BROKEN = caseOf(false, true);
const MENDED = caseOf(true, false);
const KEPT = caseOf(true, true);

const weighFlat = (clusters: CaseClusters) => weighCounts(toPairedCounts(clusters.flat()));
const alone = (cases: readonly ComparedCase[]) => weighClusters(cases.map((one) => [one]));
const single = fc.tuple(fc.boolean(), fc.boolean()).map(([head, base]) => caseOf(head, base));
const clusterLists = fc.array(fc.array(single, { minLength: 1, maxLength: 5 }), { maxLength: 40 });
const rows = fc.array(fc.boolean(), { minLength: 1, maxLength: 4 });
const several = fc.tuple(rows, rows).map(([head, base]) => repeated(head, base));
const severalLists = fc.array(fc.array(several, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 30 });

describe('what pairs say', () => {
  it('is exact McNemar and Newcombe where every cluster is one pair, to the letter', () => {
    fc.assert(
      fc.property(fc.array(single, { maxLength: 80 }), (cases) => {
        const clusters = cases.map((one) => [one]);
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
      fc.property(severalLists, (clusters) => {
        const turned = weighClusters(clusters.toReversed().map((cases) => cases.toReversed()));
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
      pairs: 200,
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
    expect(weighClusters([])).toMatchObject({ difference: null, p: 1, clusters: 0, lost: 0 });
  });
});

describe('mid-p', () => {
  const cases = [...times(45, KEPT), ...times(6, BROKEN), MENDED];

  it('goes with the interval of Tango where each case has one row a side', () => {
    const clusters = cases.map((one) => [one]);
    const [exact, midP] = [weighClusters(clusters), weighClusters(clusters, { test: 'midP' })];
    expect(midP).toMatchObject({ interval: 'tango' });
    expect(midP.p).toBeCloseTo(9 / 128, 12);
    expect(midP.p).toBeLessThan(exact.p);
    expect(midP).toEqual(weighCounts(toPairedCounts(cases), { test: 'midP' }));
  });

  it('counts lost rows by the same interval', () => {
    const lost = times(3, repeated([], [true], 1));
    const evidence = weighClusters(
      [...cases, ...lost].map((one) => [one]),
      { test: 'midP' },
    );
    const asFailed = [...cases, ...times(3, BROKEN)].map((one) => [one]);
    expect(evidence.ifLostFailed).toEqual(weighClusters(asFailed, { test: 'midP' }).difference);
  });
});

describe('a loss beyond the margin', () => {
  const score = fc.option(fc.constantFrom(0, 0.25, 0.5, 1), { freq: 6, nil: undefined });
  const runsOf = (side: readonly (number | undefined)[]) => [0.5, ...side];
  const ofRuns = fc
    .tuple(fc.array(score, { maxLength: 3 }), fc.array(score, { maxLength: 3 }), several)
    .map(([head, base, one]): ComparedCase => ({ ...one, runs: { head: runsOf(head), base: runsOf(base) } }));
  const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  const anyClusters = fc.oneof(
    clusterLists,
    severalLists,
    // Each case alone: runs may differ in number from case to case.
    fc.array(
      ofRuns.map((one) => [one]),
      { maxLength: 30 },
    ),
  );

  it('never passes: the interval holds the difference, however it is weighed', () => {
    fc.assert(
      fc.property(anyClusters, share, fc.constantFrom('exact', 'midP'), share, (clusters, confidence, test, margin) => {
        const evidence = weighClusters(clusters, { confidence, test });
        const { value, low, high } = evidence.difference ?? { value: 0, low: 0, high: 0 };
        expect(low <= value + 1e-12 && value <= high + 1e-12).toBe(true);
        const { verdict } = decideBinary(evidence, { margin });
        if (value < -margin - 1e-9) expect(verdict).not.toBe('pass');
        if (low > -margin) expect(verdict).not.toBe('regress');
      }),
    );
  });
});

describe('cases with several rows', () => {
  it('weigh the same, however many rows a side has', () => {
    const [worse, kept] = [repeated(times(9, false), [true]), repeated([true], times(3, true))];
    expect(alone([worse, kept, kept, kept]).difference?.value).toBe(-1 / 4);
    const half = repeated([true, false], [true, true, true, true]);
    expect(alone([half, ...times(9, kept)]).difference?.value).toBeCloseTo(-0.05, 12);
  });

  it('differ by the mean of the cases’ differences, inside the interval, with p in (0, 1]', () => {
    fc.assert(
      fc.property(severalLists, (clusters) => {
        const { difference, p, pairs } = weighClusters(clusters);
        const differences = clusters.flat().map(({ head, base }) => head.passed / head.of - base.passed / base.of);
        const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length;
        expect(difference?.value).toBeCloseTo(mean, 12);
        expect(difference?.low).toBeLessThanOrEqual(mean + 1e-12);
        expect(difference?.high).toBeGreaterThanOrEqual(mean - 1e-12);
        expect(pairs).toBe(differences.length);
        expect(p > 0 && p <= 1).toBe(true);
      }),
    );
  });

  it('count as one case each where all rows of a side agree', () => {
    const [broken, kept] = [repeated(times(3, false), [true, true]), repeated(times(3, true), [true, true])];
    expect(alone([...times(5, broken), ...times(47, kept)])).toMatchObject({
      p: 2 / 32,
      test: 'signFlip',
      differing: 5,
    });
  });

  it('are no surer for being asked again, where nothing differs', () => {
    const low = (cases: number, rowsEach: number) =>
      alone(times(cases, repeated(times(rowsEach, true), times(rowsEach, true)))).difference?.low ?? 0;
    expect(low(52, 10)).toBeLessThan(-0.03);
    expect(low(52, 10)).toBeLessThanOrEqual(low(52, 2) + 1e-12);
    expect(alone([...times(51, KEPT), repeated([true, true], [true, true])]).difference?.low).toBeLessThan(-0.05);
  });
});

describe('lost rows', () => {
  const lostCase = (base: boolean) => repeated([], [base], 1);

  it('are left out of the difference, and counted as failed beside it', () => {
    const evidence = alone([...times(109, KEPT), ...times(11, lostCase(true))]);
    expect(evidence).toMatchObject({ pairs: 109, lost: 11, p: 1, difference: { value: 0 } });
    expect(evidence.ifLostFailed).toEqual(alone([...times(109, KEPT), ...times(11, BROKEN)]).difference);
  });

  it('cost nothing where base failed', () => {
    const evidence = alone([...times(109, KEPT), ...times(11, lostCase(false))]);
    expect(evidence.ifLostFailed?.value).toBe(0);
  });

  it('of a case with others count by their share', () => {
    const evidence = alone([...times(9, KEPT), repeated([true], [true, true], 1)]);
    expect(evidence.difference?.value).toBe(0);
    expect(evidence.ifLostFailed?.value).toBeCloseTo(-0.05, 12);
  });

  it('have no figure where none is lost', () => {
    expect(alone([KEPT, BROKEN])).not.toHaveProperty('ifLostFailed');
  });
});
