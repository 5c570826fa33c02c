import { setTimeout as sleep } from 'node:timers/promises';
import type { PlanWorker } from '../../../scale/store/planWorker.ts';

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

/** Of one model. */
interface Places {
  /** When each of those that the pool holds was taken. */
  readonly since: Map<number, number>;
  /** Those that no call holds. */
  readonly free: number[];
  /** Under way to the store. */
  asked: number;
}

/**
 * A place that a call leaves is kept for the next one, so that the store isn't asked for each call; up to an equal share of
 * the places.
 *
 * @param onHeld told of each change of the number of places held
 */
export function createPermitPool(
  store: Pick<PlanWorker, 'takePlace' | 'leavePlace' | 'takeTurn'>,
  countWorkers: () => number,
  onHeld: (change: number) => void = () => {},
): PermitPool {
  const models = new Map<string, Places>();
  let isClosed = false;
  const never = () => new Promise<never>(() => {});
  const placesOf = (name: string): Places => {
    const known = models.get(name) ?? { since: new Map(), free: [], asked: 0 };
    models.set(name, known);
    return known;
  };
  const giveBack = async (name: string, place: number) => {
    placesOf(name).since.delete(place);
    onHeld(-1);
    await store.leavePlace(name, place);
  };
  /** One of the store's, if this pool's share has room. */
  const takeAnother = async (name: string, places: number): Promise<number | undefined> => {
    const own = placesOf(name);
    const share = Math.max(1, Math.ceil(places / Math.max(1, countWorkers())));
    if (own.since.size + own.asked >= share) return undefined;
    own.asked += 1;
    try {
      const place = await store.takePlace(name, places);
      if (place === undefined) return undefined;
      own.since.set(place, performance.now());
      onHeld(1);
      return place;
    } finally {
      own.asked -= 1;
    }
  };

  return {
    async take(name, places, callsPerMinute) {
      if (callsPerMinute !== undefined) await sleep(await store.takeTurn(name, callsPerMinute));
      for (let pauseMs = PAUSE_MS; !isClosed; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
        const place = placesOf(name).free.pop() ?? (await takeAnother(name, places));
        if (place === undefined) {
          await sleep(pauseMs * (0.5 + Math.random()));
          continue;
        }
        if (!isClosed) return place;
        await giveBack(name, place);
      }
      return never();
    },
    leave(name, place) {
      if (isClosed) return;
      const { since, free } = placesOf(name);
      const isOld = performance.now() - (since.get(place) ?? 0) > LONGEST_KEPT_MS;
      if (isOld) giveBack(name, place).catch(() => {});
      else free.push(place);
    },
    async close() {
      isClosed = true;
      for (const [name, { since }] of models) for (const place of [...since.keys()]) await giveBack(name, place);
    },
  };
}
