import { beforeAll, describe, expect, it } from 'vitest';
import { ODD_MODES } from '../../support/oddModes.ts';
import { measureOddServers, type OddRow, PLACES } from '../../support/oddTable.ts';

let rows: ReadonlyMap<string, OddRow>;

beforeAll(async () => {
  rows = new Map((await measureOddServers()).map((row) => [row.mode.name, row]));
}, 60_000);

const rowOf = (name: string): OddRow => {
  const row = rows.get(name);
  if (row === undefined) throw new Error(`Expected a row for ${name}`);
  return row;
};

describe.each(ODD_MODES)('$kind: $name', ({ name, becomes, revised = becomes, calls, tokens }) => {
  it.each(PLACES)('shows no thought, half answer or error text in place %s', (place) => {
    expect(rowOf(name).cells[place].leaks).toEqual([]);
  });

  it('comes out as the table of docs/models.md says', () => {
    const { baseline, always, structural } = rowOf(name).cells;
    expect(baseline.shown).toBe(becomes);
    for (const { shown } of [always, structural]) expect(shown.split(',')[0]).toBe(revised);
    if (calls !== undefined) expect(baseline.calls).toBe(calls);
    if (tokens !== undefined) expect(baseline.tokens).toEqual(tokens);
    for (const count of [baseline, always, structural].flatMap((cell) => cell.tokens)) {
      expect(count === undefined || Number.isInteger(count)).toBe(true);
    }
  });

  it('gives the judge’s final verdict or none, and the trial’s likewise', () => {
    const cells = rowOf(name).cells;
    expect(['score 1', 'unscored']).toContain(cells['llm judge'].shown);
    expect([
      'answered, spec accepted',
      'answered, spec refused: the judge of the trial gave no clear answer',
    ]).toContain(cells['trial judge'].shown);
  });
});

describe('the table', () => {
  it('names each mode once', () => {
    expect(new Set(ODD_MODES.map(({ name }) => name)).size).toBe(ODD_MODES.length);
  });

  it('is not all unscored: a plain server and one that thinks are judges', () => {
    for (const name of [
      'plain',
      'think-tag',
      'think-headless',
      'reasoning-content',
      'thinks-long',
      'no-schema',
      'stream-only',
    ]) {
      expect(rowOf(name).cells['llm judge'].shown).toBe('score 1');
      expect(rowOf(name).cells['trial judge'].shown).toBe('answered, spec accepted');
    }
  });
});
