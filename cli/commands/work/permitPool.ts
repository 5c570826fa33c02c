import { setTimeout as sleep } from 'node:timers/promises';
import type { PlanStore } from '../../../scale/store/planStore.ts';

/** A slice's part of the simultaneous calls of each model, which all workers of a store share. */
export interface PermitPool {
  /** @returns the place that the call holds. Never resolves once the pool is closed: nobody waits for it then. */
  take(name: string, places: number, callsPerMinute?: number): Promise<number>;
  leave(name: string, place: number): void;
  /** Gives back all places, those of calls included whose process has ended. */
  close(): Promise<void>;
}

/** Another worker may wait for a place: none is kept for longer. */
const LONGEST_KEPT_MS = 5_000;
const PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/**
 * A place that a call leaves is kept for the next one, so that the store isn't asked for each call; up to an equal share of
 * the places.
 */
export function createPermitPool(
  store: Pick<PlanStore, 'takePlace' | 'leavePlace' | 'takeTurn'>,
  countWorkers: () => number,
  onHeld: (change: number) => void = () => {},
): PermitPool {
  const free = new Map<string, number[]>();
  const since = new Map<string, number>();
  const held = new Map<string, number>();
  let isClosed = false;
  const never = () => new Promise<never>(() => {});
  const freeOf = (name: string) => {
    const places = free.get(name) ?? [];
    free.set(name, places);
    return places;
  };
  const count = (name: string, change: number) => {
    held.set(name, (held.get(name) ?? 0) + change);
    onHeld(change);
  };
  const giveBack = async (name: string, place: number) => {
    since.delete(`${name} ${place}`);
    count(name, -1);
    await store.leavePlace(name, place);
  };

  return {
    async take(name, places, callsPerMinute) {
      if (callsPerMinute !== undefined) await sleep(await store.takeTurn(name, callsPerMinute));
      for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
        if (isClosed) return never();
        const kept = freeOf(name).pop();
        if (kept !== undefined) return kept;
        const share = Math.max(1, Math.ceil(places / Math.max(1, countWorkers())));
        if ((held.get(name) ?? 0) < share) {
          count(name, 1);
          const place = await store.takePlace(name, places);
          if (place !== undefined) {
            since.set(`${name} ${place}`, performance.now());
            if (!isClosed) return place;
            await giveBack(name, place);
            return never();
          }
          count(name, -1);
        }
        await sleep(pauseMs * (0.5 + Math.random()));
      }
    },
    leave(name, place) {
      if (isClosed) return;
      const isOld = performance.now() - (since.get(`${name} ${place}`) ?? 0) > LONGEST_KEPT_MS;
      if (isOld) giveBack(name, place).catch(() => {});
      else freeOf(name).push(place);
    },
    async close() {
      isClosed = true;
      for (const key of [...since.keys()]) {
        const [, name = '', place = ''] = /^(.*) (\d+)$/s.exec(key) ?? [];
        await giveBack(name, Number(place));
      }
    },
  };
}
