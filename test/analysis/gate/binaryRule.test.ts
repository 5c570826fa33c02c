import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideBinary } from '../../../analysis/gate/binaryRule.ts';
import { type PairEvidence, weighClusters, weighCounts } from '../../../analysis/gate/pairEvidence.ts';
import { times } from '../results/resultFixture.ts';
import { caseOf, repeated } from './caseFixture.ts';

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

  it('lets a significant loss within the margin pass if the interval allows, and else leaves it open', () => {
    const [small, wide] = [table(1960, 5, 20, 15), table(240, 0, 10, 0)].map((counts) =>
      decideBinary(counts, { margin }),
    );
    expect(small).toMatchObject({ verdict: 'pass', change: 'loss' });
    expect(small?.difference?.low).toBeGreaterThan(-margin);
    expect(wide).toMatchObject({ verdict: 'inconclusive', change: 'loss' });
    expect(wide?.difference?.value).toBe(-0.04);
    expect(decideBinary(table(240, 0, 10, 0), { margin: 0.03 }).verdict).toBe('regress');
  });

  it('counts a loss of just the margin as within it, however it is added up', () => {
    expect(decideBinary(table(190, 0, 10, 0), { margin })).toMatchObject({ verdict: 'inconclusive', p: 2 / 1024 });
    // 30 of 100 cases lose a third each: a tenth, but for rounding.
    const clusters = [
      ...times(30, [repeated([true, true, false], [true, true, true])]),
      ...times(70, [caseOf(true, true)]),
    ];
    expect(decideBinary(weighClusters(clusters), { margin: 0.1 })).toMatchObject({
      verdict: 'inconclusive',
      change: 'loss',
    });
    expect(decideBinary(weighClusters(clusters), { margin: 0.09 }).verdict).toBe('regress');
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

  it('never contradicts its margin, over all tables of up to 60 cases', () => {
    const margins = [0.02, 0.05, 0.1, 0.3];
    const wrong: string[] = [];
    const seen = { regress: 0, pass: 0, inconclusive: 0 };
    for (const evidence of tablesUpTo(60)) {
      const { difference, p } = evidence;
      const [value, low] = [difference?.value ?? 0, difference?.low ?? -1];
      const verdicts = margins.map((each) => decideBinary(evidence, { margin: each }).verdict);
      verdicts.forEach((verdict, index) => {
        const own = margins[index] ?? 0;
        seen[verdict] += 1;
        const isRegress = p <= 0.05 && value < -own;
        const isPass = low > -own;
        if (isRegress && isPass) wrong.push(`both at ${own}: ${JSON.stringify(evidence)}`);
        if ((verdict === 'regress') !== isRegress) wrong.push(`regress at ${own}: ${JSON.stringify(evidence)}`);
        if ((verdict === 'pass') !== isPass) wrong.push(`pass at ${own}: ${JSON.stringify(evidence)}`);
      });
      // A wider margin forgives more.
      if (verdicts.lastIndexOf('regress') > verdicts.indexOf('pass') && verdicts.includes('pass')) {
        wrong.push(`${verdicts}: ${JSON.stringify(evidence)}`);
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(1_000);
  }, 60_000);

  it('never contradicts its margin where cases have several rows and goals several cases', () => {
    const rows = fc.array(fc.boolean(), { minLength: 1, maxLength: 3 });
    const kept = fc.constant(repeated([true], [true]));
    const one = fc.oneof(
      { weight: 6, arbitrary: kept },
      fc.tuple(rows, rows).map(([h, b]) => repeated(h, b)),
    );
    const clusters = fc.array(fc.array(one, { minLength: 1, maxLength: 3 }), {
      minLength: 20,
      maxLength: 80,
      size: 'max',
    });
    const seen = new Set<string>();
    fc.assert(
      fc.property(clusters, fc.double({ min: 0.01, max: 0.4, noNaN: true }), (cases, own) => {
        const { verdict, difference } = decideBinary(weighClusters(cases), { margin: own });
        seen.add(verdict);
        if (verdict === 'regress') expect(difference?.value).toBeLessThan(-own);
        if (verdict === 'pass') expect(difference?.low).toBeGreaterThan(-own);
      }),
      // Any other run might hold no regress.
      { numRuns: 300, seed: 16 },
    );
    expect(seen).toEqual(new Set(['pass', 'inconclusive', 'regress']));
  });

  it('passes only if it would with every lost row failed', () => {
    const evidence = (lost: number) =>
      weighClusters([...times(120 - lost, [caseOf(true, true)]), ...times(lost, [repeated([], [true], 1)])]);
    expect(decideBinary(evidence(0), { margin })).toMatchObject({ verdict: 'pass', dependsOnLost: false });
    expect(decideBinary(evidence(11), { margin })).toMatchObject({ verdict: 'inconclusive', dependsOnLost: true });
    expect(decideBinary(evidence(11), { margin: 0.2 })).toMatchObject({ verdict: 'pass', dependsOnLost: false });
  });

  it('never passes for losing rows', () => {
    const count = fc.nat(120);
    const counts = fc.record({ both: count, headOnly: fc.nat(20), baseOnly: fc.nat(20), neither: count });
    const gone = fc.record({
      both: fc.double({ max: 1, min: 0, noNaN: true }),
      others: fc.double({ max: 1, min: 0, noNaN: true }),
    });
    let passed = 0;
    fc.assert(
      fc.property(
        counts,
        gone,
        fc.constantFrom(0.05, 0.1, 0.3),
        ({ both, headOnly, baseOnly, neither }, share, own) => {
          const kinds = [
            { cases: both, head: true, base: true, gone: Math.floor(both * share.both * share.both) },
            { cases: headOnly, head: true, base: false, gone: 0 },
            { cases: baseOnly, head: false, base: true, gone: Math.floor(baseOnly * share.others) },
            { cases: neither, head: false, base: false, gone: Math.floor(neither * share.others) },
          ];
          const weigh = (loses: boolean) =>
            weighClusters(
              kinds.flatMap((kind) => {
                const lost = loses ? kind.gone : 0;
                const found = times(kind.cases - lost, [caseOf(kind.head, kind.base)]);
                return [...found, ...times(lost, [repeated([], [kind.base], 1)])];
              }),
            );
          const after = decideBinary(weigh(true), { margin: own }).verdict;
          if (after !== 'pass') return;
          passed += 1;
          expect(decideBinary(weigh(false), { margin: own }).verdict).toBe('pass');
        },
      ),
      { numRuns: 500 },
    );
    expect(passed).toBeGreaterThan(10);
  });

  it('says how many clusters a loss takes, where fewer differ', () => {
    const goals = (broken: number) =>
      weighClusters(Array.from({ length: 50 }, (_, at) => times(2, caseOf(at >= broken, true))));
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

function* tablesUpTo(most: number): Generator<PairEvidence> {
  for (let n = 1; n <= most; n += 1) {
    for (let both = 0; both <= n; both += 1) {
      for (let headOnly = 0; headOnly + both <= n; headOnly += 1) {
        for (let baseOnly = 0; baseOnly + headOnly + both <= n; baseOnly += 1) {
          yield table(both, headOnly, baseOnly, n - both - headOnly - baseOnly);
        }
      }
    }
  }
}
