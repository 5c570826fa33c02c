import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createConfigSchema } from '../../../providers/options/configSchema.ts';

const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe('the JSON Schema of a promptfooconfig.yaml', () => {
  it('accepts the default config and refuses an unknown option of ours, not of others', async () => {
    const validate = new Ajv({ strict: false }).compile(createConfigSchema());
    expect(validate(parse(await read('promptfooconfig.yaml'), { merge: true }))).toBe(true);
    const providers = (id: string) => ({ providers: [{ id, config: { step: 3 } }] });
    expect(validate(providers('file://providers/metaScProvider.ts'))).toBe(false);
    expect(validate(providers('openai:gpt-4o-mini'))).toBe(true);
  });
});
