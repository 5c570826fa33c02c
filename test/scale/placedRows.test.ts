import { describe, expect, it } from 'vitest';
import { mergeInOrder, type PlacedRows, wholeEvaluation } from '../../scale/placedRows.ts';

const rows = (test: number, repeat: number, cells = 2, from = 'a'): PlacedRows => ({
  ...{ evaluation: 0, test, repeat, from },
  rows: Array.from({ length: cells }, (_, column) => ({ testIdx: test * 2 + repeat, promptIdx: column })),
});

async function* listOf(list: readonly PlacedRows[]) {
  yield* list;
}

const EVALUATION = { id: 'jailbreak', tests: 2, repeats: 2, cells: 4 };
const collect = async (list: readonly PlacedRows[]) => {
  const found = [];
  for await (const some of wholeEvaluation(EVALUATION, listOf(list))) found.push(...some);
  return found;
};

const ALL = [rows(0, 0), rows(0, 1), rows(1, 0), rows(1, 1)];

describe('wholeEvaluation', () => {
  it('passes on every row in order', async () => {
    expect((await collect(ALL)).map(({ testIdx }) => testIdx)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });

  it.each([
    ['a gap', ALL.toSpliced(1, 1), 'jailbreak: test 0, repeat 1 is missing'],
    ['a longer gap', ALL.toSpliced(1, 2), 'test 0, repeat 1 to test 1, repeat 0 are missing'],
    ['a missing end', ALL.slice(0, 3), 'test 1, repeat 1 is missing'],
    ['nothing at all', [], 'test 0, repeat 0 to test 1, repeat 1 are missing'],
    [
      'a test that is there twice',
      ALL.toSpliced(1, 0, rows(0, 0, 2, 'b')),
      'test 0, repeat 0 is there twice: in a and in b',
    ],
    ['a test of another plan', [...ALL, rows(2, 0)], 'test 2, repeat 0 of a is not in the plan'],
    ['a repeat of another plan', [rows(0, 0), rows(0, 1), rows(0, 2)], 'repeat 2 of a is not in the plan'],
    ['a missing cell', ALL.with(3, rows(1, 1, 1)), 'expected 8 cells, got 7'],
  ])('refuses %s', async (_, list, message) => {
    await expect(collect(list)).rejects.toThrow(message);
  });
});

it('mergeInOrder makes one list of several', async () => {
  const merged = [];
  for await (const { test, repeat } of mergeInOrder([
    listOf([rows(0, 1), rows(1, 1)]),
    listOf([]),
    listOf([rows(0, 0), rows(1, 0)]),
  ])) {
    merged.push([test, repeat]);
  }
  expect(merged).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
});
