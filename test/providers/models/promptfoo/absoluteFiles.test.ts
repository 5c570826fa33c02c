import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withAbsoluteFiles } from '../../../../providers/models/promptfoo/absoluteFiles.ts';

const BASE = resolve('/evals/shop');
const at = (path: string) => resolve(BASE, path);

describe('the files that a provider’s options name', () => {
  it('start at the folder of the config, at any depth, with the function that follows', () => {
    const config = {
      tools: 'file://tools.yaml',
      body: { parts: ['file://a.txt', 'b.txt'] },
      transformResponse: 'file://t.mjs:reply',
    };
    expect(withAbsoluteFiles('https', config, BASE)).toEqual({
      tools: `file://${at('tools.yaml')}`,
      body: { parts: [`file://${at('a.txt')}`, 'b.txt'] },
      transformResponse: `file://${at('t.mjs')}:reply`,
    });
  });

  it('stay where they are absolute, and templates stay in them', () => {
    const config = { a: `file://${at('x.json')}`, b: 'file://{{kind}}.json' };
    expect(withAbsoluteFiles('openai:chat:m', config, '/elsewhere')).toEqual({
      a: `file://${at('x.json')}`,
      b: `file://${resolve('/elsewhere', '{{kind}}.json')}`,
    });
  });

  it('are also those of keys and certificates, and the folder of an agent', () => {
    const config = {
      tls: { certPath: 'c.pem', keyPath: at('k.pem'), rejectUnauthorized: true },
      signatureAuth: { privateKeyPath: './key.pem', signatureValidityMs: 5 },
      working_dir: '../repo',
      body: { working_dir: '../repo', certPath: 'c.pem' },
    };
    expect(withAbsoluteFiles('https', config, BASE)).toEqual({
      tls: { certPath: at('c.pem'), keyPath: at('k.pem'), rejectUnauthorized: true },
      signatureAuth: { privateKeyPath: at('key.pem'), signatureValidityMs: 5 },
      working_dir: at('../repo'),
      body: { working_dir: '../repo', certPath: 'c.pem' },
    });
  });

  it('are none of ours in the config of a project’s own code, and functions and objects with classes stay', () => {
    const own = { data: 'file://data.json' };
    for (const id of ['file://bot.mjs', 'python:bot.py', 'exec:./bot', 'bot.ts:Bot', 'provider:bot']) {
      expect(withAbsoluteFiles(id, own, BASE)).toBe(own);
    }
    const config = { transformResponse: () => 1, agent: new URL('http://a.test') };
    expect(withAbsoluteFiles('https', config, BASE)).toEqual(config);
  });
});
