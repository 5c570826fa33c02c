import type { DefineCommand } from '../defineCommand.ts';

/** `metasc model`: the files of embedded models. */
const defineModelCommand: DefineCommand = (command, terminal) => {
  command
    .command('pull')
    .description("Fetch an embedded model into the user's cache, check it and say where it is.")
    .argument('[ref]', 'embedded, embedded:<gguf path or hf: URI>, or the latter alone', 'embedded')
    .option('--json', 'print path, bytes, sha256 and source as JSON')
    .addHelpText(
      'after',
      `
Examples:
  metasc model pull
  metasc model pull 'hf:<user>/<model>-GGUF:Q4_K_M'

Exit codes: 0 the model is there; 1 it could not be fetched, or is another file than meant.`,
    )
    .action(async (ref: string, options: { readonly json?: boolean }) => {
      const { printPull } = await import('./pullModel.ts');
      await printPull(ref, options, terminal);
    });
};

export default defineModelCommand;
