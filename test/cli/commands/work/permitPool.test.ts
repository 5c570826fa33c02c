import { expect, it } from 'vitest';
import { createPermitPool } from '../../../../cli/commands/work/permitPool.ts';

/** The places of a model that several workers take. */
function createPlaces() {
  const taken = new Set<number>();
  let asked = 0;
  return {
    taken,
    get asked() {
      return asked;
    },
    store: {
      async takePlace(_: string, places: number) {
        asked += 1;
        const place = Array.from({ length: places }, (_, index) => index).find((index) => !taken.has(index));
        if (place !== undefined) taken.add(place);
        return place;
      },
      async leavePlace(_: string, place?: number) {
        if (place !== undefined) taken.delete(place);
      },
      takeTurn: async () => 0,
    },
  };
}

it('workers together hold no more places than there are, and all their calls are made', async () => {
  const places = createPlaces();
  const pools = Array.from({ length: 3 }, () => createPermitPool(places.store, () => 3));
  let [running, most, made] = [0, 0, 0];
  const call = async (pool: (typeof pools)[number]) => {
    const place = await pool.take('m', 4);
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    made += 1;
    pool.leave('m', place);
  };
  await Promise.all(
    pools.map(async (pool) => {
      await Promise.all(Array.from({ length: 20 }, () => call(pool)));
      await pool.close();
    }),
  );
  expect(made).toBe(60);
  expect(most).toBeLessThanOrEqual(4);
  expect(places.taken.size).toBe(0);
});

it('gives back the places of a process that has ended, and lets nobody wait for one', async () => {
  const places = createPlaces();
  const pool = createPermitPool(places.store, () => 1);
  await pool.take('m', 2);
  await pool.take('m', 2);
  void pool.take('m', 2);
  await pool.close();
  expect(places.taken.size).toBe(0);
  const next = createPermitPool(places.store, () => 1);
  expect(await next.take('m', 2)).toBe(0);
});

it('keeps a place from call to call, so that the store is asked once', async () => {
  const places = createPlaces();
  const pool = createPermitPool(places.store, () => 1);
  for (let call = 0; call < 10; call += 1) pool.leave('m', await pool.take('m', 1));
  expect(places.asked).toBe(1);
});
