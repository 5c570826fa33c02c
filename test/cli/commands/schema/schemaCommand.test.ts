import { describe, expect, it } from 'vitest';
import { createConfigSchema } from '../../../../providers/options/configSchema.ts';
import { runMetasc } from '../../../support/metasc.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('metasc schema', () => {
  it('writes the schema alone to the file of --output', async () => {
    using folder = createTemporaryFolder();
    const outcome = await runMetasc(['schema', '-o', 'new/schema.json'], { cwd: folder.path });
    expect(outcome).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(JSON.parse(folder.read('new/schema.json'))).toEqual(createConfigSchema());
  });

  it('prints it, byte for byte what it writes', async () => {
    using folder = createTemporaryFolder();
    await runMetasc(['schema', '-o', 'schema.json'], { cwd: folder.path });
    expect(await runMetasc(['schema'])).toEqual({ exitCode: 0, stdout: folder.read('schema.json'), stderr: '' });
  });
});
