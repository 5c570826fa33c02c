import type { DefineCommand } from '../defineCommand.ts';
import type { CollectOptions } from './collectRun.ts';

/** `metasc collect`: the results of a plan, as promptfoo writes them. */
const defineCollectCommand: DefineCommand = (command, terminal) => {
  command
    .argument('<plan>', 'the folder that metasc plan wrote')
    .option('--store <where>', 'postgres://…, or the folder of the store')
    .option('--parts <folders...>', 'without a database: the folders of all shards')
    .option('-o, --output <folder>', 'a file for each evaluation', 'results')
    .option('--json', 'write JSON, which promptfoo import takes, instead of JSON Lines')
    .addHelpText(
      'after',
      `
Rows stand in the order of the plan. Nothing is written unless every test is there once, with all its cells.

Examples:
  metasc collect plan/ --store .metasc/store
  metasc collect plan/ --parts learn/ shard-*/ --json

Exit codes: 0 written; 1 rows are missing, there twice, or of another plan.`,
    )
    .action(async (plan: string, options: CollectOptions) => {
      const { runCollect } = await import('./collectRun.ts');
      await runCollect(plan, options, terminal);
    });
};

export default defineCollectCommand;
