import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealPlan } from '../../scale/plan.ts';
import { openStore, type PlanStore } from '../../scale/store/planStore.ts';
import type { HeldSlice, PlanWorker } from '../../scale/store/planWorker.ts';
import { LateError } from '../../scale/store/storeFault.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const slice = (id: string, first: number, last: number, more: object = {}) => ({
  ...{ id, tests: [[first, last] as [number, number]], isWindow: false, ...more },
});
const PLAN = sealPlan({
  version: 1,
  package: '0.0.0',
  evaluations: [
    {
      ...{ id: 'e', config: 'c.yaml', variables: {}, args: [], repeats: 1, hash: '0', widths: {}, tests: 6, cells: 6 },
      columns: [{ label: 'a', id: 'a' }],
      units: [
        {
          ...{ id: 'e', repeat: 0, order: '' },
          slices: [
            slice('w', 0, 1, { isWindow: true }),
            slice('p', 2, 3, { after: 'w' }),
            slice('q', 4, 5, { after: 'w' }),
          ],
        },
      ],
    },
  ],
});
const STEP = { column: 0, chain: 'a', step: 0, entry: '{"step":0}' };
const resultOf = (held: HeldSlice) => ({
  tests: held.tests.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => ({ test: first + index, rows: '[{}]' })),
  ),
  ...{ steps: held.isWindow ? [STEP] : [], cells: 2, errors: 0, costUsd: 0.5 },
});

describe('a plan in a store', () => {
  const folder = createTemporaryFolder();
  let store: PlanStore;
  let [one, two]: [PlanWorker, PlanWorker] = [] as never;
  const over = new AbortController().signal;

  beforeAll(async () => {
    store = await openStore(PLAN, { store: folder.join('store'), leaseSeconds: 10, patienceMs: 5_000 });
    [one, two] = [store.worker(), store.worker()];
  });
  afterAll(async () => {
    await store.close();
    folder[Symbol.dispose]();
  });

  it('gives out a window first, and what waits for it once it is committed', async () => {
    const held = await one.take();
    expect(held).toMatchObject({ id: 'w', isWindow: true, failures: 0, deaths: 0, refused: [] });
    expect(await two.take()).toBeUndefined();
    if (held === undefined) return;
    await one.giveBack(held, { because: 'no reason', isDeath: true, culprit: 1 });
    // A job that failed waits for a second.
    let again: HeldSlice | undefined;
    while (again === undefined) {
      await sleep(100);
      again = await two.take();
    }
    expect(again).toMatchObject({ failures: 1, deaths: 1, refused: [1], failure: 'no reason' });
    await expect(one.keepAlive(held)).rejects.toThrow(LateError);
    await expect(one.commit(held, resultOf(held))).rejects.toThrow(LateError);
    expect(await store.allSteps()).toEqual([]);
    await two.commit(again, resultOf(again));
    expect(await store.allSteps()).toEqual([{ unit: 'e', ...STEP }]);
    await expect(two.commit(again, resultOf(again))).rejects.toThrow(LateError);
    await expect(one.split(held, [[[0, 0]], [[1, 1]]])).rejects.toThrow(LateError);
  });

  it('divides a slice, and is done when all parts are', async () => {
    const [p, q] = [await one.take(), await two.take()];
    expect([p?.id, q?.id]).toEqual(['p', 'q']);
    if (p === undefined || q === undefined) return;
    await one.split(p, [[[2, 2]], [[3, 3]]]);
    await two.commit(q, resultOf(q));
    expect(await one.isDone()).toBe(false);
    for (const id of ['p.1', 'p.2']) {
      const part = await one.take();
      expect(part?.id).toBe(id);
      if (part !== undefined) await one.commit(part, resultOf(part));
    }
    expect(await one.isDone()).toBe(true);
    const tests: number[] = [];
    for await (const found of store.results(0)) tests.push(...found.map(({ test }) => test));
    expect(tests).toEqual([0, 1, 2, 3, 4, 5]);
    expect((await store.slices()).map(({ id, state }) => `${id} ${state}`)).toEqual([
      'w done',
      'p split',
      'p.1 done',
      'p.2 done',
      'q done',
    ]);
  });

  it('keeps the first answer to a call; who asks later waits for it or makes the call that was left', async () => {
    expect(await one.claimCall('k', over)).toBeUndefined();
    const waiting = two.claimCall('k', over);
    expect(await one.keepCall('k', '"first"')).toBe('"first"');
    expect(await waiting).toEqual({ answer: '"first"' });
    expect(await two.keepCall('k', '"second"')).toBe('"first"');
    expect(await one.claimCall('left', over)).toBeUndefined();
    const next = two.claimCall('left', over);
    await one.leaveCalls('left');
    expect(await next).toBeUndefined();
    expect(await store.countCalls()).toBe(1);
  });

  it('shares places and turns of a model', async () => {
    const places = [await one.takePlace('m', 2), await two.takePlace('m', 2), await one.takePlace('m', 2)];
    expect(places.slice(0, 2).toSorted()).toEqual([0, 1]);
    expect(places[2]).toBeUndefined();
    await two.leavePlace('m');
    expect(await one.takePlace('m', 2)).toBe(places[1]);
    expect(await one.takeTurn('m', 6)).toBe(0);
    const waitMs = await two.takeTurn('m', 6);
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(10_000);
  });
});
