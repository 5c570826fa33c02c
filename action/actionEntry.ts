import { setTimeout as sleep } from 'node:timers/promises';
import { GATE_EXIT_CODES, MISUSE } from '../cli/commands/gate/gateExitCodes.ts';
import { processTerminal, type Terminal } from '../cli/terminal/output.ts';
import { describeError, MetaScError, messageOf } from '../foundation/errors.ts';
import { readInputs } from './inputs.ts';
import { runAction } from './runAction.ts';
import { readContext } from './runContext.ts';
import { createTaskRunner } from './taskProcess.ts';
import { type ActionTask, doTask } from './tasks.ts';
import { annotation, withoutCommands } from './workflowCommands.ts';

// GitHub starts the bundle of this module without arguments. With one, it does a task in a process of its own.

/** Runs the action with the environment's inputs, and resolves with the exit code. */
async function act({ out: { write }, env }: Terminal): Promise<number> {
  try {
    return await runAction(readInputs(env), readContext(env), {
      runTask: createTaskRunner(env),
      write,
      sleep: (ms) => sleep(ms),
      now: Date.now,
    });
  } catch (error) {
    write(annotation('error', 'MetaSC gate', messageOf(error)));
    if (error instanceof MetaScError) return MISUSE;
    // Node would exit with 1, which means that head is worse.
    write(withoutCommands(describeError(error)));
    return GATE_EXIT_CODES.invalid;
  }
}

const [task] = process.argv.slice(2);
const terminal = processTerminal();
process.exitCode = task === undefined ? await act(terminal) : await doTask(JSON.parse(task) as ActionTask, terminal);
