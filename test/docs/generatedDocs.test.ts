import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { GENERATED_DOCS } from './generatedDocs.ts';
import { listOptions, providerOptionsSchema, renderModelRefTables } from './optionTables.ts';

describe('what npm run docs writes', () => {
  it.each(GENERATED_DOCS)('stands in $path as the code has it', async ({ path, render }) => {
    const current = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
    expect(current, `${path} is out of date: run npm run docs`).toBe(render(current));
  });
});

describe('the table of options', () => {
  it('has a text, and a default or what holds without one, for every option', () => {
    for (const { name, schema, requiredIn } of listOptions(providerOptionsSchema())) {
      expect(schema.description, name).toMatch(/^[A-Z‘].*\.$/);
      expect(schema.default ?? schema.otherwise ?? requiredIn, name).toBeDefined();
      if (schema.properties === undefined) expect(schema.examples, name).toHaveLength(1);
    }
  });

  it('has a table for each kind of model reference', () => {
    expect(renderModelRefTables().match(/^### .*/gm)).toEqual([
      '### `type: openai`',
      '### `type: embedded`',
      '### `type: promptfoo`',
    ]);
  });
});
