import { describe, expect, it } from 'vitest';
import type { ChainEvent } from '../../providers/specs/specJournal.ts';
import { lastChangeOf, toHistory } from '../../serve/chainHistory.ts';
import { accepted, createHeader, createStep, RECORD, rejected } from '../providers/specs/journalFixture.ts';

const at = (minute: number) => `2026-11-28T09:${String(minute).padStart(2, '0')}:00.000Z`;
/** As a server writes them: with times. */
const timed = (record: readonly ChainEvent[]) => record.map((event, index) => ({ ...event, at: at(index) }));
const historyOf = (events: readonly ChainEvent[]) => toHistory({ header: createHeader(), events });

describe("a chain's history", () => {
  it('has time and request of each event, whatever lies between', () => {
    const { events, current } = historyOf(timed(RECORD));
    expect(events.map(({ kind, at, request }) => [kind, at, request])).toEqual([
      ['first', undefined, undefined],
      ['proposal', at(0), 'case-0'],
      ['proposal', at(1), 'case-1'],
      ['failure', at(2), 'case-2'],
      ['proposal', at(3), 'case-3'],
      ['rollback', at(4), undefined],
      ['proposal', at(5), 'case-4'],
    ]);
    expect(current.version).toBe(4);
  });

  it('does without times, which the journals of evaluations have not', () => {
    const { events } = historyOf(RECORD);
    expect(events.some((event) => 'at' in event)).toBe(false);
    expect(lastChangeOf(RECORD)).toBeUndefined();
  });

  it('compares words against the spec before, of the newest events alone', () => {
    const { events } = historyOf([accepted(0, 'Be kind.'), rejected(1, 'Be rude.', 'it permits harm')]);
    expect(events[2]?.words?.filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'removed', text: 'kind' },
      { kind: 'added', text: 'rude' },
    ]);
    const many = historyOf(Array.from({ length: 300 }, (_, step) => accepted(step, `Be kind ${step}.`))).events;
    expect(many.filter(({ words }) => words !== undefined)).toHaveLength(200);
    expect(many.at(-1)?.words).toBeDefined();
  });

  it('changed last with an accepted proposal or a rollback', () => {
    const record = timed([accepted(0, 'a'), rejected(1, 'b', 'no'), createStep(2)]);
    expect(lastChangeOf(record)).toBe(at(0));
    expect(lastChangeOf(timed(RECORD))).toBe(at(5));
    expect(lastChangeOf(timed(RECORD).slice(0, 5))).toBe(at(4));
    expect(lastChangeOf([])).toBeUndefined();
  });
});
