import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateVerdict } from '../analysis/gate/gateVerdict.ts';
import { GATE_EXIT_CODES, MISUSE } from '../cli/commands/gate/gateExitCodes.ts';
import type { GateRun } from '../cli/commands/gate/gateRun.ts';
import { reasonsOf } from '../cli/commands/gate/gateText.ts';
import { oneLine } from '../foundation/excerpt.ts';
import type { ActionInputs } from './inputs.ts';

/** What a command did. */
export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `metasc` with these arguments. */
export type MetascRunner = (args: readonly string[]) => Promise<CommandOutcome>;

/** What the gate said, and where it left its files. */
export interface GateOutcome {
  /** `invalid` where the gate came to none. */
  readonly verdict: GateVerdict;
  /** Of `metasc gate`; without a verdict 3, or 64 for an input that is wrong. */
  readonly exitCode: number;
  readonly hasVerdict: boolean;
  /** The reasons, the worst first, a line each. */
  readonly reasons: readonly string[];
  /** For people; of a gate that came to no verdict, what it printed. */
  readonly markdown: string;
  readonly markdownPath: string;
}

/** Runs the gate into an empty folder: `gate.json`, `gate.md`, `junit.xml`. Fails closed: no verdict is no pass. */
export async function runGateStep(run: MetascRunner, inputs: ActionInputs, folder: string): Promise<GateOutcome> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const markdownPath = join(folder, 'gate.md');
  const { exitCode, stdout, stderr } = await run(gateArguments(inputs, folder, markdownPath));
  const decision = parseDecision(stdout);
  if (decision === undefined) {
    const said = (stderr || stdout).trim() || 'metasc gate printed nothing';
    const markdown = `## metasc gate: invalid\n\n${asCodeBlock(said)}\n`;
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

/** `--name=value`: a path that begins with a hyphen stays a path. */
function gateArguments(inputs: ActionInputs, folder: string, markdownPath: string): readonly string[] {
  const { head, base, policy, column, against } = inputs;
  const options = { head, base, policy, column, against, markdown: markdownPath, junit: join(folder, 'junit.xml') };
  return [
    'gate',
    ...Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    '--json',
  ];
}

function parseDecision(stdout: string): GateRun | undefined {
  try {
    const value = JSON.parse(stdout) as GateRun;
    return Object.hasOwn(GATE_EXIT_CODES, value.verdict) ? value : undefined;
  } catch {
    return undefined;
  }
}

function asCodeBlock(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** How the job ends: as the gate says, or as `fail-on` does. Without a verdict it fails, whatever that says. */
export function exitCodeOf(
  { verdict, exitCode, hasVerdict }: Pick<GateOutcome, 'verdict' | 'exitCode' | 'hasVerdict'>,
  failOn: ActionInputs['failOn'],
): number {
  if (!hasVerdict || failOn === undefined) return exitCode;
  return failOn.includes(verdict) ? GATE_EXIT_CODES[verdict] : 0;
}
