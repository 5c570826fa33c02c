import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChainPlace, divideCases, stepsOf } from '../../scale/divideCases.ts';

const place = (column: number, chain: string, windowSteps: number | 'all', isDivisible = true): ChainPlace => ({
  ...{ column, chain, windowSteps, isDivisible },
});

describe('divideCases', () => {
  it('takes the first tests of a chain as its window, and the others in parts', () => {
    const places = Array.from({ length: 7 }, () => [place(0, 'baseline', 0), place(1, 'metasc', 2)]);
    expect(divideCases(places, 3)).toEqual([
      { tests: [0, 1], isWindow: true },
      { tests: [2, 3, 4], isWindow: false, after: 0 },
      { tests: [5, 6], isWindow: false, after: 0 },
    ]);
  });

  it('gives each chain a window of its own where no test is on two', () => {
    const places = Array.from({ length: 6 }, (_, test) => [place(0, `task ${test % 2}`, 1)]);
    expect(divideCases(places, 10)).toEqual([
      { tests: [0], isWindow: true },
      { tests: [2, 4], isWindow: false, after: 0 },
      { tests: [1], isWindow: true },
      { tests: [3, 5], isWindow: false, after: 2 },
    ]);
  });

  it('binds chains that share a test', () => {
    const places = [
      [place(0, 'a', 1), place(1, 'x', 1)],
      [place(0, 'b', 1), place(1, 'x', 1)],
      [place(0, 'b', 1), place(1, 'y', 1)],
    ];
    expect(divideCases(places, 10)).toEqual([{ tests: [0, 1, 2], isWindow: true }]);
  });

  it('leaves a window without an end whole, and a column whose cases depend on each other', () => {
    const endless = Array.from({ length: 3 }, () => [place(0, 'metasc-all', 'all')]);
    const attacked = Array.from({ length: 3 }, () => [place(0, 'baseline', 0, false)]);
    for (const places of [endless, attacked]) {
      expect(divideCases(places, 1)).toEqual([{ tests: [0, 1, 2], isWindow: true }]);
    }
  });

  it('has each test once; what waits, waits for the window of its own chain; no part is larger than asked', () => {
    const chains = fc.array(
      fc.array(fc.tuple(fc.nat(2), fc.nat(3), fc.constantFrom(0, 1, 3, 'all' as const)), { maxLength: 3 }),
      {
        minLength: 1,
        maxLength: 25,
      },
    );
    fc.assert(
      fc.property(chains, fc.integer({ min: 1, max: 5 }), (drawn, size) => {
        // The steps of a window belong to its column.
        const windows = drawn.flat().map(([, , window]) => window);
        const places = drawn.map((cases) =>
          cases.map(([column, chain]) => place(column, String(chain), windows[column] ?? 0)),
        );
        const parts = divideCases(places, size);
        expect(parts.flatMap(({ tests }) => tests).toSorted((a, b) => a - b)).toEqual(places.map((_, test) => test));
        const steps = stepsOf(places);
        for (const { tests, isWindow, after } of parts) {
          expect(tests).toEqual(tests.toSorted((a, b) => a - b));
          if (isWindow) continue;
          expect(tests.length).toBeLessThanOrEqual(size);
          const window = after === undefined ? [] : (parts[after]?.tests ?? []);
          const keys = new Set(
            window.flatMap((test) => (places[test] ?? []).map(({ column, chain }) => `${column} ${chain}`)),
          );
          for (const test of tests) {
            for (const [index, { column, chain, windowSteps }] of (places[test] ?? []).entries()) {
              if (windowSteps === 0) continue;
              expect(steps[test]?.[index]).toBeGreaterThanOrEqual(Number(windowSteps));
              expect(keys).toContain(`${column} ${chain}`);
            }
          }
        }
      }),
    );
  });
});
