import { Command } from 'commander';
import { MetaScError } from '../../../foundation/errors.ts';
import { writeUserFile } from '../../../foundation/files.ts';
import { GATE_EXIT_CODES, MISUSE } from './gateExitCodes.ts';
import { toJunit } from './gateJunit.ts';
import { toMarkdown } from './gateMarkdown.ts';
import { type GateRun, type GateRunOptions, runGate } from './gateRun.ts';
import { formatGate } from './gateText.ts';

interface CommandOptions extends GateRunOptions {
  readonly json?: boolean;
  readonly markdown?: string;
  readonly junit?: string;
}

/** `metasc gate`: may this change go in? */
export function createGateCommand(): Command {
  return new Command('gate')
    .description('Compare the results of a change with those before it, and say whether it may go in.')
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
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : MISUSE))
    .action(async (options: CommandOptions) => {
      process.exitCode = await gate(options);
    });
}

async function gate({ json = false, markdown, junit, ...options }: CommandOptions): Promise<number> {
  try {
    const run = await runGate(options);
    if (markdown !== undefined) writeUserFile(markdown, toMarkdown(run), { option: '--markdown' });
    if (junit !== undefined) writeUserFile(junit, toJunit(run), { option: '--junit' });
    const exitCode = exitCodeOf(run);
    process.stdout.write(`${json ? JSON.stringify({ exitCode, ...run }, null, 2) : formatGate(run)}\n`);
    return exitCode;
  } catch (error) {
    if (error instanceof MetaScError) {
      process.stderr.write(`${error.message}\n`);
      return MISUSE;
    }
    // Node would exit with 1, which says that head is worse.
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return GATE_EXIT_CODES.invalid;
  }
}

function exitCodeOf({ verdict, policy }: GateRun): number {
  return verdict === 'inconclusive' && !policy.blockOnInconclusive ? 0 : GATE_EXIT_CODES[verdict];
}
