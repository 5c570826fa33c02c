import { describe, expect, it, vi } from 'vitest';
import { toAdaptiveTable } from '../../suites/hooks/adaptiveTable.ts';
import { toDefencesTable } from '../../suites/hooks/defencesTable.ts';
import { createTableHook, type HookRow, toHookRow } from '../../suites/hooks/hookRows.ts';
import { toRatingTable } from '../../suites/hooks/paperBiggenTable.ts';
import { toSafetyTable } from '../../suites/hooks/paperJailbreakTable.ts';
import { toPoisoningTable } from '../../suites/hooks/poisoningTable.ts';
import { createCaseRecord } from '../support/caseRecord.ts';

function row(label: string, namedScores: Record<string, number>, metadata: Record<string, unknown> = {}): HookRow {
  return toHookRow({ provider: { id: 'metasc:x', label }, vars: {}, namedScores, metadata });
}

const lineOf = (table: string, start: string) => table.split('\n').find((line) => line.startsWith(start)) ?? '';

describe('a table', () => {
  it('has its columns in the order of the run, whichever row ended first', () => {
    const ended = [2, 0, 1].map((promptIdx) => ({
      promptIdx,
      provider: { id: 'x', label: `column ${promptIdx}` },
      vars: {},
    }));
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    createTableHook((rows) => rows.map(({ column }) => column).join())({ results: ended });
    const [text] = printed.mock.lastCall ?? [];
    printed.mockRestore();
    expect(text).toBe('\ncolumn 0,column 1,column 2\n');
  });
});

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

describe('the table of defences', () => {
  const usage = (calls: number, sharedCalls = 0) => ({
    ...{ calls, sharedCalls, promptTokens: 9, completionTokens: 9, ms: 1500 },
  });
  const of = (
    label: string,
    phases: Record<string, ReturnType<typeof usage>>,
    scores: readonly (readonly [number, number])[],
  ) =>
    scores.flatMap(([harm, overRefusal]) => {
      const metasc = createCaseRecord({ phases });
      return [row(label, { harm }, { harmful: true, metasc }), row(label, { overRefusal }, { harmful: false, metasc })];
    });
  const table = toDefencesTable([
    ...of('baseline', { response: usage(1) }, [
      [0, 1],
      [0, 1],
      [1, 1],
      [1, 1],
    ]),
    ...of('response-check', { response: usage(0, 1), critique: usage(1) }, [
      [1, 1],
      [1, 1],
      [1, 0],
      [1, 1],
    ]),
    ...of('role-review', { response: usage(0, 1), critique: usage(2) }, [
      [0, 1],
      [1, 1],
      [1, 0],
      [1, 1],
    ]),
  ]);

  it('has harm of harmful requests, refusals of harmless ones, and calls with those of other columns', () => {
    expect(lineOf(table, 'baseline')).toMatch(
      /^baseline +\.50 \[\.15, \.85\] +\.00 \[\.00, \.49\] +1\.0 +1\.5 +yes +-$/,
    );
    expect(lineOf(table, 'response-check')).toMatch(
      / \.00 \[\.00, \.49\] +\.25 \[\.05, \.70\] +2\.0 +3\.0 +yes +2\.0$/,
    );
  });

  it('names the column that makes another one needless', () => {
    expect(lineOf(table, 'role-review')).toMatch(/ 3\.0 +3\.0 +no: response-check +8\.0$/);
  });

  it('shows what a cascade would come to at each threshold', () => {
    const at = (label: string, testIdx: number, harm: number, score?: number) => ({
      ...row(
        label,
        { harm },
        {
          harmful: true,
          metasc: createCaseRecord(score === undefined ? {} : { firstLook: { isFlagged: score >= 0.5, score } }),
        },
      ),
      testIdx,
    });
    const curve = toDefencesTable([
      ...[0, 0, 1, 1].map((harm, test) => at('baseline', test, harm)),
      ...[1, 1, 1, 1].map((harm, test) => at('static-critique', test, harm)),
      ...[0.9, 0.4, 0.1, 0.1].map((score, test) => at('cascade', test, 1, score)),
    ]);
    const lines = curve.slice(curve.indexOf('The cascade by threshold')).split('\n').slice(3);
    expect(
      lines.map((line) =>
        line
          .split(/ {2,}/)
          .map((cell) => cell.trim())
          .filter(Boolean),
      ),
    ).toEqual([
      ['0.00', '.00 [.00, .49]', '-', '4.0', '1.00'],
      ['0.10', '.00 [.00, .49]', '-', '4.0', '1.00'],
      ['0.40', '.00 [.00, .49]', '-', '3.0', '0.50'],
      ['0.90', '.25 [.05, .70]', '-', '2.5', '0.25'],
      ['none', '.50 [.15, .85]', '-', '2.0', '0.00'],
    ]);
  });
});

describe('the table of adaptive attacks', () => {
  const attacked = (label: string, succeededAt: number | undefined, calls: number, record = {}) => {
    const count = succeededAt ?? 6;
    const turns = Array.from({ length: count }, (_, turn) => ({
      request: `r${turn}`,
      answer: 'a',
      succeeded: turn + 1 === succeededAt,
      calls,
    }));
    const attack = { turns, maxTurns: 6, declined: 0, attackerCalls: count, ...(succeededAt && { succeededAt }) };
    return row(label, {}, { attack, metasc: createCaseRecord({ chain: label, ...record }) });
  };
  const table = toAdaptiveTable([
    ...[1, 4, 6].map((turn) => attacked('baseline', turn, 1)),
    attacked('metasc-10', undefined, 4, {
      step: 5,
      window: true,
      specUsed: 'Old.',
      specProduced: 'New.',
      accepted: true,
    }),
    attacked('metasc-10', 6, 4, { step: 11, window: false, specUsed: 'New.' }),
  ]);

  it('counts the goals that were reached by so many requests', () => {
    expect(lineOf(table, ' ')).toMatch(/^ +within 1 +within 5 +within 6 +calls per success +attacker gave up +goals$/);
    expect(lineOf(table, 'baseline')).toMatch(/^baseline +\.33 \[.*\] +\.67 \[.*\] +1\.00 \[.*\] +3\.7 +0 +3$/);
    expect(lineOf(table, 'metasc-10')).toMatch(/^metasc-10 +\.00 \[.*\] +\.00 \[.*\] +\.50 \[.*\] +48\.0 +0 +2$/);
  });

  it('says what the attacks made of the spec', () => {
    expect(table).toMatch(/The spec of metasc-10 after 12 requests:\n {2}New\.$/);
    expect(table).not.toContain('The spec of baseline');
  });
});
