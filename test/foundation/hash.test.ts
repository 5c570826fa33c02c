import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256, shortHash } from '../../foundation/hash.ts';

describe('a hash', () => {
  it('is SHA-256 in hex', () => {
    // FIPS 180-2, appendix B.1
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256(new TextEncoder().encode('abc'))).toBe(sha256('abc'));
    expect(shortHash('abc', 8)).toBe(sha256('"abc"').slice(0, 8));
  });

  it('is the same whatever order the keys are in, at any depth, and keeps the order of arrays', () => {
    expect(shortHash({ a: 1, b: { c: 2, d: [3, { e: 4, f: 5 }] } }, 64)).toBe(
      shortHash({ b: { d: [3, { f: 5, e: 4 }], c: 2 }, a: 1 }, 64),
    );
    expect(canonicalJson([2, 1])).toBe('[2,1]');
  });

  it('loses nothing of a JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
