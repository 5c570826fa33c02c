import { describe, expect, it } from 'vitest';
import { chooseCandidates } from '../../../providers/specs/adoptCandidates.ts';
import { toLineage } from '../../../providers/specs/lineage.ts';
import type { ChainEvent } from '../../../providers/specs/specJournal.ts';
import { accepted, FIRST_SPEC, RECORD, rejected, tried } from './journalFixture.ts';

const chain = (...events: readonly ChainEvent[]) => ({ lineage: toLineage(FIRST_SPEC, events) });
const texts = (...sources: readonly ReturnType<typeof chain>[]) =>
  chooseCandidates(sources, FIRST_SPEC).map(({ text }) => text);

describe('the candidates of an adoption', () => {
  it('are the last accepted spec and, without trials, the one before', () => {
    expect(texts(chain(accepted(0, 'a'), accepted(1, 'b'), rejected(2, 'x', 'bad'), accepted(3, 'c')))).toEqual([
      'c',
      'b',
    ]);
    expect(texts(chain(accepted(0, 'a')))).toEqual(['a']);
  });

  it('are none if no proposal was accepted, or all that were say what the start says', () => {
    expect(texts(chain(rejected(0, 'x', 'bad')))).toEqual([]);
    expect(texts(chain(accepted(0, FIRST_SPEC)))).toEqual([]);
  });

  it('leave out what a rollback undid, and what stands twice', () => {
    expect(texts(chain(...RECORD))).toEqual([
      'Answers should be safe and helpful.',
      'Answers should be safe and kind.',
    ]);
  });

  it('have as second the accepted spec with the fewest failures in trials, counted from the first spec on', () => {
    const [a, b, c] = [
      tried(0, 'a', { mended: 6, broken: 1 }),
      tried(1, 'b', { mended: 1, broken: 3 }),
      tried(2, 'c', { mended: 1, broken: 0 }),
    ];
    expect(texts(chain(a, b, c))).toEqual(['c', 'a']);
  });

  it('of several chains begin with the last spec that did best, then take the best of all others', () => {
    const first = chain(tried(0, 'a', { mended: 5, broken: 0 }), tried(1, 'b', { mended: 0, broken: 4 }));
    const second = chain(tried(0, 'c', { mended: 3, broken: 0 }));
    expect(texts(first, second)).toEqual(['c', 'a']);
    expect(texts(chain(accepted(0, 'a'), accepted(1, 'b')), chain(accepted(0, 'c')))).toEqual(['b', 'c']);
  });

  it('know their chain and version', () => {
    const source = chain(accepted(0, 'a'), accepted(1, 'b'));
    expect(chooseCandidates([source], FIRST_SPEC)).toEqual([
      { source, version: 2, text: 'b' },
      { source, version: 1, text: 'a' },
    ]);
    expect(chooseCandidates([source], 'b').map(({ text }) => text)).toEqual([]);
  });
});
