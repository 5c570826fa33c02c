import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateVerdict } from '../analysis/gate/gateVerdict.ts';
import { GATE_EXIT_CODES, MISUSE } from '../cli/commands/gate/gateExitCodes.ts';
import { fenceFor } from '../cli/commands/gate/gateMarkdown.ts';
import type { GateRun } from '../cli/commands/gate/gateRun.ts';
import { reasonsOf } from '../cli/commands/gate/gateText.ts';
import { MetaScError } from '../foundation/errors.ts';
import { oneLine } from '../foundation/excerpt.ts';
import { GitHubError } from './githubApi.ts';
import type { ActionInputs } from './inputs.ts';
import type { TaskRunner } from './tasks.ts';

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

export interface GateStep {
  readonly runTask: TaskRunner;
  /** Copies the policy into a folder, and resolves with its path; throws as `copyBasePolicy` does. */
  readonly copyPolicy: (folder: string) => Promise<string>;
  readonly inputs: ActionInputs;
}

/** Runs the gate, and writes `gate.json`, `gate.md`, `junit.xml` and the policy to an emptied folder. Fails closed. */
export async function runGateStep({ runTask, copyPolicy, inputs }: GateStep, folder: string): Promise<GateOutcome> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const markdownPath = join(folder, 'gate.md');
  const { head, base, column, against } = inputs;
  let policy: string;
  try {
    policy = await copyPolicy(join(folder, 'policy'));
  } catch (error) {
    if (error instanceof MetaScError) return withoutVerdict(error.message, MISUSE, markdownPath);
    if (error instanceof GitHubError) return withoutVerdict(`policy: ${error.message}`, invalid, markdownPath);
    throw error;
  }
  const { exitCode, stdout, stderr } = await runTask({
    kind: 'gate',
    options: {
      head: [head],
      policy,
      json: true,
      markdown: markdownPath,
      junit: join(folder, 'junit.xml'),
      ...(base !== undefined && { base: linesOf(base) }),
      ...(column !== undefined && { column }),
      ...(against !== undefined && { against }),
    },
  });
  const decision = parseDecision(stdout);
  if (decision === undefined) {
    const said = (stderr || stdout).trim() || 'the gate printed nothing';
    return withoutVerdict(said, exitCode === MISUSE ? MISUSE : invalid, markdownPath);
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

const linesOf = (text: string) => text.split(/\r?\n/).filter((line) => line.trim() !== '');

const { invalid } = GATE_EXIT_CODES;

async function withoutVerdict(said: string, exitCode: number, markdownPath: string): Promise<GateOutcome> {
  const fence = fenceFor(said, 3);
  const markdown = `## metasc gate: invalid\n\n${fence}text\n${said}\n${fence}\n`;
  await writeFile(markdownPath, markdown);
  return { verdict: 'invalid', exitCode, hasVerdict: false, reasons: said.split('\n'), markdown, markdownPath };
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
