/** Returns the next number, in [0, 1). */
export type Random = () => number;

/**
 * Numbers in [0, 1), always the same for the same seed. *Source:* mulberry32, Tommy Ettinger, public domain.
 *
 * @param seed whole, 0 to 2^32 - 1
 * @throws RangeError for another seed
 */
export function createRandom(seed: number): Random {
  if (!(Number.isInteger(seed) && 0 <= seed && seed < 2 ** 32)) {
    throw new RangeError(`seed: expected a whole number from 0 to 2^32 - 1, got ${seed}`);
  }
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
