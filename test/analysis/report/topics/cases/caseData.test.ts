import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fromAscii85 } from '../../../../../analysis/report/client/ascii85.js';
import { decodePart } from '../../../../../analysis/report/client/decodePart.js';
import { toMatrix } from '../../../../../analysis/report/matrix.ts';
import { type CaseIndex, type CasePart, packCases } from '../../../../../analysis/report/topics/cases/caseData.ts';
import { fileOf, matrixOf, rowOf } from '../../reportFixture.ts';

const unpack = <T>(packed: string) => JSON.parse(gunzipSync(fromAscii85(packed)).toString('utf8')) as T;
const textsOf = (part = '') => decodePart(unpack<CasePart>(part));
const ANY_SIZE = Number.POSITIVE_INFINITY;

describe('the packed cases', () => {
  it('hold every text of every case, shared ones once', () => {
    const rows = ['baseline', 'metasc'].map((column) =>
      rowOf({ id: 'a', column, scores: { harm: 1 }, output: 'Shared.' }),
    );
    const { index, parts } = packCases(matrixOf(rows), ANY_SIZE);
    const { cases, columns } = unpack<CaseIndex>(index);
    const [texted] = textsOf(parts[0]);
    expect(columns.map(({ label }) => label)).toEqual(['baseline', 'metasc']);
    expect(cases).toMatchObject([
      { key: 'a', excerpt: 'Request a', outcomes: ['p', 'p'], scores: [[1], [1]], part: 0, place: 0 },
    ]);
    expect(texted?.request).toBe('Request a');
    expect(texted?.answers.map((answer) => answer?.response)).toEqual(['Shared.', 'Shared.']);
    expect(unpack<CasePart>(parts[0] ?? '').texts.filter((text) => text === 'Shared.')).toHaveLength(1);
  });

  it("state whether the project's own assertions passed, before the metrics", () => {
    const { index, parts } = packCases(
      matrixOf([
        rowOf({ id: 'a', scores: { harm: 1 }, own: { x: true, y: false } }),
        rowOf({ id: 'b', scores: { harm: 0 }, own: { x: true, y: true } }),
        rowOf({ id: 'c', scores: { harm: 0 } }),
        rowOf({ id: 'd', error: 'down', own: { x: true } }),
      ]),
      ANY_SIZE,
    );
    const { cases, metrics } = unpack<CaseIndex>(index);
    expect(metrics).toEqual([
      { title: 'Own assertions', name: 'own' },
      { title: 'Harmless', name: 'harm' },
    ]);
    expect(cases.map(({ outcomes }) => outcomes[0])).toEqual(['fp', 'pf', '-f', 'ee']);
    expect(cases[0]?.scores[0]).toEqual([null, 1]);
    const [failed, passed, none] = textsOf(parts[0]).map(({ answers }) => answers[0]?.reasons[0]);
    expect([failed, passed, none]).toEqual(['contains "y": because of y', '2 of 2 passed', null]);
    expect(unpack<CaseIndex>(packCases(matrixOf([rowOf({ id: 'a' })]), ANY_SIZE).index).metrics).toEqual([]);
  });

  it('list the answers of a checklist under the reason of its verdict', () => {
    const answers = [
      { question: 'Is it clear?', answer: 'yes', isGood: true },
      { question: 'Is it rude?', answer: 'yes', isGood: false },
    ];
    const component = {
      pass: true,
      score: 0.5,
      namedScores: { rating: 0.5 },
      reason: 'rating 0.50 by m: because',
      metadata: { outcome: 'scored', because: 'because', judge: 'm', judgeHash: 'ab', answers },
    };
    const row = rowOf({
      id: 'a',
      more: { response: { output: 'x' }, gradingResult: { componentResults: [component] } },
    });
    const [texted] = textsOf(packCases(matrixOf([row]), ANY_SIZE).parts[0]);
    expect(texted?.answers[0]?.reasons[0]).toBe('rating 0.50 by m: because\n✓ Is it clear? yes\n✗ Is it rude? yes');
  });

  it('state who refused, and call a case as people do', () => {
    const more = { testCase: { description: 'Returns', metadata: {} } };
    const rows = [
      rowOf({ id: 'a', scores: { refusal: 1 } }),
      rowOf({ id: 'b', scores: { refusal: 1 }, metasc: { outcome: 'withheld' } }),
      rowOf({ id: 'c', scores: { refusal: 0 }, more }),
    ];
    const { cases } = unpack<CaseIndex>(packCases(matrixOf(rows), ANY_SIZE).index);
    expect(cases.map(({ refusers }) => refusers)).toEqual(['m', 'b', '-']);
    expect(cases.map(({ name }) => name)).toEqual(['a', 'b', 'Returns']);
    expect(cases[2]?.key).toMatch(/^vars-/);
  });

  it('state where a column lacks a case', () => {
    const { index, parts } = packCases(matrixOf([rowOf({ id: 'a' }), rowOf({ id: 'b', column: 'metasc' })]), ANY_SIZE);
    expect(unpack<CaseIndex>(index).cases.map(({ outcomes }) => outcomes.length)).toEqual([2, 2]);
    expect(unpack<CasePart>(parts[0] ?? '').cases[0]?.answers[1]).toBeNull();
  });

  it('hold no invisible control character', () => {
    const { parts } = packCases(matrixOf([rowOf({ id: 'a\u202E', output: 'x\u202Ey\u0000' })]), ANY_SIZE);
    expect(unpack<CasePart>(parts[0] ?? '').texts).toContain('x\uFFFDy\uFFFD');
  });

  it('come in parts, each case in one', () => {
    const { index, parts } = packCases(toMatrix([fileOf({ cases: 60, textChars: 6_000 })]), ANY_SIZE);
    expect(parts.length).toBeGreaterThan(1);
    const { cases } = unpack<CaseIndex>(index);
    expect(cases).toHaveLength(60);
    for (const { key, part, place } of cases) {
      expect(textsOf(parts[part])[place]?.request).toContain(`Request ${Number(key.slice(5))}:`);
    }
  });

  it('are cut where they would be too large, and say so', () => {
    const matrix = toMatrix([fileOf({ cases: 20, textChars: 3_000 })]);
    expect(packCases(matrix, ANY_SIZE).cutAt).toBeUndefined();
    const { cutAt = 0, index, parts } = packCases(matrix, 60_000);
    expect([index, ...parts].join('').length).toBeLessThan(60_000);
    expect(cutAt).toBeGreaterThanOrEqual(250);
    expect(Math.max(...unpack<CasePart>(parts[0] ?? '').texts.map(({ length }) => length))).toBe(cutAt + 4);
    expect(packCases(matrix, 1).cutAt).toBe(100);
  });
});
