import { writeUserFile } from '../../../foundation/files.ts';
import type { DefineCommand } from '../defineCommand.ts';

/** `metasc schema`: the JSON Schema by which an editor completes a promptfooconfig.yaml. */
const defineSchemaCommand: DefineCommand = (command, { out }) => {
  command
    .option('-o, --output <file>', 'write it to a file instead; overwritten if it is there')
    .option('--json', 'the same: the output is JSON in any case')
    .addHelpText(
      'after',
      `
Example:
  metasc schema -o promptfooconfig.schema.json
  then, as the first line of promptfooconfig.yaml:
  # yaml-language-server: $schema=./promptfooconfig.schema.json

Exit code: 0; 1 when the file can't be written.`,
    )
    .action(async ({ output }: { readonly output?: string }) => {
      const { createConfigSchema } = await import('../../../providers/options/configSchema.ts');
      const schema = createConfigSchema();
      if (output === undefined) out.writeJson(schema);
      else writeUserFile(output, `${JSON.stringify(schema, null, 2)}\n`, { option: '--output' });
    });
};

export default defineSchemaCommand;
