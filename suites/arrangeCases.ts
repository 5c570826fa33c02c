import { createRandom } from '../foundation/random.ts';

/** The place of a case in the run's orders, and its side of the split. */
export interface Place {
  /** Number of the order, from 0, if there are several; or the name that the options give. */
  readonly trajectory?: number | string;
  /** `adapt`: for the window of the chain; `held-out`: for measuring. Absent if the cases are not split. */
  readonly split?: 'adapt' | 'held-out';
}

interface Arrangement<T> {
  /** Cases of one name stay together, and count as one. @default each on its own */
  readonly familyOf?: (one: T) => string;
  /** Shuffles the cases reproducibly; 0 to 2^32 - 1. @default the given order */
  readonly seed?: number | undefined;
  /** Number of cases to take, after the shuffle. @default all */
  readonly limit?: number | undefined;
  /** Number of those, from the first, to adapt on; the rest is held out. @default not split */
  readonly adapt?: number | undefined;
  /** Adapts on the first `adapt` of these instead, shuffled too, and holds all cases out. */
  readonly adaptOn?: readonly T[] | undefined;
  /** Name of the one order. */
  readonly trajectory?: string | undefined;
  /** Number of orders to run the cases in, each its own trajectory. @default 1 */
  readonly orders?: number | undefined;
}

/**
 * Cases in the order to run them: shuffled, cut, split, and repeated in each order. Every order has the same cases and
 * adapts on the same ones, which come first; order 0 is the only one of a run without `orders`.
 */
export function arrangeCases<T>(
  cases: readonly T[],
  { familyOf, seed, limit, adapt, adaptOn, trajectory: named, orders = 1 }: Arrangement<T>,
): readonly (T & Place)[] {
  const inFamilies = (list: readonly T[]): readonly (readonly T[])[] =>
    familyOf === undefined ? list.map((one) => [one]) : [...Map.groupBy(list, familyOf).values()];
  const shuffleBySeed = (list: readonly T[]) =>
    seed === undefined ? inFamilies(list) : shuffle(inFamilies(list), createRandom(seed));
  const chosen = shuffleBySeed(cases).slice(0, limit);
  const base = adaptOn === undefined ? chosen : [...shuffleBySeed(adaptOn).slice(0, adapt), ...chosen];
  const adapting = base.slice(0, adapt ?? 0).map((family) => placed(family, { split: 'adapt' }));
  const rest = base.slice(adapt ?? 0);
  const heldOut = rest.map((family) => placed(family, adapt === undefined ? {} : { split: 'held-out' }));
  if (orders === 1) return placed([...adapting, ...heldOut].flat(), named === undefined ? {} : { trajectory: named });
  return Array.from({ length: orders }, (_, trajectory) => {
    // Each order has its own seed; order 0 is unchanged.
    const random = createRandom(((seed ?? 0) + trajectory * 0x9e37_79b9) % 2 ** 32);
    const ordered =
      trajectory === 0 ? [...adapting, ...heldOut] : [...shuffle(adapting, random), ...shuffle(heldOut, random)];
    return placed(ordered.flat(), { trajectory });
  }).flat();
}

const placed = <T>(cases: readonly T[], place: Place): readonly (T & Place)[] =>
  cases.map((one) => ({ ...one, ...place }));

/** Fisher and Yates, on a copy. */
function shuffle<T>(list: readonly T[], random: () => number): readonly T[] {
  const shuffled = [...list];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const [picked] = shuffled.splice(Math.floor(random() * (last + 1)), 1);
    shuffled.push(picked as T);
  }
  return shuffled;
}
