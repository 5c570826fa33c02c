import { CommanderError } from 'commander';
import type { DefineCommand } from '../defineCommand.ts';
import { MISUSE } from './gateExitCodes.ts';
import type { GateCommandOptions } from './printGate.ts';

/** `metasc gate`: decides whether a change passes. */
const defineGateCommand: DefineCommand = (command, terminal) => {
  command
    .requiredOption('--head <file>', 'results after the change: JSON or JSON Lines from promptfoo eval -o')
    .option('--base <file>', 'results before the change, of the same cases; without it, floors and canaries decide')
    .requiredOption('--policy <file>', 'YAML file that states what is gated (docs/gate.md)')
    .option('--column <name>', 'label of the gated provider (default: the only one)')
    .option(
      '--against <name>',
      'label of the provider to compare with, in the base file or else in the head file (default: --column)',
    )
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
    .action(async (options: GateCommandOptions) => {
      const { printGate } = await import('./printGate.ts');
      terminal.exitCode = await printGate(options, terminal);
    });
};

export default defineGateCommand;
