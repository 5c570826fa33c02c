import { CommanderError } from 'commander';
import type { DefineCommand } from '../defineCommand.ts';
import { MISUSE } from './gateExitCodes.ts';
import type { GateCommandOptions } from './printGate.ts';

/** `metasc gate`: may this change go in? */
const defineGateCommand: DefineCommand = (command, terminal) => {
  command
    .requiredOption('--head <file>', 'results of the change: JSON or JSON Lines of promptfoo eval -o')
    .option('--base <file>', 'results before it, of the same cases; without, floors and canaries decide')
    .requiredOption('--policy <file>', 'what is gated, YAML')
    .option('--column <name>', 'label of the provider that is gated (default: the only one)')
    .option('--against <name>', "label of base's provider (default: --column), or of head's file without --base")
    .option('--json', 'print JSON')
    .option('--markdown <file>', 'save a page for a pull request')
    .option('--junit <file>', 'save JUnit XML: a test a metric and a canary')
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

Exit codes: 0 pass, or inconclusive where the policy says blockOnInconclusive: false; 1 regress; 2 inconclusive; 3 invalid:
the results don't answer the question; 64 an option, the policy or a file that it names is wrong.`,
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
