import { describe, expect, it } from 'vitest';
import { hintAt, nearestName } from '../../foundation/nearest.ts';

const NAMES = ['harm', 'honesty', 'overRefusal', 'refusal', 'maxRetries'];

describe('the nearest name', () => {
  it.each([
    ['harmm', 'harm'],
    ['HARM', 'harm'],
    ['overrefusal', 'overRefusal'],
    ['refusall', 'refusal'],
    ['honest', 'honesty'],
    ['max', 'maxRetries'],
    ['max_retries', 'maxRetries'],
  ])('to %s is %s', (word, name) => {
    expect(nearestName(word, NAMES)).toBe(name);
    expect(hintAt(word, NAMES)).toBe(`did you mean "${name}"?`);
  });

  it.each(['', 'temperature', 'x-y-z-0-1'])('to %j is none, so that all are listed', (word) => {
    expect(nearestName(word, NAMES)).toBeUndefined();
    expect(hintAt(word, NAMES)).toBe(`known are ${NAMES.join(', ')}`);
  });
});
