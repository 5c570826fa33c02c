import { writeUserFile } from '../../../foundation/files.ts';
import type { DefineCommand } from '../defineCommand.ts';

/** `metasc schema`: the JSON Schema with which an editor checks and completes promptfooconfig.yaml. */
const defineSchemaCommand: DefineCommand = (command, { out }) => {
  command
    .option('-o, --output <file>', 'file to write instead; an existing one is overwritten')
    .option('--json', 'accepted for consistency: the output is always JSON')
    .addHelpText(
      'after',
      `
Example:
  metasc schema -o promptfooconfig.schema.json
Then make this the first line of promptfooconfig.yaml:
  # yaml-language-server: $schema=./promptfooconfig.schema.json

Exit codes: 0 printed or written; 1 the file can't be written.`,
    )
    .action(async ({ output }: { readonly output?: string }) => {
      const { createConfigSchema } = await import('../../../providers/options/configSchema.ts');
      const schema = createConfigSchema();
      if (output === undefined) out.writeJson(schema);
      else writeUserFile(output, `${JSON.stringify(schema, null, 2)}\n`, { option: '--output' });
    });
};

export default defineSchemaCommand;
