import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateVerdict } from '../analysis/gate/gateVerdict.ts';
import { GATE_EXIT_CODES, MISUSE } from '../cli/commands/gate/gateExitCodes.ts';
import { fenceFor } from '../cli/commands/gate/gateMarkdown.ts';
import type { GateRun } from '../cli/commands/gate/gateRun.ts';
import { reasonsOf } from '../cli/commands/gate/gateText.ts';
import { oneLine } from '../foundation/excerpt.ts';
import type { ActionInputs } from './inputs.ts';

/** Exit code and output of a command. */
export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `metasc` with these arguments. */
export type MetascRunner = (args: readonly string[]) => Promise<CommandOutcome>;

/** The gate's verdict and files. */
export interface GateOutcome {
  /** `invalid` if the gate reached none. */
  readonly verdict: GateVerdict;
  /** That of `metasc gate`; without a verdict 3, or 64 for a wrong input. */
  readonly exitCode: number;
  readonly hasVerdict: boolean;
  /** One line per reason, the worst first. */
  readonly reasons: readonly string[];
  /** The page for people; without a verdict, the gate's output. */
  readonly markdown: string;
  readonly markdownPath: string;
}

/** Runs the gate, and writes `gate.json`, `gate.md` and `junit.xml` to an emptied folder. Fails closed. */
export async function runGateStep(run: MetascRunner, inputs: ActionInputs, folder: string): Promise<GateOutcome> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const markdownPath = join(folder, 'gate.md');
  const { head, base, policy, column, against } = inputs;
  const options = { head, base, policy, column, against, markdown: markdownPath, junit: join(folder, 'junit.xml') };
  // As `--name=value`, so that a path starting with a hyphen stays a path.
  const args = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
  const { exitCode, stdout, stderr } = await run(['gate', ...args, '--json']);
  const decision = parseDecision(stdout);
  if (decision === undefined) {
    const said = (stderr || stdout).trim() || 'metasc gate printed nothing';
    const fence = fenceFor(said, 3);
    const markdown = `## metasc gate: invalid\n\n${fence}text\n${said}\n${fence}\n`;
    await writeFile(markdownPath, markdown);
    return {
      verdict: 'invalid',
      exitCode: exitCode === MISUSE ? MISUSE : GATE_EXIT_CODES.invalid,
      hasVerdict: false,
      reasons: said.split('\n'),
      markdown,
      markdownPath,
    };
  }
  await writeFile(join(folder, 'gate.json'), stdout);
  return {
    verdict: decision.verdict,
    exitCode,
    hasVerdict: true,
    reasons: reasonsOf(decision).map(({ verdict, about, because }) => `${verdict} ${about}: ${oneLine(because)}`),
    markdown: await readFile(markdownPath, 'utf8'),
    markdownPath,
  };
}

function parseDecision(stdout: string): GateRun | undefined {
  try {
    const value = JSON.parse(stdout) as GateRun;
    return Object.hasOwn(GATE_EXIT_CODES, value.verdict) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The job's exit code: that of the gate, or as `fail-on` maps the verdict. Without a verdict the job always fails. */
export function exitCodeOf(
  { verdict, exitCode, hasVerdict }: Pick<GateOutcome, 'verdict' | 'exitCode' | 'hasVerdict'>,
  failOn: ActionInputs['failOn'],
): number {
  if (!hasVerdict || failOn === undefined) return exitCode;
  return failOn.includes(verdict) ? GATE_EXIT_CODES[verdict] : 0;
}
