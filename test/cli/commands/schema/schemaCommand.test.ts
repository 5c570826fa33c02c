import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSchemaCommand } from '../../../../cli/commands/schema/schemaCommand.ts';
import { createConfigSchema } from '../../../../providers/options/configSchema.ts';

describe('metasc schema', () => {
  it('writes the schema alone to the file of --output', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'metasc-schema-'));
    const file = join(folder, 'new', 'schema.json');
    await createSchemaCommand().parseAsync(['-o', file], { from: 'user' });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(createConfigSchema());
    await rm(folder, { recursive: true });
  });
});
