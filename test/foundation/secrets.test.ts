import { describe, expect, it } from 'vitest';
import { knowSecrets, redactor, secretsIn, secretsInEnv } from '../../foundation/secrets.ts';

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

  it.each<[string, object, string]>([
    ['the variable that holds a key', { apiKeyEnvar: 'GATEWAY' }, 'ticket-of-the-gateway'],
    ['a header of any name', { headers: { 'x-gateway': 'gw9f8e7d6c' } }, 'gw9f8e7d6c'],
    ['a query parameter of any name', { queryParams: { who: 'gw9f8e7d6c' } }, 'gw9f8e7d6c'],
    ['a URL’s query', { url: 'http://127.0.0.1/v1?who=gw9f8e7d6c' }, 'gw9f8e7d6c'],
    [
      'a token under any name',
      { extraBody: { session: 'a8f5f167f44f4964e6c998dee827110c' } },
      'a8f5f167f44f4964e6c998dee827110c',
    ],
    [
      'a UUID under any name',
      { tenant: '0f8fad5b-d9cb-469f-a165-70867728950e' },
      '0f8fad5b-d9cb-469f-a165-70867728950e',
    ],
    ['a request written out', { request: 'POST / HTTP/1.1\nX-Api-Key: raw-key-12345\n\n{{prompt}}' }, 'raw-key-12345'],
  ])('are found in %s', (_, config, secret) => {
    expect(secretsIn(config, { env: { GATEWAY: 'ticket-of-the-gateway' } })).toContain(secret);
  });

  it('are no names of models, versions, media types, addresses or templates', () => {
    const config = {
      model: 'claude-sonnet-4-5-20250929',
      models: ['openai/gpt-4o-mini-2024-07-18', 'mistralai/mixtral-8x22b-instruct-v0.1'],
      baseURL: 'http://127.0.0.1:8080/v1',
      apiKeyEnvar: 'MY_SERVER_KEY',
      headers: {
        'Content-Type': 'application/json',
        'X-Date': '2024-10-21',
        Authorization: 'Bearer {{ env.NOT_SET }}',
      },
    };
    expect(secretsIn(config)).toEqual([]);
  });

  it('are what a template sends along, and not what one says of names and addresses', () => {
    const env: Readonly<Record<string, string>> = { A: 'tenant-of-ours', B: 'http://127.0.0.1:1', C: 'gpt-4o-mini' };
    const render = (text: string) => env[text.slice(1)] ?? text;
    const config = { name: '$C', baseURL: '$B', headers: { 'x-a': '$A', 'x-b': '$B' }, extraBody: { order: ['$A'] } };
    expect(secretsIn(config, { render })).toEqual([env.A]);
  });

  it('of the environment are no words and no paths', () => {
    const env = {
      OPENAI_API_KEY: 'sk-0123456789',
      KEYBOARD: 'standard',
      KEY_FILE: '/home/me/some/path/key.pem',
      A: 'x',
      HTTP_PROXY: 'http://me:proxy-password@127.0.0.1:3128',
    };
    expect(secretsInEnv(env)).toEqual(['sk-0123456789', 'proxy-password']);
  });

  it('are taken out of every text once they are known', () => {
    const secret = 'known-secret-4711-0815';
    expect(redactor.text(secret)).toBe(secret);
    knowSecrets([secret]);
    expect(redactor.text(`it is ${secret}`)).toBe('it is [secret]');
    expect(redactor.value({ it: [secret] })).toEqual({ it: ['[secret]'] });
  });
});
