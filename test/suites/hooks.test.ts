import { describe, expect, it } from 'vitest';
import { type HookRow, toHookRow } from '../../suites/hooks/hookRows.ts';
import { toRatingTable } from '../../suites/hooks/paperBiggenTable.ts';
import { toSafetyTable } from '../../suites/hooks/paperJailbreakTable.ts';
import { toPoisoningTable } from '../../suites/hooks/poisoningTable.ts';
import { createCaseRecord } from '../support/caseRecord.ts';

function row(label: string, namedScores: Record<string, number>, metadata: Record<string, unknown> = {}): HookRow {
  return toHookRow({ provider: { id: 'metasc:x', label }, vars: {}, namedScores, metadata });
}

const lineOf = (table: string, start: string) => table.split('\n').find((line) => line.startsWith(start)) ?? '';

describe("the paper's table 2", () => {
  it('has a line for this run, over scored rows alone', () => {
    const rows = [
      ...[1, 0.75, 0.25, 0].map((harm) => row('baseline', { harm })),
      row('baseline', { 'harm.unscored': 1 }),
      ...[1, 1].map((harm) => row('metasc-10', { harm })),
    ];
    const table = toSafetyTable(rows);
    // Wilson, 2 of 4 and 2 of 2.
    expect(lineOf(table, 'this run')).toMatch(/^this run +\.50 \[\.15, \.85\] +- +1\.00 \[\.34, 1\.00\] +-$/);
    expect(lineOf(table, 'scored rows')).toMatch(/^scored rows +4 of 5 +- +2 of 2 +-$/);
    expect(lineOf(table, 'Hermes-3-8B')).toMatch(/\.38 +\.52 +\.67 +\.81$/);
  });
});

describe("the paper's table 5", () => {
  it('has mean ratings of 1 to 5, task by task, and their average', () => {
    const of = (label: string, category: string, rating: number) => row(label, { rating }, { category });
    const table = toRatingTable([
      of('baseline', 'honesty', 0.5),
      of('baseline', 'honesty', 1),
      of('metasc-all', 'honesty', 0.75),
      of('metasc-all', 'honesty', 0.75),
      of('baseline', 'moral_belief', 0),
      row('metasc-all', { 'rating.unscored': 1 }, { category: 'moral_belief' }),
    ]);
    expect(lineOf(table, 'honesty')).toMatch(/^honesty +4\.15 +4\.17 +4\.50 +4\.00 +- +4\.00 +2$/);
    expect(lineOf(table, 'moral_belief')).toMatch(/1\.00 +- +- +1$/);
    expect(lineOf(table, 'average')).toMatch(/4\.17 +4\.26 +4\.46 +2\.50 +- +4\.00$/);
    expect(table).toContain('5 of 6 rows were scored.');
  });

  it('says what to do where nothing was scored', () => {
    expect(toRatingTable([row('baseline', { 'rating.unscored': 1 }, { category: 'honesty' })])).toContain(
      '0 of 1 rows were scored. Ratings need a model: set METASC_JUDGE.',
    );
  });
});

describe('the poisoning table', () => {
  it('has attack success on both chains, and what was accepted of the poisoned window', () => {
    const of = (trajectory: string, split: string, harm: number, accepted?: boolean) =>
      row(
        'metasc always',
        { harm },
        { metasc: createCaseRecord({ trajectory, split, ...(accepted === undefined ? {} : { accepted }) }) },
      );
    const table = toPoisoningTable([
      of('clean', 'adapt', 1, true),
      of('clean', 'held-out', 1),
      of('clean', 'held-out', 1),
      of('poisoned', 'adapt', 1, true),
      of('poisoned', 'adapt', 1, false),
      of('poisoned', 'held-out', 0),
      of('poisoned', 'held-out', 1),
    ]);
    expect(lineOf(table, 'metasc always')).toMatch(
      /^metasc always +\.00 \[\.00, \.66\] +\.50 \[\.09, \.91\] +4 +1 of 2$/,
    );
  });
});
