import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandOutcome } from '../../../action/gateStep.ts';
import { readInputs } from '../../../action/inputs.ts';
import { runAction } from '../../../action/runAction.ts';
import { readContext } from '../../../action/runContext.ts';
import { annotation, withoutCommands } from '../../../action/workflowCommands.ts';
import { describeError, MetaScError, messageOf } from '../../../foundation/errors.ts';
import type { Terminal } from '../../terminal/output.ts';
import { GATE_EXIT_CODES, MISUSE } from '../gate/gateExitCodes.ts';

/** Runs the action with the environment's inputs, and resolves with the exit code. */
export async function act({ out: { write }, env }: Terminal): Promise<number> {
  try {
    return await runAction(readInputs(env), readContext(env), {
      runMetasc: (args) => runMetasc(args, env),
      write,
      sleep: (ms) => sleep(ms),
      now: Date.now,
    });
  } catch (error) {
    write(annotation('error', 'metasc action', messageOf(error)));
    if (error instanceof MetaScError) return MISUSE;
    // Node would exit with 1, which means that head is worse.
    write(withoutCommands(describeError(error)));
    return GATE_EXIT_CODES.invalid;
  }
}

/** Runs another command of this program, without the token: commands that read untrusted results don't need it. */
async function runMetasc(args: readonly string[], { INPUT_TOKEN, ...env }: NodeJS.ProcessEnv): Promise<CommandOutcome> {
  const child = spawn(process.execPath, [process.argv[1] ?? '', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { exitCode: exitCode ?? 1, stdout, stderr };
}
