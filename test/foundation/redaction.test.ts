import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../foundation/redaction.ts';

const SECRET = 'sk-planted/0123+456"789=abcdef';

describe('a redactor', () => {
  it.each<[string, (secret: string) => string]>([
    ['as it is', (secret) => secret],
    ['in base64', (secret) => Buffer.from(secret).toString('base64')],
    ['in base64 after one letter', (secret) => Buffer.from(`:${secret}:more`).toString('base64')],
    ['in base64 after a user name', (secret) => Buffer.from(`me:${secret}`).toString('base64')],
    ['in base64 for URLs', (secret) => Buffer.from(`ab${secret}`).toString('base64url')],
    ['encoded for a URL', encodeURIComponent],
    ['escaped for JSON', (secret) => JSON.stringify({ key: secret })],
    ['masked at the end', (secret) => `${secret.slice(0, 7)}*************`],
    ['masked in the middle', (secret) => `${secret.slice(0, 6)}…….${secret.slice(-4)}`.replace('…….', '••••')],
    ['masked at the beginning', (secret) => `...${secret.slice(-5)}`],
    ['masked by one character', (secret) => `${secret.slice(0, 6)}…${secret.slice(-4)}`],
    ['cut', (secret) => `${secret.slice(0, 20)}…`],
    ['in base64 and cut', (secret) => `${Buffer.from(secret).toString('base64').slice(0, 20)}…`],
    ['encoded for a URL and cut', (secret) => `${encodeURIComponent(secret).slice(0, 20)}…`],
  ])('finds a secret %s', (_, write) => {
    const written = write(SECRET);
    const text = createRedactor([SECRET]).text(`Incorrect key (${written}) provided.`);
    expect(text).toContain('[secret]');
    expect(text).toMatch(/^Incorrect key \(.*\) provided\.$/);
    // No piece of it is left that another 6 letters would show.
    for (let at = 0; at + 6 <= SECRET.length; at += 1) expect(text).not.toContain(SECRET.slice(at, at + 6));
  });

  it('finds any secret of 8 characters and more in base64, wherever it begins', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12, maxLength: 40, unit: 'binary-ascii' }), fc.nat(5), (secret, before) => {
        const text = Buffer.from(`${'u'.repeat(before)}${secret}:x`).toString('base64');
        expect(createRedactor([secret]).text(text)).toContain('[secret]');
      }),
    );
  });

  it('goes through lists and objects, and leaves everything else as it is', () => {
    const value = { a: [`say ${SECRET}`, 1, null], b: { c: true, d: 'x****y' } };
    expect(createRedactor([SECRET]).value(value)).toEqual({
      a: ['say [secret]', 1, null],
      b: { c: true, d: 'x****y' },
    });
  });

  it('leaves a text without secrets byte for byte', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes(SECRET));
        expect(createRedactor(['another-secret-1234']).text(text)).toBe(text);
      }),
    );
  });

  it('redacts the names of fields too', () => {
    expect(createRedactor([SECRET]).value({ [SECRET]: 1 })).toEqual({ '[secret]': 1 });
  });

  it('leaves words before dots that a secret happens to begin with', () => {
    expect(createRedactor(['helloworld123456']).text('hello... is anybody there?')).toBe('hello... is anybody there?');
  });

  it('does not look for what is too short to be one', () => {
    expect(createRedactor(['short', '']).text('a short text')).toBe('a short text');
  });
});
