import { describeError, MetaScError } from '../../../foundation/errors.ts';
import { writeUserFile } from '../../../foundation/files.ts';
import type { Terminal } from '../../terminal/output.ts';
import { GATE_EXIT_CODES, MISUSE } from './gateExitCodes.ts';
import { toJunit } from './gateJunit.ts';
import { toMarkdown } from './gateMarkdown.ts';
import { type GateRun, type GateRunOptions, runGate } from './gateRun.ts';
import { formatGate } from './gateText.ts';

export interface GateCommandOptions extends GateRunOptions {
  readonly json?: boolean;
  readonly markdown?: string;
  readonly junit?: string;
}

/**
 * Decides, prints and saves the verdict, and resolves with the exit code.
 *
 * @param decide @default `runGate`
 */
export async function printGate(
  { json = false, markdown, junit, ...options }: GateCommandOptions,
  { out, err }: Terminal,
  decide: (options: GateRunOptions) => Promise<GateRun> = runGate,
): Promise<number> {
  try {
    const run = await decide(options);
    if (markdown !== undefined) writeUserFile(markdown, toMarkdown(run), { option: '--markdown' });
    if (junit !== undefined) writeUserFile(junit, toJunit(run), { option: '--junit' });
    const isAllowed = run.verdict === 'inconclusive' && !run.policy.blockOnInconclusive;
    const exitCode = isAllowed ? 0 : GATE_EXIT_CODES[run.verdict];
    if (json) out.writeJson({ exitCode, ...run });
    else out.write(`${formatGate(run)}\n`);
    return exitCode;
  } catch (error) {
    err.write(`${describeError(error)}\n`);
    // Node would exit with 1, which means that head is worse.
    return error instanceof MetaScError ? MISUSE : GATE_EXIT_CODES.invalid;
  }
}
