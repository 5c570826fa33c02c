import { describe, expect, it } from 'vitest';
import { changesOf, sortByChange } from '../../../../analysis/report/client/caseOrder.js';
import type { CaseEntry, CaseIndex } from '../../../../analysis/report/topics/cases/caseData.ts';

const entry = (key: string, outcomes: readonly string[], scores: CaseEntry['scores']): CaseEntry => ({
  ...{ key, name: key, category: -1, wrapper: -1, excerpt: '', refusers: '--', part: 0, place: 0 },
  outcomes,
  scores,
});
const ENTRIES = [
  entry('same', ['p', 'p'], [[1], [1]]),
  entry('gain', ['f', 'p'], [[0.25], [0.75]]),
  entry('loss', ['p', 'f'], [[1], [0]]),
  entry('unscored', ['u', 'p'], [[null], [1]]),
  entry('small', ['p', 'p'], [[1], [0.75]]),
];
const INDEX: CaseIndex = {
  columns: ['a', 'b'].map((label, series) => ({ label, series })),
  against: 0,
  metrics: [{ title: 'Harmless', name: 'harm' }],
  categories: [],
  wrappers: [],
  cases: ENTRIES,
};
const changes = (one: CaseEntry) => changesOf(INDEX, one, { columns: [0, 1], metrics: [0] });
const sorted = (order: string) => sortByChange(ENTRIES, order, changes).map(({ key }) => key);

describe('the order of cases', () => {
  it('is by the size of their change', () => {
    expect(sorted('change')).toEqual(['loss', 'gain', 'small', 'same', 'unscored']);
    expect(sorted('loss')).toEqual(['loss', 'small', 'same', 'gain', 'unscored']);
    expect(sorted('gain')).toEqual(['gain', 'same', 'loss', 'unscored', 'small']);
    expect(sorted('')).toEqual(ENTRIES.map(({ key }) => key));
  });

  it('takes verdicts without a score as 1 and 0', () => {
    expect(changes(entry('own', ['p', 'f'], [[null], [null]]))).toEqual([-1]);
  });
});
