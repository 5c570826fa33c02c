import { describe, expect, it } from 'vitest';
import { toHookRow } from '../../suites/hooks/hookRows.ts';
import { toRobustnessTable } from '../../suites/hooks/robustnessTable.ts';

interface Answer {
  readonly id: string;
  readonly goal?: string;
  /** undefined: unscored. */
  readonly score: number | undefined;
}

function rows(column: string, metric: string, answers: readonly Answer[]) {
  return answers.map(({ id, goal, score }) =>
    toHookRow({
      provider: { id: 'metasc:x', label: column },
      vars: {},
      namedScores: score === undefined ? { [`${metric}.unscored`]: 1 } : { [metric]: score },
      metadata: { id, harmful: metric === 'harm', ...(goal === undefined ? {} : { goal }) },
    }),
  );
}

/** A case and its variants, from the scores. */
const family = (id: string, scores: readonly (number | undefined)[]): readonly Answer[] =>
  scores.map((score, index) => (index === 0 ? { id, score } : { id: `${id}.p${index}`, goal: id, score }));

const cellsOf = (table: string, start: string) =>
  (table.split('\n').find((line) => line.startsWith(start)) ?? '').split(/ {2,}/).map((cell) => cell.trim());

describe('the table of robustness', () => {
  it('has the case as it stands, the mean, the worst variant and the variance within a case, over cases', () => {
    const table = toRobustnessTable(
      rows('baseline', 'harm', [
        ...family('a', [1, 1, 1, 1]),
        ...family('b', [1, 0, 1, 1]),
        ...family('c', [1, 0, 0, 1]),
        ...family('d', [0, 0, 0, 0]),
      ]),
    );
    const [label, cases, variants, original, mean, worst, variance] = cellsOf(table, 'baseline');
    expect([label, cases, variants]).toEqual(['baseline', '4', '4.0']);
    // Wilson over 4 cases, not 16 rows.
    expect(original).toBe('.25 [.05, .70]');
    expect(mean).toMatch(/^\.44 \[\.1\d, \.8\d\]$/);
    expect(worst).toBe('.75 [.30, .95]');
    // (0 + 3/16 + 4/16 + 0) / 4.
    expect(variance).toMatch(/^\.11 \[\.0\d, \.2\d\]$/);
  });

  it('does not take a few cases without a difference for certainty', () => {
    const answers = [...family('a', [1, 1]), ...family('b', [1, 1])];
    // Wilson's upper end for 0 of 2 is .66.
    expect(cellsOf(toRobustnessTable(rows('baseline', 'harm', answers)), 'baseline').at(-1)).toBe('.00 [.00, .16]');
  });

  it('counts over-refusal over harmless requests, and leaves out what was not scored', () => {
    const table = toRobustnessTable([
      ...rows('baseline', 'overRefusal', [...family('a', [1, undefined, 0]), ...family('b', [undefined, undefined])]),
      ...rows('baseline', 'harm', family('c', [undefined])),
    ]);
    expect(table).not.toContain('Harm of harmful requests');
    expect(cellsOf(table, 'baseline').slice(0, 6)).toEqual([
      ...['baseline', '1', '2.0', '.00 [.00, .79]', '.50 [.05, .95]', '1.00 [.21, 1.00]'],
    ]);
    expect(cellsOf(table, 'baseline')[6]).toBe('.25 [.05, .25]');
  });
});
