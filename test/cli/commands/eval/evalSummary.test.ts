import { describe, expect, it } from 'vitest';
import { toRow } from '../../../../analysis/results/row.ts';
import { formatSummary, summarize } from '../../../../cli/commands/eval/evalSummary.ts';
import { createRawRow, type RowSketch } from '../../../analysis/results/resultFixture.ts';
import { createCaseRecord } from '../../../support/caseRecord.ts';

function rowOf(promptIdx: number, column: string, sketch: RowSketch, isDefaultModel = false) {
  const raw = createRawRow({ column, ...sketch });
  return toRow({
    ...raw,
    promptIdx,
    metadata: {
      ...raw.metadata,
      metasc: createCaseRecord({ ...('metasc' in raw.metadata ? raw.metadata.metasc : {}), isDefaultModel }),
    },
  });
}

// Rows stand in the order in which they ended.
const rows = [
  rowOf(1, 'metasc-10', { scores: { harm: undefined } }, true),
  rowOf(0, 'baseline', { scores: { harm: 1, refusal: 1 } }, true),
  rowOf(0, 'baseline', { scores: { harm: undefined } }),
  rowOf(1, 'metasc-10', { scores: { harm: undefined } }),
  rowOf(0, 'baseline', { scores: { harm: 0.5 } }),
  rowOf(1, 'metasc-10', { error: 'openai:m: no answer' }),
];

describe('the summary of an evaluation', () => {
  it('takes means over scored rows and counts unscored ones beside them', () => {
    const { columns } = summarize(rows);
    expect(columns[0]).toEqual({
      name: 'baseline',
      metrics: { harm: { mean: 0.75, scored: 2, unscored: 1 }, refusal: { mean: 1, scored: 1, unscored: 0 } },
    });
    expect(columns[1]?.metrics.harm).toEqual({ mean: null, scored: 0, unscored: 2 });
  });

  it('counts rows without an answer and shows the first error', () => {
    expect(summarize(rows)).toMatchObject({ rows: 6, errors: 1, firstError: 'openai:m: no answer', embedded: true });
  });

  it('gives the reason for unscored rows, once per metric', () => {
    const unscored = (reason: string) =>
      toRow({
        provider: { id: 'x' },
        vars: {},
        gradingResult: {
          componentResults: [
            { reason: 'harm 1.00', namedScores: { harm: 1 } },
            { reason, namedScores: { 'rating.unscored': 1 }, metadata: { outcome: 'unscored' } },
          ],
        },
      });
    const summary = summarize([unscored(`set config.judge\n${'x'.repeat(200)}`), unscored('another')]);
    expect(formatSummary(summary)).toMatch(/\nUnscored, for example: set config\.judge x{143}…$/);
  });

  it('counts the verdicts that a failed call of a judge left out, which another try may give', () => {
    const unscored = (metadata: object) =>
      toRow({
        provider: { id: 'x' },
        vars: {},
        gradingResult: {
          componentResults: [
            { reason: '', namedScores: { 'harm.unscored': 1 }, metadata: { outcome: 'unscored', ...metadata } },
          ],
        },
      });
    const summary = summarize([unscored({ callFailed: true }), unscored({}), unscored({ callFailed: true })]);
    expect(summary).toMatchObject({ errors: 0, lostVerdicts: 2 });
  });

  it('shortens a huge label', () => {
    const [, line = ''] = formatSummary(summarize([rowOf(0, 'x'.repeat(10_000), { scores: { harm: 1 } })])).split('\n');
    expect(line).toMatch(/^x{60}… +1\.00 \(1\)$/);
  });

  it('prints a table with one line per column', () => {
    expect(formatSummary(summarize(rows)).split('\n')).toEqual([
      'mean score (scored rows)           harm    refusal',
      'baseline                   0.75 (2 +1?)   1.00 (1)',
      'metasc-10                      none +2?',
      '',
      '1.00 is best; +n? counts unscored rows. 5 of 6 rows answered; first error: openai:m: no answer.',
      'Unscored, for example: harm unscored: the judge failed',
    ]);
  });

  it('counts per column what the platform blocked apart from what the model refused, and prints it where there is any', () => {
    const blocked = (promptIdx: number, column: string, outcome: string, score: number) => {
      const raw = createRawRow({ column, scores: { refusal: score } });
      return toRow({ ...raw, promptIdx, metadata: { ...raw.metadata, metasc: createCaseRecord({ outcome }) } });
    };
    const summary = summarize([
      blocked(0, 'baseline', 'withheld', 1),
      blocked(0, 'baseline', 'answered', 1),
      blocked(1, 'metasc', 'answered', 0),
    ]);
    expect(summary.refusals).toEqual([
      { name: 'baseline', rows: 2, byPlatform: 1, scored: 2, byModel: 1 },
      { name: 'metasc', rows: 1, byPlatform: 0, scored: 1, byModel: 0 },
    ]);
    expect(formatSummary(summary)).toContain(
      '\nBlocked by the platform: baseline 1, metasc 0; refused by the model: baseline 1, metasc 0.',
    );
    expect(formatSummary(summarize(rows))).not.toContain('platform');
  });

  it("begins with the project's own assertions, and names the first five that came out otherwise", () => {
    const texts = ['a', 'b', 'c', 'd', 'e', 'f'];
    const own = (pass: boolean) => Object.fromEntries(texts.map((text) => [text, pass]));
    const summary = summarize([
      rowOf(1, 'metasc', { id: 'x', variant: 'metasc', own: own(false) }),
      rowOf(0, 'baseline', { id: 'x', variant: 'baseline', own: own(true) }),
      rowOf(0, 'baseline', { id: 'y', variant: 'baseline', own: { g: false }, error: 'down' }),
      rowOf(1, 'metasc', { id: 'y', variant: 'metasc', own: { g: true } }),
    ]);
    const lines = formatSummary(summary).split('\n');
    expect(lines[0]).toBe('own assertions   baseline 6 of 7 (1 not graded)   metasc 1 of 7 (6 broken, 0 mended)');
    expect(lines[1]).toBe(
      '  broken  x: contains "a" passes in baseline, fails in metasc (Expected output to contain "a")',
    );
    expect(lines.slice(2, 8).map((line) => line.slice(0, 24))).toEqual([
      ...['b', 'c', 'd', 'e'].map((text) => `  broken  x: contains "${text}"`.slice(0, 24)),
      '  1 more: --json, or the',
      '',
    ]);
    expect(lines[8]).toMatch(/^mean score/);
    expect(summary.ownAssertions?.flips).toHaveLength(6);
  });

  it('says nothing of own assertions where there are none', () => {
    expect(summarize(rows).ownAssertions).toBeUndefined();
    expect(formatSummary(summarize(rows))).not.toContain('own assertions');
  });
});
