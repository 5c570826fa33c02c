import { gunzipSync } from 'node:zlib';
import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromAscii85 } from '../../../../analysis/report/client/ascii85.js';
import { pack } from '../../../../analysis/report/page/pack.ts';

describe('packed data', () => {
  it('come out as they went in, whatever their length', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(gunzipSync(fromAscii85(pack(text))).toString()).toBe(JSON.stringify(text));
      }),
    );
  });

  it('have no character that could end their element, and take a quarter more than their bytes', () => {
    const packed = pack(Array.from({ length: 5_000 }, (_, at) => (at * 7_919) % 1_009));
    expect(packed).toMatch(/^[#-;=-x]+$/);
    expect(packed.length / fromAscii85(packed).length).toBeCloseTo(1.25, 2);
  });
});
