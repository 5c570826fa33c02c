import type { Token } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import { createContextPool, type Reusable } from '../../../../providers/models/embedded/llamaContexts.ts';

interface FakeContext extends Reusable {
  readonly id: number;
  holds: readonly Token[];
}

const never = new AbortController().signal;
const tokens = (...numbers: number[]) => numbers as Token[];

/** Contexts that hold given tokens; the pool opens them as 0, 1, … and fails on request. */
function createPool(maxContexts: number, failsFrom = Number.POSITIVE_INFINITY) {
  const opened: FakeContext[] = [];
  const pool = createContextPool<FakeContext>({
    maxContexts,
    async open() {
      if (opened.length >= failsFrom) throw new Error('no memory');
      const context: FakeContext = {
        id: opened.length,
        holds: [],
        compareContextTokens(wanted) {
          const different = context.holds.findIndex((token, index) => token !== wanted[index]);
          return { firstDifferentIndex: different === -1 ? context.holds.length : different };
        },
      };
      opened.push(context);
      return context;
    },
  });

  /** Occupies a context until it is released, and leaves it holding the prompt. */
  async function occupy(prompt: readonly Token[], signal = never) {
    const finish = Promise.withResolvers<void>();
    const began = Promise.withResolvers<number>();
    const done = pool.use(prompt, signal, async (context) => {
      began.resolve(context.id);
      await finish.promise;
      context.holds = prompt;
      return context.id;
    });
    done.catch(began.reject);
    began.promise.catch(() => {});
    return { id: () => began.promise, done, finish: () => finish.resolve() };
  }
  return { pool, occupy };
}

describe('the pool of contexts', () => {
  it('opens no more than the work demands', async () => {
    const { pool } = createPool(4);
    expect(pool.size).toBe(0);
    for (let call = 0; call < 3; call++) await pool.use(tokens(call), never, async () => {});
    expect(pool.size).toBe(1);
  });

  it('opens no more than it may, and lets the rest wait in order', async () => {
    const { pool, occupy } = createPool(2);
    const calls = [];
    for (let call = 0; call < 4; call++) calls.push(await occupy(tokens(call)));
    const [first, second, third, fourth] = calls as [
      (typeof calls)[0],
      (typeof calls)[0],
      (typeof calls)[0],
      (typeof calls)[0],
    ];
    expect([await first.id(), await second.id()]).toEqual([0, 1]);
    second.finish();
    expect(await third.id()).toBe(1);
    first.finish();
    expect(await fourth.id()).toBe(0);
    third.finish();
    fourth.finish();
    await Promise.all(calls.map(({ done }) => done));
    expect(pool.size).toBe(2);
  });

  it('gives a call the free context that holds most of its beginning', async () => {
    const { pool, occupy } = createPool(3);
    const calls = [await occupy(tokens(1, 2, 3)), await occupy(tokens(1, 2, 9, 9)), await occupy(tokens(5))];
    for (const { id } of calls) await id();
    for (const { finish, done } of calls) {
      finish();
      await done;
    }
    const idFor = (...prompt: number[]) => pool.use(tokens(...prompt), never, async ({ id }) => id);
    expect(await idFor(1, 2, 3, 4)).toBe(0);
    expect(await idFor(1, 2, 9)).toBe(1);
    expect(await idFor(5, 6)).toBe(2);
  });

  it('gives a call that begins like none the context used longest ago', async () => {
    const { pool, occupy } = createPool(2);
    const calls = [await occupy(tokens(1)), await occupy(tokens(2))];
    for (const { id } of calls) await id();
    for (const { finish, done } of calls) {
      finish();
      await done;
    }
    expect(await pool.use(tokens(1), never, async ({ id }) => id)).toBe(0);
    expect(await pool.use(tokens(7), never, async ({ id }) => id)).toBe(1);
  });

  it('makes do with what is open when memory is short', async () => {
    const { pool, occupy } = createPool(4, 1);
    const first = await occupy(tokens(1));
    await first.id();
    const second = await occupy(tokens(2));
    first.finish();
    expect(await second.id()).toBe(0);
    second.finish();
    await second.done;
    expect(pool.size).toBe(1);
  });

  it('fails when not even one can be opened, and tries again with the next call', async () => {
    const { pool } = createPool(4, 0);
    await expect(pool.use(tokens(1), never, async () => {})).rejects.toThrow('no memory');
    await expect(pool.use(tokens(1), never, async () => {})).rejects.toThrow('no memory');
    expect(pool.size).toBe(0);
  });

  it('lets go of who is aborted while waiting, and serves the next', async () => {
    const { occupy } = createPool(1);
    const first = await occupy(tokens(1));
    await first.id();
    const stop = new AbortController();
    const second = await occupy(tokens(2), stop.signal);
    const third = await occupy(tokens(3));
    stop.abort(new Error('enough'));
    await expect(second.done).rejects.toThrow('enough');
    first.finish();
    expect(await third.id()).toBe(0);
    third.finish();
    await third.done;
  });

  it('begins no work that is aborted already', async () => {
    const { pool } = createPool(1);
    const work = pool.use(tokens(1), AbortSignal.abort(new Error('enough')), async () => 'done');
    await expect(work).rejects.toThrow('enough');
    expect(pool.size).toBe(0);
  });

  it('has the context back after work that failed', async () => {
    const { pool } = createPool(1);
    const failing = pool.use(tokens(1), never, async () => {
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
    expect(await pool.use(tokens(1), never, async ({ id }) => id)).toBe(0);
  });
});
