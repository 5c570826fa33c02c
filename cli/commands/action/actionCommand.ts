import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { CommandOutcome } from '../../../action/gateStep.ts';
import { readInputs } from '../../../action/inputs.ts';
import { runAction } from '../../../action/runAction.ts';
import { readContext } from '../../../action/runContext.ts';
import { annotation, withoutCommands } from '../../../action/workflowCommands.ts';
import { MetaScError, messageOf } from '../../../foundation/errors.ts';
import { GATE_EXIT_CODES, MISUSE } from '../gate/gateExitCodes.ts';

/** `metasc action`: what action.yml runs in a job of GitHub Actions. */
export function createActionCommand(): Command {
  return new Command('action')
    .description('In a job of GitHub Actions: gate, comment on the pull request, write the summary and the outputs.')
    .addHelpText(
      'after',
      `
Reads its inputs from the environment, as action.yml sets them: INPUT_HEAD, INPUT_BASE, INPUT_POLICY, INPUT_COLUMN,
INPUT_AGAINST, INPUT_TITLE, INPUT_COMMENT, INPUT_REPORT, INPUT_TOKEN, INPUT_FAIL_ON, INPUT_PULL_REQUEST.

Example, a step of a workflow; docs/github-action.md has whole ones:
  - run: npx --no-install metasc action
    env: { INPUT_HEAD: head.json, INPUT_BASE: base.json, INPUT_POLICY: gate.yaml, INPUT_TOKEN: '\${{ github.token }}' }

Exit codes: those of metasc gate, or what fail-on makes of the verdict; 64 an input is wrong. A comment or a report that
can't be written changes none.`,
    )
    .action(async () => {
      process.exitCode = await act();
    });
}

async function act(): Promise<number> {
  const write = (line: string) => void process.stdout.write(line);
  try {
    return await runAction(readInputs(process.env), readContext(process.env), {
      runMetasc,
      write,
      sleep: (ms) => sleep(ms),
      now: Date.now,
    });
  } catch (error) {
    write(annotation('error', 'metasc action', messageOf(error)));
    if (error instanceof MetaScError) return MISUSE;
    // Node would exit with 1, which says that head is worse.
    write(withoutCommands(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    return GATE_EXIT_CODES.invalid;
  }
}

/** Another command of this program, without the token: what reads results of others has no use for it. */
async function runMetasc(args: readonly string[]): Promise<CommandOutcome> {
  const { INPUT_TOKEN, ...env } = process.env;
  const child = spawn(process.execPath, [process.argv[1] ?? '', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { exitCode: exitCode ?? 1, stdout, stderr };
}
