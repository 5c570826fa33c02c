import { createRandom } from '../analysis/statistics/random.ts';

/** Where a case stands in a run of several orders, and on which side of the split. */
export interface Place {
  /** Number of the order, from 0, where there are several; or the name that the options give. */
  readonly trajectory?: number | string;
  /** `adapt`: for the window of the chain; `held-out`: for measuring. Only where the cases are split. */
  readonly split?: 'adapt' | 'held-out';
}

interface Arrangement<T> {
  /** Shuffles the cases, always in the same way; 0 to 2^32 - 1. @default the order as given */
  readonly seed?: number | undefined;
  /** The first so many cases, after the shuffle. @default all */
  readonly limit?: number | undefined;
  /** The first so many of those are to adapt on, the rest is held out. @default not split */
  readonly adapt?: number | undefined;
  /** The first `adapt` of these, shuffled too, are to adapt on instead, and all cases are held out. */
  readonly adaptOn?: readonly T[] | undefined;
  /** Name of the one order. */
  readonly trajectory?: string | undefined;
  /** Orders to run the cases in, each its own trajectory. @default 1 */
  readonly orders?: number | undefined;
}

/**
 * Cases in the order to run them: shuffled, cut, split, and repeated in as many orders. Every order has the same cases,
 * and the same ones to adapt on, which come first in each; order 0 is the only one of a run without `orders`.
 */
export function arrangeCases<T>(
  cases: readonly T[],
  { seed, limit, adapt, adaptOn, trajectory: named, orders = 1 }: Arrangement<T>,
): readonly (T & Place)[] {
  const shuffleBySeed = (list: readonly T[]) => (seed === undefined ? list : shuffle(list, createRandom(seed)));
  const chosen = shuffleBySeed(cases).slice(0, limit);
  const base = adaptOn === undefined ? chosen : [...shuffleBySeed(adaptOn).slice(0, adapt), ...chosen];
  const isSplit = adapt !== undefined;
  const adapting = base.slice(0, adapt ?? 0).map((one) => ({ ...one, split: 'adapt' as const }));
  const heldOut = base.slice(adapt ?? 0).map((one) => ({ ...one, ...(isSplit ? { split: 'held-out' as const } : {}) }));
  if (orders === 1) {
    const place = named === undefined ? {} : { trajectory: named };
    return [...adapting, ...heldOut].map((one) => ({ ...one, ...place }));
  }
  return Array.from({ length: orders }, (_, trajectory) => {
    // A seed of its own for each order; order 0 stays as it is.
    const random = createRandom(((seed ?? 0) + trajectory * 0x9e37_79b9) % 2 ** 32);
    const ordered =
      trajectory === 0 ? [...adapting, ...heldOut] : [...shuffle(adapting, random), ...shuffle(heldOut, random)];
    return ordered.map((one) => ({ ...one, trajectory }));
  }).flat();
}

/** Fisher and Yates; leaves the list as it was. */
function shuffle<T>(list: readonly T[], random: () => number): readonly T[] {
  const shuffled = [...list];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const [picked] = shuffled.splice(Math.floor(random() * (last + 1)), 1);
    shuffled.push(picked as T);
  }
  return shuffled;
}
