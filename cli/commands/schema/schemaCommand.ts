import { Command } from 'commander';
import { createConfigSchema } from '../../../providers/options/configSchema.ts';

/** `metasc schema`: the JSON Schema by which an editor completes a promptfooconfig.yaml. */
export function createSchemaCommand(): Command {
  return new Command('schema')
    .description('Print the JSON Schema of a promptfooconfig.yaml with our provider options (always JSON).')
    .option('--json', 'the same: the output is JSON in any case')
    .addHelpText(
      'after',
      `
Example:
  metasc schema > promptfooconfig.schema.json
  then, as the first line of promptfooconfig.yaml:
  # yaml-language-server: $schema=./promptfooconfig.schema.json

Exit code: 0.`,
    )
    .action(() => {
      process.stdout.write(`${JSON.stringify(createConfigSchema(), null, 2)}\n`);
    });
}
