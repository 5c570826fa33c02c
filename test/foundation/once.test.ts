import { describe, expect, it } from 'vitest';
import { createOnceOpener, oncePerObject, oncePerProcess, openOncePerProcess } from '../../foundation/once.ts';

describe.each([
  ['a place of its own', createOnceOpener<number>()],
  ['the whole process', openOncePerProcess<number>],
])('opening once, for %s', (place, openOnce) => {
  it('opens again after a failure, not after a success', async () => {
    let tries = 0;
    const open = () =>
      openOnce(`${place} a`, async () => {
        tries += 1;
        if (tries === 1) throw new Error('not yet');
        return tries;
      });
    expect(await Promise.allSettled([open(), open()])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect([await open(), await open()]).toEqual([2, 2]);
  });

  it('opens each key for itself', async () => {
    expect(await openOnce(`${place} b`, async () => 1)).toBe(1);
    expect(await openOnce(`${place} c`, async () => 2)).toBe(2);
  });
});

it('what the process shares is created once, undefined too', () => {
  let created = 0;
  const share = () =>
    oncePerProcess('once.test', () => {
      created += 1;
    });
  share();
  share();
  expect(created).toBe(1);
});

it('what belongs to an object is created once for it, and anew for its equal', () => {
  const create = oncePerObject((data: { readonly size: number }) => [data.size]);
  const data = { size: 3 };
  expect(create(data)).toEqual([3]);
  expect(create(data)).toBe(create(data));
  expect(create({ ...data })).not.toBe(create(data));
});
