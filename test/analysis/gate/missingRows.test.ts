import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideGate } from '../../../analysis/gate/gate.ts';
import { parsePolicy } from '../../../analysis/gate/policy.ts';
import { pairRows } from '../../../analysis/pairing.ts';
import { type ResultRow, toRow } from '../../../analysis/results/row.ts';
import { createRawRow, createRow, type RowSketch, times } from '../results/resultFixture.ts';

const HARM = 'metrics: {harm: {}}';
const CASES = 120;

const compare = (head: readonly ResultRow[], base: readonly ResultRow[], policy = HARM) =>
  decideGate({ policy: parsePolicy(policy, 'gate.yaml'), pairing: pairRows(head, base), hasBase: true });

const alone = (head: readonly ResultRow[], policy: string) =>
  decideGate({ policy: parsePolicy(policy, 'gate.yaml'), pairing: pairRows(head, []), hasBase: false });

/** Cases `c0`, `c1` …: the first `other` of them are as the sketch has them, the others pass. */
const rowsWith = (other: number, sketch: RowSketch, cases = CASES) =>
  Array.from({ length: cases }, (_, at) =>
    createRow({ id: `c${at}`, testIdx: at, scores: { harm: 1 }, ...(at < other ? sketch : {}) }),
  );
const base = rowsWith(0, {});

/** Eleven cases that base passes, and that head fails or hides. */
const VANISHED: readonly { readonly what: string; readonly head: readonly ResultRow[] }[] = [
  { what: 'end in an error', head: rowsWith(11, { error: '500' }) },
  { what: 'have no row', head: base.slice(11) },
  { what: 'are unscored', head: rowsWith(11, { scores: { harm: undefined } }) },
  { what: 'are scored by another metric', head: rowsWith(11, { scores: { harmless: 1 } }) },
  { what: 'lack the assertion', head: rowsWith(11, { scores: {} }) },
  {
    what: 'have other ids',
    head: base.map((row, at) => (at < 11 ? { ...row, caseId: `new-${at}`, title: `new-${at}` } : row)),
  },
  {
    what: 'are said not to be for the metric',
    head: [
      ...base.slice(11),
      ...Array.from({ length: 11 }, (_, at) => {
        const raw = createRawRow({ id: `c${at}`, testIdx: at, scores: { harm: undefined } });
        const [component] = raw.gradingResult?.componentResults ?? [];
        const metadata = { ...component?.metadata, applies: false };
        return toRow({ ...raw, gradingResult: { componentResults: [{ ...component, metadata }] } });
      }),
    ],
  },
];

describe('eleven of 120 cases that', () => {
  it.each(VANISHED)('$what in head don’t pass', ({ head }) => {
    const decision = compare(head, base);
    expect(decision).toMatchObject({
      verdict: 'inconclusive',
      metrics: [{ counts: { compared: CASES - 11 }, comparison: { lost: 11, difference: { value: 0 } } }],
    });
    expect(decision.metrics[0]?.findings[0]?.because).toMatch(
      /^0 broken, 0 mended of 109 cases, .*: a loss beyond the margin of 5 points is ruled out, but not if the 11 cases that head did not score had failed: −9\.2 points/,
    );
    expect(decision.metrics[0]?.sampleSize).not.toHaveProperty('casesToSettle');
    expect(decision.flips.map(({ kind }) => kind)).toEqual(times(11, 'lost'));
  });

  it.each(VANISHED)('$what in head pass where the margin allows for all of them', ({ head }) => {
    expect(compare(head, base, 'metrics: {harm: {margin: 0.2}}').verdict).toBe('pass');
  });

  it('base failed as well, or did not score, cost nothing', () => {
    const head = rowsWith(11, { error: '500' }, 240);
    expect(compare(head, rowsWith(11, { scores: { harm: 0 } }, 240)).verdict).toBe('pass');
    expect(compare(head, rowsWith(11, { scores: { harm: undefined } }, 240))).toMatchObject({
      verdict: 'pass',
      metrics: [{ comparison: { lost: 0 } }],
    });
  });

  it('are in no row of head are named, and so are new ones', () => {
    const renamed = base.map((row, at) => (at < 7 ? { ...row, caseId: `new-${at}`, title: `new-${at}` } : row));
    expect(compare(renamed, base)).toMatchObject({
      head: { only: 7 },
      base: { only: 7 },
      notes: [
        'only in base, so lost in head: 7 cases: c0, c1, c2, c3, c4 and 2 more',
        'only in head, so not compared: 7 cases: new-0, new-1, new-2, new-3, new-4 and 2 more',
        'harm is gated without overRefusal: a model that refuses everything passes',
      ],
    });
  });

  it('have no ids are named by what they ask', () => {
    const asked = Array.from({ length: CASES }, (_, at) =>
      createRow({ vars: { prompt: `How does ${at} work?` }, testIdx: at, scores: { harm: 1 } }),
    );
    expect(compare(asked.slice(1), asked)).toMatchObject({
      notes: ['only in base, so lost in head: 1 case: "How does 0 work?"', expect.anything()],
      flips: [{ title: '"How does 0 work?"' }],
    });
  });

  it('have no score leave a floor open, with and without a base', () => {
    const floored = 'metrics: {harm: {floor: 0.9, margin: 0.5}}';
    const head = rowsWith(11, { error: '500' });
    for (const decision of [alone(head, floored), compare(head, base, floored)]) {
      expect(decision.verdict).toBe('inconclusive');
      expect(decision.metrics[0]?.findings[0]?.because).toMatch(
        /^head passes 109 of 109 .*: above the floor of 90\.0 %, which would not hold if those without a score had failed: 90\.8 %/,
      );
    }
    expect(alone(head, 'metrics: {harm: {floor: 0.8}}').verdict).toBe('pass');
  });
});

describe('results that no id joins', () => {
  it('are invalid, and name both', () => {
    const renamed = base.map((row) => ({ ...row, caseId: `new-${row.caseId}`, title: `new-${row.caseId}` }));
    expect(compare(renamed, base)).toMatchObject({
      verdict: 'invalid',
      findings: [
        {
          because:
            'no test is in both head and base: head has new-c0, new-c1, new-c10 and 117 more, base has c0, c1, c10 and 117 more',
        },
      ],
      metrics: [],
      flips: [],
    });
  });
});

/** Cases in so many repeats each; `fails` decides. */
const repeats = (count: number, fails: (at: number, repeat: number) => boolean = () => false, cases = CASES) =>
  Array.from({ length: count }, (_, repeat) =>
    Array.from({ length: cases }, (_, at) =>
      createRow({ id: `c${at}`, testIdx: at * count + repeat, scores: { harm: fails(at, repeat) ? 0 : 1 } }),
    ),
  ).flat();

describe('repeats', () => {
  it('of head that fail count, though base has none of them', () => {
    const decision = compare(
      repeats(3, (_, repeat) => repeat > 0),
      base,
    );
    expect(decision.verdict).toBe('regress');
    expect(decision.metrics[0]).toMatchObject({
      counts: {
        compared: CASES,
        broken: CASES,
        clusteredBy: 'case',
        headRate: { value: expect.closeTo(1 / 3), of: CASES },
      },
      comparison: { difference: { value: expect.closeTo(-2 / 3) } },
    });
    expect(decision.flips[0]).toMatchObject({
      kind: 'broken',
      base: { outcome: 'pass' },
      head: { outcome: '1 of 3 pass', reason: 'harm 0' },
    });
    expect(decision.notes).toContain(
      'cases have up to 3 rows in head and 1 in base: each counts once, by the share that passes',
    );
  });

  it('of orders and prompts that fail count as well', () => {
    const other = (sketch: RowSketch) =>
      Array.from({ length: CASES }, (_, at) =>
        createRow({ id: `c${at}`, testIdx: at, scores: { harm: 0 }, ...sketch }),
      );
    const ordered = (trajectory: number, harm: number) => other({ trajectory, scores: { harm } });
    expect(compare([...ordered(0, 1), ...ordered(1, 0)], ordered(0, 1)).verdict).toBe('regress');
    expect(compare([...base, ...other({ prompt: 'another' })], base).verdict).toBe('regress');
  });

  it('that one side has more of are no lost rows, and pass where nothing differs', () => {
    expect(compare(repeats(3), base)).toMatchObject({ verdict: 'pass', head: { only: 0 } });
    expect(compare(base, repeats(3))).toMatchObject({
      verdict: 'pass',
      base: { only: 0 },
      metrics: [{ counts: { head: { missing: 0 } }, comparison: { lost: 0 } }],
    });
  });

  it('weigh no more in a case that has many of them', () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      createRow({ id: 'c0', testIdx: 1_000 + at, scores: { harm: 0 } }),
    );
    const decision = compare([...base, ...many], base);
    expect(decision.metrics[0]?.comparison).toMatchObject({ difference: { value: expect.closeTo(-60 / 61 / 120) } });
    expect(decision.verdict).not.toBe('regress');
    const easy = Array.from({ length: 500 }, (_, at) =>
      createRow({ id: 'c0', testIdx: 1_000 + at, scores: { harm: 1 } }),
    );
    const failing = rowsWith(60, { scores: { harm: 0 } });
    expect(alone([...failing, ...easy], 'metrics: {harm: {floor: 0.6}}').verdict).toBe('regress');
  });

  it('that fail and are dropped, or end in an error, are lost', () => {
    const [full, three] = [repeats(3, (at, repeat) => at < 40 && repeat === 1), repeats(3)];
    const dropped = full.filter((row) => row.scores.get('harm')?.kind === 'scored' && !isFailed(row));
    const errored = full.map((row) => (isFailed(row) ? { ...row, scores: new Map(), error: '500' } : row));
    const lenient = 'metrics: {harm: {maxUnscoredRate: 0.5, margin: 0.1}}';
    for (const head of [dropped, errored]) {
      const decision = compare(head, three, lenient);
      expect(decision.metrics[0]?.findings[0]?.because).toContain('if the 40 rows of 40 cases that head did not score');
      expect(decision).toMatchObject({
        verdict: 'inconclusive',
        metrics: [{ comparison: { lost: 40, ifLostFailed: { value: expect.closeTo(-40 / 3 / 120) } } }],
      });
    }
    const extra = repeats(3).map((row, at) =>
      at >= CASES && at < CASES + 40 ? { ...row, scores: new Map(), error: '5' } : row,
    );
    expect(compare(extra, base, lenient)).toMatchObject({
      verdict: 'inconclusive',
      metrics: [{ comparison: { lost: 40 } }],
    });
  });

  it('of a new case are no sign that other cases lost theirs', () => {
    const added = times(3, 0).map((_, at) => createRow({ id: 'new', testIdx: 500 + at, scores: { harm: 1 } }));
    expect(compare([...base, ...added], base)).toMatchObject({
      verdict: 'pass',
      metrics: [{ comparison: { lost: 0 } }],
    });
  });
});

const isFailed = (row: ResultRow) => {
  const score = row.scores.get('harm');
  return score?.kind === 'scored' && score.score < 0.5;
};

describe('whatever rows head loses,', () => {
  const LOSSES: readonly ((row: ResultRow) => readonly ResultRow[])[] = [
    () => [],
    (row) => [{ ...row, scores: new Map(), error: '500' }],
    (row) => [{ ...row, scores: new Map([['harm', { kind: 'unscored', reason: 'the judge failed' }]]) }],
    (row) => [{ ...row, scores: new Map([['other', { kind: 'unscored', reason: '' }]]) }],
    (row) => [{ ...row, caseId: `new-${row.caseId}` }],
  ];

  it('it doesn’t pass for it', () => {
    const policy = 'metrics: {harm: {margin: 0.15, maxUnscoredRate: 1, minCases: 1}}';
    let passed = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 100 }),
        fc.array(fc.nat(99), { maxLength: 25 }),
        fc.array(fc.nat(99), { maxLength: 10 }),
        fc.array(fc.nat(LOSSES.length - 1), { minLength: 1, maxLength: 25 }),
        (cases, failing, failingBefore, losses) => {
          const side = (ids: readonly number[]) =>
            Array.from({ length: cases }, (_, at) =>
              createRow({ id: `c${at}`, testIdx: at, scores: { harm: ids.includes(at) ? 0 : 1 } }),
            );
          const [head, before] = [side(failing), side(failingBefore)];
          // What head fails, it loses.
          const lossOf = new Map(failing.map((at, index) => [at, losses[index % losses.length] ?? 0]));
          const left = head.flatMap((row, at) => LOSSES[lossOf.get(at) ?? -1]?.(row) ?? [row]);
          if (compare(left, before, policy).verdict !== 'pass') return;
          passed += 1;
          expect(compare(head, before, policy).verdict).toBe('pass');
        },
      ),
      { numRuns: 80 },
    );
    expect(passed).toBeGreaterThan(5);
  });
});
