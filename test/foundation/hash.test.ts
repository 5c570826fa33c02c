import { describe, expect, it } from 'vitest';
import { hashJudge } from '../../assertions/judges/judgeHash.ts';
import { canonicalJson, sha256, shortHash } from '../../foundation/hash.ts';

describe('hashes', () => {
  it('are SHA-256, of texts and bytes alike', () => {
    // FIPS 180-2, appendix B.1.
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(sha256('abc')).toBe(abc);
    expect(sha256(Buffer.from('abc'))).toBe(abc);
    expect(shortHash({ b: 1, a: 2 }, 16)).toBe(sha256('{"a":2,"b":1}').slice(0, 16));
  });

  it('of a judge keep the values that calibration records hold', () => {
    const rubric = { b: 1, a: [{ d: 2, c: null }] };
    const sampling = { seed: 1, temperature: 0 };
    expect(hashJudge({ kind: 'llm', model: 'm', rubric, wording: ['x'], sampling })).toBe('33867caad0bc6e1a');
    expect(hashJudge({ kind: 'panel', rule: 'mean', quorum: 2, members: ['b', 'a'] })).toBe('5728b5c5b6a5e1be');
  });
});

describe('canonical JSON', () => {
  it('is the same in every order of keys, at every depth', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined })).toBe('{"b":[{"c":2,"d":1}]}');
    expect(canonicalJson({ x: { b: 1, a: 2 }, A: 3 })).toBe(canonicalJson({ A: 3, x: { a: 2, b: 1 } }));
  });

  it('keeps the order of lists', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });
});
