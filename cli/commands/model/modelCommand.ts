import type { DefineCommand } from '../defineCommand.ts';

/** `metasc model`: fetches the files of embedded models. */
const defineModelCommand: DefineCommand = (command, terminal) => {
  command.addHelpText(
    'after',
    `
Example:
  metasc model pull

Exit codes: 0 the model is available; 1 it can't be fetched, or the file isn't the expected one.`,
  );
  command
    .command('pull')
    .description("Fetch an embedded model into the user's cache, check it, and print its path.")
    .argument('[ref]', 'embedded, embedded:<GGUF path or hf: URI>, or a GGUF path or hf: URI', 'embedded')
    .option('--json', 'print path, bytes, sha256 and source as JSON')
    .addHelpText(
      'after',
      `
Examples:
  metasc model pull
  metasc model pull 'hf:<user>/<model>-GGUF:Q4_K_M'

Exit codes: 0 the model is available; 1 it can't be fetched, or the file isn't the expected one.`,
    )
    .action(async (ref: string, options: { readonly json?: boolean }) => {
      const { printPull } = await import('./pullModel.ts');
      await printPull(ref, options, terminal);
    });
};

export default defineModelCommand;
