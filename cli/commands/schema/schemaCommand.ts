import { Command } from 'commander';
import { writeUserFile } from '../../../foundation/files.ts';
import { createConfigSchema } from '../../../providers/options/configSchema.ts';

/** `metasc schema`: the JSON Schema by which an editor completes a promptfooconfig.yaml. */
export function createSchemaCommand(): Command {
  return new Command('schema')
    .description('Print the JSON Schema of a promptfooconfig.yaml with our provider options (always JSON).')
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
    .action(({ output }: { readonly output?: string }) => {
      const schema = `${JSON.stringify(createConfigSchema(), null, 2)}\n`;
      if (output === undefined) process.stdout.write(schema);
      else writeUserFile(output, schema, { option: '--output' });
    });
}
