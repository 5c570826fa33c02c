import { beforeAll, describe, expect, it } from 'vitest';
import { ODD_MODES } from '../../support/oddModes.ts';
import { startOddServer } from '../../support/oddServer.ts';
import { measureOddServers, type OddRow, PLACES } from '../../support/oddTable.ts';

let rows: ReadonlyMap<string, OddRow>;

beforeAll(async () => {
  await using server = await startOddServer();
  rows = new Map((await measureOddServers(server)).map((row) => [row.mode.name, row]));
});

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

  it('gives the final verdict of a judge, a guard model and a trial’s judge, or none', () => {
    const cells = rowOf(name).cells;
    expect(['score 1', 'unscored']).toContain(cells['llm judge'].shown);
    expect(['score 1', 'unscored']).toContain(cells.guard.shown);
    expect([
      'answered, spec accepted',
      'answered, spec refused: the trial is undecided: too many unclear verdicts',
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
      'thinks-hidden',
      'thinks-silently',
      'thinks-unmarked',
      'no-schema',
      'stream-only',
    ]) {
      expect(rowOf(name).cells['llm judge'].shown).toBe('score 1');
      expect(rowOf(name).cells['trial judge'].shown).toBe('answered, spec accepted');
      expect(rowOf(name).cells.guard.shown).toBe('score 1');
    }
  });

  it('tells answers, refusals, tool calls and what is withheld apart behind a provider of promptfoo', () => {
    const shown = (name: string) => rowOf(name).cells['promptfoo always'].shown.split(',')[0];
    for (const name of ['plain', 'think-tag', 'think-headless', 'reasoning-content', 'parts', 'parts-thought']) {
      expect(shown(name)).toBe('answered');
    }
    for (const name of ['refusal-null', 'refusal-empty', 'refusal-part']) expect(shown(name)).toBe('refused');
    for (const name of ['tools', 'tools-text', 'tools-old']) expect(shown(name)).toBe('tool-call');
    for (const name of ['filter-400', 'filter-null', 'filter-half', 'filter-safety']) {
      expect(shown(name)).toBe('withheld');
    }
    for (const name of ['quota-429', 'quota-402']) expect(shown(name)).toBe('QUOTA_EXHAUSTED');
    expect(shown('key-401')).toBe('MODEL_UNAUTHORIZED');
    expect(shown('too-long')).toBe('CONTEXT_OVERFLOW');
  });
});
