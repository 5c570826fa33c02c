import type { DefineCommand } from '../defineCommand.ts';

/** `metasc status`: how far a plan is. */
const defineStatusCommand: DefineCommand = (command, terminal) => {
  command
    .argument('<plan>', 'the folder that metasc plan wrote')
    .requiredOption('--store <where>', 'postgres://…, or the folder of the store while no worker has it open')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Example:
  metasc status plan/ --store postgres://metasc@db.example/metasc`,
    )
    .action(async (plan: string, options: { readonly store: string; readonly json?: boolean }) => {
      const { runStatus } = await import('./statusRun.ts');
      await runStatus(plan, options, terminal);
    });
};

export default defineStatusCommand;
