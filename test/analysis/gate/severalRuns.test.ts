import { describe, expect, it } from 'vitest';
import { rowsOfRun, toLedgerRun } from '../../../analysis/gate/baseLedger.ts';
import { decideGate } from '../../../analysis/gate/gate.ts';
import { parsePolicy } from '../../../analysis/gate/policy.ts';
import { pairRows } from '../../../analysis/pairing.ts';
import type { ResultRow } from '../../../analysis/results/row.ts';
import { createRow, createRows, times } from '../results/resultFixture.ts';

type Results = readonly (0 | 1)[];

/** Runs of a column: by run the results of the cases. */
const runsOf = (runs: readonly Results[]): readonly ResultRow[] =>
  runs.flatMap((results, run) => createRows(results.map((harm) => ({ harm }))).map((row) => ({ ...row, run })));

function decide(head: readonly ResultRow[], base: readonly ResultRow[], policy = 'metrics: {harm: {}}') {
  const decision = decideGate({
    policy: parsePolicy(policy, 'gate.yaml'),
    pairing: pairRows(head, base),
    hasBase: true,
  });
  const [metric] = decision.metrics;
  return { ...decision, metric, comparison: metric?.comparison, because: metric?.findings.map((one) => one.because) };
}

/** Cases of which the first `moody` pass in every second run, and the first `broken` of the others fail. */
const results = (cases: number, { run, moody, broken = 0 }: { run: number; moody: number; broken?: number }): Results =>
  Array.from({ length: cases }, (_, index) => {
    if (index < moody) return (run + index) % 2 === 0 ? 1 : 0;
    return index < moody + broken ? 0 : 1;
  });

const BASE = Array.from({ length: 10 }, (_, run) => results(120, { run, moody: 20 }));

describe('several runs of base', () => {
  it('show which cases vary by themselves', () => {
    const head = runsOf([results(120, { run: 3, moody: 20, broken: 8 })]);
    const pooled = decide(head, runsOf(BASE));
    expect(pooled.comparison).toMatchObject({ verdict: 'regress', test: 'runs', pairs: 120 });
    // The run before alone leaves it open.
    const alone = decide(head, runsOf(BASE.slice(0, 1)));
    expect(alone.comparison?.verdict).toBe('inconclusive');
    expect(pooled.comparison?.p ?? 1).toBeLessThan(alone.comparison?.p ?? 0);
  });

  it('let a change without a difference pass where one run does not', () => {
    const head = runsOf([results(120, { run: 3, moody: 20 })]);
    expect(decide(head, runsOf(BASE)).verdict).toBe('pass');
    expect(decide(head, runsOf(BASE.slice(0, 1))).verdict).toBe('inconclusive');
  });

  it('say how many cases would let an open difference pass', () => {
    const few = Array.from({ length: 4 }, (_, run) => results(40, { run, moody: 8 }));
    const { metric } = decide(runsOf([results(40, { run: 3, moody: 8 })]), runsOf(few));
    expect(metric?.verdict).toBe('inconclusive');
    // As many cases in proportion pass.
    const times = Math.ceil((metric?.casesToPass ?? 0) / 40);
    expect(times).toBeGreaterThan(1);
    const more = (run: number) => results(40 * times, { run, moody: 8 * times });
    expect(decide(runsOf([more(3)]), runsOf(few.map((_, run) => more(run)))).verdict).toBe('pass');
  });

  it('meet several runs of head', () => {
    const head = runsOf([3, 4, 5].map((run) => results(120, { run, moody: 20, broken: 7 })));
    expect(decide(head, runsOf(BASE)).comparison).toMatchObject({ verdict: 'regress', test: 'runs' });
  });

  it('lose nothing if head ran once, and a case if head lacks it', () => {
    const head = runsOf([results(120, { run: 0, moody: 0 })]);
    const base = runsOf(BASE.map(() => results(120, { run: 0, moody: 0 })));
    expect(decide(head, base).verdict).toBe('pass');
    const without = decide(head.slice(0, 109), base);
    expect(without.comparison).toMatchObject({ verdict: 'inconclusive', dependsOnLost: true, lost: 11 });
    const unscored = head.map((row, index) =>
      index < 11 ? createRow({ id: row.caseId, scores: { harm: undefined } }) : row,
    );
    expect(decide(unscored, base).comparison).toMatchObject({ verdict: 'inconclusive', lost: 11 });
  });

  it('are said to have moved, and are invalid beyond the margin', () => {
    const steady = BASE.map((_, run) => results(120, { run, moody: 4 }));
    const head = runsOf([results(120, { run: 1, moody: 4 })]);
    expect(decide(head, runsOf(steady)).notes.join()).not.toContain('differs');
    const moved = decide(head, runsOf([...steady.slice(0, 9), results(120, { run: 9, moody: 4, broken: 12 })]));
    expect(moved.verdict).toBe('invalid');
    expect(moved.because?.[0]).toMatch(/^run 10 of base differs from the other runs by −10.0 points, p < .001, beyond/);
    const slightly = decide(
      head,
      runsOf([...steady.slice(0, 9), results(120, { run: 9, moody: 4, broken: 6 })]),
      'metrics: {harm: {margin: 0.1}}',
    );
    expect(slightly.notes.join()).toContain('harm: run 10 of base differs from the other runs by −5.0 points');
    expect(slightly.verdict).toBe('pass');
  });

  it('are dealt out by goal where cases share one', () => {
    const byGoal = (rows: readonly ResultRow[]) =>
      rows.map((row, index) => ({ ...row, goal: `g${Math.floor((index % 120) / 4)}` }));
    const head = runsOf([results(120, { run: 3, moody: 20, broken: 8 })]);
    const goals = decide(byGoal(head), byGoal(runsOf(BASE)));
    expect(goals.comparison).toMatchObject({ test: 'runs', clusters: 30 });
    expect(goals.comparison?.p ?? 0).toBeGreaterThan(decide(head, runsOf(BASE)).comparison?.p ?? 1);
  });
});

describe('a base ledger', () => {
  it('decides as the results themselves do', () => {
    const toRun = (rows: readonly ResultRow[], run: number) => {
      const recorded = toLedgerRun(rows, { column: 'frozen', evaluationId: `eval-${run}`, date: new Date(run) });
      return rowsOfRun(JSON.parse(JSON.stringify(recorded))).map((row) => ({ ...row, run }));
    };
    const base = BASE.map((_, run) => runsOf(BASE).filter((row) => row.run === run));
    const head = runsOf([results(120, { run: 3, moody: 20, broken: 8 })]);
    expect(decide(head, base.flatMap(toRun)).comparison).toEqual(decide(head, runsOf(BASE)).comparison);
  });

  it('keeps no text, and refuses what can not be compared', () => {
    const rows = [
      createRow({ id: 'a', answer: 'secret words', scores: { harm: 1 }, own: { sorry: true } }),
      createRow({ vars: { prompt: 'a secret request' }, error: 'a secret error', scores: { harm: 1 } }),
    ];
    expect(JSON.stringify(toLedgerRun(rows, { column: 'frozen' }))).not.toMatch(/secret|sorry/);
    expect(() => toLedgerRun([createRow({ id: 'a', scores: { harm: 3 } })], { column: 'c' })).toThrow(
      'harm of a: score 3',
    );
    const [one, other] = ['1'.repeat(16), '2'.repeat(16)].map((judgeHash) =>
      createRow({ judgeHash, scores: { harm: 1 } }),
    );
    expect(() =>
      toLedgerRun(
        [one, other].flatMap((row) => row ?? []),
        { column: 'c' },
      ),
    ).toThrow('several judges');
  });
});

describe('answers that are the same, byte for byte', () => {
  const rows = (answers: readonly string[], harm = 1) =>
    answers.map((answer, index) => createRow({ id: `c${index}`, testIdx: index, answer, scores: { harm } }));
  const twenty = Array.from({ length: 20 }, (_, index) => `answer ${index}`);

  it('pass, however few', () => {
    const { verdict, comparison } = decide(rows(twenty), rows(twenty));
    expect(verdict).toBe('pass');
    expect(comparison).toMatchObject({
      unchanged: 20,
      pairs: 20,
      interval: 'unchanged',
      difference: { low: 0, high: 0 },
    });
    expect(decide(rows(twenty), rows(twenty.map((answer) => `${answer} `))).verdict).toBe('inconclusive');
  });

  it('leave the others to decide', () => {
    const changed = [...twenty.slice(0, 12), ...times(8, 'changed')];
    const { comparison } = decide([...rows(changed).slice(0, 12), ...rows(changed, 0).slice(12)], rows(twenty));
    expect(comparison).toMatchObject({ verdict: 'regress', unchanged: 12, pairs: 20 });
    expect(comparison?.difference?.value).toBeCloseTo(-8 / 20, 12);
  });

  it('count as changed where the verdict or the judge is another', () => {
    expect(decide(rows(twenty, 0), rows(twenty)).comparison).toMatchObject({ unchanged: 0, verdict: 'regress' });
    const judged = twenty.map((answer, index) =>
      createRow({ id: `c${index}`, answer, judgeHash: '0'.repeat(16), scores: { harm: 1 } }),
    );
    expect(decide(judged, rows(twenty)).comparison?.unchanged).toBe(0);
  });

  it('hide no lost row', () => {
    expect(decide(rows(twenty).slice(0, 12), rows(twenty)).verdict).not.toBe('pass');
  });
});

describe('graded scores', () => {
  const rows = (score: (index: number) => number) =>
    createRows(Array.from({ length: 40 }, (_, index) => ({ rating: score(index) })));
  const before = rows((index) => 0.7 + (index % 4) * 0.05);
  const slightlyLess = rows((index) => 0.6 + (index % 4) * 0.05);

  it('show a loss that no row fails by', () => {
    expect(decide(slightlyLess, before, 'metrics: {rating: {on: score}}').comparison).toMatchObject({
      verdict: 'regress',
      difference: { value: expect.closeTo(-0.1, 10) },
    });
    expect(decide(slightlyLess, before, 'metrics: {rating: {}}').comparison?.difference?.value).toBe(0);
  });

  it('count a lost row as the lowest score', () => {
    const decision = decide(
      before.slice(4),
      rows((index) => 0.7 + (index % 4) * 0.05),
      'metrics: {rating: {on: score}}',
    );
    expect(decision.comparison?.ifLostFailed?.value).toBeCloseTo(-0.0775, 3);
  });
});

describe("promptfoo's own results", () => {
  const rows = (contains: readonly boolean[]) =>
    contains.map((sorry, index) =>
      createRow({ id: `c${index}`, testIdx: index, provider: 'openai:m', own: { sorry } }),
    );
  const good = times(100, true);
  const bad = [...times(20, false), ...times(80, true)];

  it.each(['success', 'contains', 'contains "sorry"'])('are gated by %s', (metric) => {
    const policy = JSON.stringify({ metrics: { [metric]: {} } });
    const successOf = (row: ResultRow) => ({ ...row, success: row.assertions.every(({ pass }) => pass) });
    const [head, base] = [rows(bad).map(successOf), rows(good).map(successOf)];
    expect(decide(head, base, policy).verdict).toBe('regress');
    expect(decide(base, rows(good).map(successOf), policy).verdict).toBe('pass');
  });

  it('count an errored row as lost', () => {
    const errored = (row: ResultRow): ResultRow => createRow({ id: row.caseId, error: 'boom', own: { sorry: true } });
    const head = rows(good).map((row, index) => (index < 9 ? errored(row) : row));
    expect(decide(head, rows(good), 'metrics: {contains: {}}').comparison).toMatchObject({
      lost: 9,
      verdict: 'inconclusive',
    });
  });
});
