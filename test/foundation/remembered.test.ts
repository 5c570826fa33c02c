import { expect, it } from 'vitest';
import { remembered } from '../../foundation/remembered.ts';

it('computes once for a text, and again once many others have come', () => {
  const computed: string[] = [];
  const length = remembered((text) => {
    computed.push(text);
    return text.length;
  });
  expect([length('one'), length('one'), length('three')]).toEqual([3, 3, 5]);
  expect(computed).toEqual(['one', 'three']);
  for (let index = 0; index < 1000; index += 1) length(`text ${index}`);
  expect(length('one')).toBe(3);
  expect(computed.filter((text) => text === 'one')).toHaveLength(2);
});
