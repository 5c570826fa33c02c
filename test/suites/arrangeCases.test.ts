import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrangeCases } from '../../suites/arrangeCases.ts';

const cases = (count: number, prefix = 'c') =>
  Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}` }));
const idsOf = (placed: readonly { readonly id: string }[]) => placed.map(({ id }) => id);

describe('arrangeCases', () => {
  it('leaves cases unchanged without options', () => {
    expect(arrangeCases(cases(3), {})).toEqual(cases(3));
  });

  it('marks the first cases to adapt on, and holds the rest out', () => {
    expect(arrangeCases(cases(3), { adapt: 1 })).toEqual([
      { id: 'c0', split: 'adapt' },
      { id: 'c1', split: 'held-out' },
      { id: 'c2', split: 'held-out' },
    ]);
  });

  it('adapts on other cases, and then holds all its own out', () => {
    const placed = arrangeCases(cases(3), { limit: 2, adapt: 2, adaptOn: cases(5, 'a'), trajectory: 'clean' });
    expect(placed).toEqual([
      { id: 'a0', split: 'adapt', trajectory: 'clean' },
      { id: 'a1', split: 'adapt', trajectory: 'clean' },
      { id: 'c0', split: 'held-out', trajectory: 'clean' },
      { id: 'c1', split: 'held-out', trajectory: 'clean' },
    ]);
  });

  it('runs the same cases in every order, those to adapt on first, order 0 like a single run', () => {
    const order = {
      seed: fc.option(fc.nat(0xffff_ffff), { nil: undefined }),
      limit: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
    };
    fc.assert(
      fc.property(
        fc.record(order),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 8 }),
        (base, orders, adapt) => {
          const single = arrangeCases(cases(24), { ...base, adapt });
          const placed = arrangeCases(cases(24), { ...base, adapt, orders });
          const trajectories = Map.groupBy(placed, ({ trajectory }) => trajectory);
          expect([...trajectories.keys()]).toEqual(Array.from({ length: orders }, (_, index) => index));
          expect(idsOf(trajectories.get(0) ?? [])).toEqual(idsOf(single));
          for (const members of trajectories.values()) {
            expect(idsOf(members).toSorted()).toEqual(idsOf(single).toSorted());
            const size = Math.min(adapt, single.length);
            expect(members.slice(0, size).every(({ split }) => split === 'adapt')).toBe(true);
            expect(members.slice(size).every(({ split }) => split === 'held-out')).toBe(true);
          }
        },
      ),
    );
  });

  it('keeps families together, and counts each as one', () => {
    const family = { familyOf: ({ id }: { readonly id: string }) => id.slice(0, 2) };
    const members = ['c0', 'c1', 'c2', 'c3'].flatMap((id) => [{ id }, { id: `${id}.p` }]);
    expect(idsOf(arrangeCases(members, { ...family, limit: 2 }))).toEqual(['c0', 'c0.p', 'c1', 'c1.p']);
    for (const seed of [1, 2, 3]) {
      const shuffled = idsOf(arrangeCases(members, { ...family, limit: 3, seed }));
      expect(shuffled).toHaveLength(6);
      for (const at of [0, 2, 4]) expect(shuffled[at + 1]).toBe(`${shuffled[at]}.p`);
    }
    const split = arrangeCases(members, { ...family, adapt: 1, limit: 2, orders: 2 });
    expect(idsOf(split.filter(({ split }) => split === 'adapt'))).toEqual(['c0', 'c0.p', 'c0', 'c0.p']);
  });

  it('orders each trajectory differently, but reproducibly', () => {
    const orders = () =>
      [...Map.groupBy(arrangeCases(cases(20), { seed: 3, orders: 5 }), ({ trajectory }) => trajectory).values()].map(
        idsOf,
      );
    expect(new Set(orders().map((ids) => ids.join())).size).toBe(5);
    expect(orders()).toEqual(orders());
  });
});
