import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, secretsIn, secretsInEnv, withoutSecrets } from '../../foundation/redaction.ts';

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

  it('does not look for what is too short to be one', () => {
    expect(createRedactor(['short', '', undefined]).text('a short text')).toBe('a short text');
  });
});

describe('the secrets of a configuration', () => {
  it('are the values under telling names, their words, and what base64 hides in them', () => {
    const basic = Buffer.from('me:open-sesame-1').toString('base64');
    const config = {
      apiBaseUrl: 'http://127.0.0.1/v1',
      headers: { Authorization: `Basic ${basic}`, 'X-Team': 'safety-team', Cookie: 'session=abcdef123456' },
      nested: [{ client_secret: 'cs-12345678' }],
    };
    expect(secretsIn(config)).toEqual(
      expect.arrayContaining([basic, 'me:open-sesame-1', 'open-sesame-1', 'session=abcdef123456', 'cs-12345678']),
    );
    expect(secretsIn(config)).not.toContain('safety-team');
  });

  it('of the environment are no words and no paths', () => {
    const env = {
      OPENAI_API_KEY: 'sk-0123456789',
      KEYBOARD: 'standard',
      KEY_FILE: '/home/me/some/path/key.pem',
      A: 'x',
    };
    expect(secretsInEnv(env)).toEqual(['sk-0123456789']);
    expect(withoutSecrets('it is sk-0123456789', env)).toBe('it is [secret]');
  });
});
