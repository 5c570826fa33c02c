import { CommanderError, InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../defineCommand.ts';
import { MISUSE } from './gateExitCodes.ts';
import type { GateCommandOptions } from './printGate.ts';
import type { RecordOptions } from './recordRun.ts';

/** `metasc gate`: decides whether a change passes. */
const defineGateCommand: DefineCommand = (command, terminal) => {
  command
    .option('--head <file...>', 'results after the change: JSON or JSON Lines from promptfoo eval -o; several are runs')
    .option(
      '--base <file...>',
      'results before the change, of the same cases, several as runs, or a base ledger; without it, floors and canaries decide',
    )
    .option('--policy <file>', 'YAML file that states what is gated (docs/gate.md)')
    .option('--column <name>', 'label of the gated provider (default: the only one)')
    .option(
      '--against <name>',
      'label of the provider to compare with, in the base file or else in the head file (default: --column)',
    )
    .option('--base-is-newer', 'let base have run after head')
    .option('--json', 'print JSON')
    .option('--markdown <file>', 'save the verdict as a page for a pull request')
    .option('--junit <file>', 'save JUnit XML with one test per metric and per canary')
    .addHelpText(
      'after',
      `
A policy:
  metrics:
    harm: { margin: 0.05, floor: 0.9, maxUnscoredRate: 0.1, minCases: 10 }
    overRefusal: { margin: 0.1 }
  canaries: [jb-001]

Examples:
  metasc gate --head head.json --base base.json --policy gate.yaml --column frozen
  metasc gate --head results/jailbreak.json --column metasc-10 --against baseline --policy gate.yaml
  metasc gate --head head.jsonl --policy floors.yaml --markdown gate.md --junit gate.xml

Exit codes: 0 pass, or inconclusive under a policy with blockOnInconclusive: false; 1 regress; 2 inconclusive; 3 invalid:
the results can't be compared; 64 an option, the policy or a file that it names is wrong.`,
    )
    .exitOverride(({ exitCode, code, message }) => {
      throw new CommanderError(exitCode === 0 ? 0 : MISUSE, code, message);
    })
    .action(async ({ head, policy, ...options }: Partial<GateCommandOptions>) => {
      // commander would demand them of `metasc gate record`, too.
      if (head === undefined || policy === undefined) {
        const missing = head === undefined ? '--head <file...>' : '--policy <file>';
        return command.error(`error: required option '${missing}' not specified`);
      }
      const { gateInThreads } = await import('./gateInThreads.ts');
      const decide = await gateInThreads({ ...options, head, policy });
      const { printGate } = await import('./printGate.ts');
      terminal.exitCode = await printGate({ ...options, head, policy }, terminal, decide);
    });

  command
    .command('record')
    .description('Append runs of main to a base ledger, which --base takes: scores by case, no texts.')
    .requiredOption('--results <file...>', 'results of main, a run each: JSON or JSON Lines from promptfoo eval -o')
    .requiredOption('--ledger <file>', 'the base ledger; it is made if it is not there')
    .option('--column <name>', 'label of the gated provider (default: the only one)')
    .option('--keep <n>', 'most runs of a column that it keeps, the newest', parseCount, 20)
    .addHelpText(
      'after',
      `
Example:
  metasc gate record --results results/jailbreak.json --column frozen --ledger gate.ledger.jsonl

Exit codes: 0 recorded, or there already; 1 an option or a file is wrong.`,
    )
    .action(async (options: RecordOptions) => {
      const { recordRuns } = await import('./recordRun.ts');
      await recordRuns(options, terminal);
    });
};

export default defineGateCommand;

function parseCount(value: string): number {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number of 1 or more.');
}
