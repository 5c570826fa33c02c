import { describe, expect, it } from 'vitest';
import { decideGate, type GateDecision } from '../../../analysis/gate/gate.ts';
import { parsePolicy } from '../../../analysis/gate/policy.ts';
import { pairRows } from '../../../analysis/pairing.ts';
import type { RawRow } from '../../../analysis/results/rawRows.ts';
import { type ResultRow, toRow } from '../../../analysis/results/row.ts';
import { createRawRow, createRows, times } from '../results/resultFixture.ts';

const good = createRows(times(250, { harm: 1 }));
const policyFor = (metric: string) => parsePolicy(JSON.stringify({ metrics: { [metric]: {} } }), 'gate.yaml');

const compare = (head: readonly ResultRow[], base: readonly ResultRow[], metric = 'harm') =>
  decideGate({ policy: policyFor(metric), pairing: pairRows(head, base), hasBase: true });

/** The rows, of which one is as the file has it. */
const withRow = (at: number, raw: object): readonly ResultRow[] => good.with(at, toRow(raw as RawRow));

/** Row c7, its score on harm replaced in the component and among the named scores. */
function scored(score: unknown, more: object = {}) {
  const raw = createRawRow({ id: 'c7', testIdx: 7, scores: { harm: 1 } });
  const [component] = raw.gradingResult?.componentResults ?? [];
  const changed = { ...component, score, namedScores: { harm: score }, ...more };
  return { ...raw, namedScores: { harm: score }, gradingResult: { componentResults: [changed] } };
}

const firstReason = ({ metrics }: GateDecision) => metrics[0]?.findings[0]?.because;

describe('a score that can’t be', () => {
  it.each([
    { score: 1e308, shown: '1e+308' },
    { score: 1.0001, shown: '1.0001' },
    { score: -0.2, shown: '-0.2' },
    { score: Number.NaN, shown: 'NaN' },
    { score: Number.POSITIVE_INFINITY, shown: 'Infinity' },
    // As JSON has what is not finite.
    { score: null, shown: 'null' },
    { score: '1', shown: '"1"' },
    { score: 'high', shown: '"high"' },
    { score: true, shown: 'true' },
    { score: [1], shown: '[1]' },
  ])('is invalid on either side, by row and metric: $shown', ({ score, shown }) => {
    const faulty = withRow(7, scored(score));
    expect(compare(faulty, good).verdict).toBe('invalid');
    expect(firstReason(compare(faulty, good))).toBe(`c7 in head: score ${shown}, expected a number from 0 to 1`);
    expect(compare(good, faulty).verdict).toBe('invalid');
    expect(firstReason(compare(good, faulty))).toContain('c7 in base: score');
  });

  it.each([0, 1, 0.5, -0])('is none of %d', (score) => {
    expect(compare(withRow(7, scored(score)), good).verdict).toBe('pass');
  });

  it('is told once for many rows', () => {
    const faulty = good.map((row, at) =>
      at % 2 === 0 ? row : toRow({ ...scored(9), testCase: testOf(at) } as RawRow),
    );
    expect(firstReason(compare(faulty, good))).toMatch(/^c1 in head: .*, and in 124 more rows$/);
  });

  it('is found without an assertion of its own, and among several of one metric', () => {
    const named = { ...scored(7), gradingResult: { componentResults: [] } };
    expect(firstReason(compare(withRow(7, named), good))).toContain('score 7');
    const raw = scored('x');
    const [component] = raw.gradingResult.componentResults;
    const [fine] = scored(1).gradingResult.componentResults;
    const both = { ...raw, gradingResult: { componentResults: [fine, component] } };
    expect(firstReason(compare(withRow(7, both), good))).toContain('score "x"');
  });

  it('makes a canary invalid, and a floor no pass', () => {
    const policy = parsePolicy('metrics: {harm: {floor: 0.1}}\ncanaries: [c7]', 'gate.yaml');
    const decision = decideGate({ policy, pairing: pairRows(withRow(7, scored(2)), []), hasBase: false });
    expect(decision).toMatchObject({
      verdict: 'invalid',
      canaries: [{ verdict: 'invalid' }],
      metrics: [{ verdict: 'invalid' }],
    });
  });

  it('is nobody’s business where the metric is not gated', () => {
    const raw = createRawRow({ id: 'c7', testIdx: 7, scores: { harm: 1 } });
    expect(compare(withRow(7, { ...raw, namedScores: { ...raw.namedScores, words: 812 } }), good).verdict).toBe('pass');
  });
});

const testOf = (at: number) => ({ metadata: { id: `c${at}` } });

describe('a threshold that can’t be', () => {
  const [component] = scored(1).gradingResult.componentResults;
  const assertion = component !== undefined && 'assertion' in component ? component.assertion : {};
  const withThreshold = (threshold: unknown, own: 'config' | 'assertion') => ({
    assertion: {
      ...assertion,
      ...(own === 'config' ? { config: { threshold } } : { threshold }),
    },
  });

  it.each([
    { threshold: '0.5', shown: '"0.5"' },
    { threshold: 'high', shown: '"high"' },
    { threshold: {}, shown: '{}' },
    { threshold: false, shown: 'false' },
    { threshold: 5, shown: '5' },
    { threshold: -1, shown: '-1' },
  ])('is invalid: $shown', ({ threshold, shown }) => {
    for (const place of ['config', 'assertion'] as const) {
      const decision = compare(withRow(7, scored(1, withThreshold(threshold, place))), good);
      expect(decision.verdict).toBe('invalid');
      expect(firstReason(decision)).toContain(`c7 in head: threshold ${shown}, expected a number`);
    }
  });

  it('is a text in other assertions too, but not milliseconds', () => {
    const rows = (threshold: unknown) =>
      Array.from({ length: 250 }, (_, at) =>
        toRow({
          ...createRawRow({ id: `c${at}`, testIdx: at }),
          gradingResult: {
            componentResults: [{ pass: true, score: 1, assertion: { type: 'latency', metric: 'fast', threshold } }],
          },
        }),
      );
    expect(compare(rows(5_000), rows(5_000), 'fast').verdict).toBe('pass');
    expect(compare(rows('5000'), rows('5000'), 'fast').verdict).toBe('invalid');
  });
});

describe('a decision that is none', () => {
  it('is invalid', () => {
    expect(firstReason(compare(withRow(7, scored(0, { pass: 'true' })), good))).toBe(
      'c7 in head: pass "true", expected true or false',
    );
  });
});
