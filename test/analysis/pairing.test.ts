import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairRows } from '../../analysis/pairing.ts';
import { createRow, type RowSketch } from './results/resultFixture.ts';

const pair = (head: readonly RowSketch[], base: readonly RowSketch[]) =>
  pairRows(head.map(createRow), base.map(createRow));

const keysOf = ({ cells }: ReturnType<typeof pair>) =>
  cells.map(({ key, head, base }) => [key, head.length, base.length]);

describe('rows', () => {
  it('meet by the id of their test, whatever their order and place', () => {
    const paired = pair(
      [
        { id: 'a', testIdx: 0 },
        { id: 'b', testIdx: 1 },
      ],
      [
        { id: 'b', testIdx: 5 },
        { id: 'c', testIdx: 6 },
      ],
    );
    expect(keysOf(paired)).toEqual([
      ['a', 1, 0],
      ['b', 1, 1],
      ['c', 0, 1],
    ]);
    expect(paired.head).toEqual({ rows: 2, errored: 0, withheld: 0, duplicates: 0, only: 1 });
    expect(paired.base).toEqual({ rows: 2, errored: 0, withheld: 0, duplicates: 0, only: 1 });
  });

  it('meet by their variables where tests have no id', () => {
    const { cells } = pair([{ vars: { q: 1, w: 2 } }], [{ vars: { w: 2, q: 1 } }]);
    expect(cells).toHaveLength(1);
  });

  it('meet by order and repeat', () => {
    const rows = [
      { id: 'a', trajectory: 0, repeat: 0 },
      { id: 'a', trajectory: 0, repeat: 1 },
      { id: 'a', trajectory: 1, repeat: 0 },
    ];
    expect(keysOf(pair(rows, rows.toReversed()))).toEqual([
      ['a · order 0', 1, 1],
      ['a · order 0 · repeat 1', 1, 1],
      ['a · order 1', 1, 1],
    ]);
  });

  it('of a provider without repeats are numbered by their place in the run', () => {
    const head = [
      { id: 'a', testIdx: 1 },
      { id: 'a', testIdx: 0 },
    ];
    const base = [
      { id: 'a', testIdx: 8 },
      { id: 'a', testIdx: 9 },
      { id: 'a', testIdx: 7 },
    ];
    expect(keysOf(pair(head, base))).toEqual([
      ['a', 1, 1],
      ['a · repeat 1', 1, 1],
      ['a · repeat 2', 0, 1],
    ]);
  });

  it('of one place, or of none, are duplicates', () => {
    expect(
      pair(
        [
          { id: 'a', testIdx: 1 },
          { id: 'a', testIdx: 1 },
        ],
        [],
      ).head.duplicates,
    ).toBe(1);
    expect(pair([{ id: 'a' }, { id: 'a' }, { id: 'a' }], []).head.duplicates).toBe(2);
    expect(
      pair(
        [
          { id: 'a', repeat: 0, testIdx: 0 },
          { id: 'a', repeat: 0, testIdx: 1 },
        ],
        [],
      ).head.duplicates,
    ).toBe(1);
  });

  it('are distinguished by their prompts if a side has several', () => {
    const two = [
      { id: 'a', prompt: 'p' },
      { id: 'a', prompt: 'q' },
    ];
    expect(pair(two, two).cells).toHaveLength(2);
    expect(keysOf(pair([{ id: 'a', prompt: 'p' }], [{ id: 'a', prompt: 'reworded' }]))).toEqual([['a', 1, 1]]);
  });
});

describe('tests are correlated', () => {
  const clustersOf = (rows: readonly RowSketch[]) => pair(rows, rows).cells.map(({ key, cluster }) => [key, cluster]);

  it('by their goal, which may be among them', () => {
    expect(clustersOf([{ id: 'g1.a', goal: 'g1' }, { id: 'g1.b', goal: 'g1' }, { id: 'g1' }])).toEqual([
      ['g1', 'g1'],
      ['g1.a', 'g1'],
      ['g1.b', 'g1'],
    ]);
  });

  it('by their case where they have no goal', () => {
    expect(
      clustersOf([{ id: 'a', repeat: 0 }, { id: 'a', repeat: 1 }, { id: 'a', trajectory: 1 }, { id: 'b' }]),
    ).toEqual([
      ['a', 'a'],
      ['a · order 1', 'a'],
      ['a · repeat 1', 'a'],
      ['b', 'b'],
    ]);
  });

  it('by the goal that only one side knows', () => {
    expect(pair([{ id: 'g1.a' }], [{ id: 'g1.a', goal: 'g1' }]).cells).toMatchObject([{ cluster: 'g1' }]);
  });
});

const sketch = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c'),
    testIdx: fc.nat(5),
    repeat: fc.nat(2),
    trajectory: fc.nat(1),
    prompt: fc.constantFrom('p', 'q'),
    error: fc.constant('boom'),
  },
  { requiredKeys: ['id'] },
) as fc.Arbitrary<RowSketch>;

describe('pairing', () => {
  it('does not depend on the order of the rows, and loses none', () => {
    const sides = fc.tuple(fc.array(sketch, { maxLength: 12 }), fc.array(sketch, { maxLength: 12 }));
    const shuffled = sides.chain(([head, base]) =>
      fc.tuple(
        fc.constant([head, base] as const),
        fc.tuple(
          fc.shuffledSubarray(head, { minLength: head.length }),
          fc.shuffledSubarray(base, { minLength: base.length }),
        ),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([[head, base], [headTurned, baseTurned]]) => {
        const paired = pair(head, base);
        const turned = pair(headTurned, baseTurned);
        expect(keysOf(turned)).toEqual(keysOf(paired));
        expect([turned.head, turned.base]).toEqual([paired.head, paired.base]);
        for (const [side, rows] of [
          ['head', head],
          ['base', base],
        ] as const) {
          const found = paired.cells.flatMap((cell) => cell[side]);
          expect(found).toHaveLength(rows.length);
          expect(paired[side].rows).toBe(rows.length);
          const filled = paired.cells.filter((cell) => cell[side].length > 0).length;
          expect(filled + paired[side].duplicates).toBe(rows.length);
          expect(paired[side].errored).toBe(rows.filter(({ error }) => error !== undefined).length);
        }
      }),
    );
  });
});
