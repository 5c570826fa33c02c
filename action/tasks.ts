import type { GateCommandOptions } from '../cli/commands/gate/printGate.ts';
import type { ReportCommandOptions } from '../cli/commands/report/makeReport.ts';
import type { Terminal } from '../cli/terminal/output.ts';
import { describeError } from '../foundation/errors.ts';

/** What the action does with results, which hold texts of models: the work of `metasc gate` and `metasc report`. */
export type ActionTask =
  | { readonly kind: 'gate'; readonly options: GateCommandOptions }
  | { readonly kind: 'report'; readonly results: readonly string[]; readonly options: ReportCommandOptions };

/** Exit code and output of a task. */
export interface TaskOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type TaskRunner = (task: ActionTask) => Promise<TaskOutcome>;

/** Does a task in this process, prints its outcome, and resolves with its exit code. */
export async function doTask(task: ActionTask, terminal: Terminal): Promise<number> {
  switch (task.kind) {
    case 'gate': {
      const { printGate } = await import('../cli/commands/gate/printGate.ts');
      return printGate(task.options, terminal);
    }
    case 'report':
      try {
        const { makeReport } = await import('../cli/commands/report/makeReport.ts');
        await makeReport(task.results, task.options, terminal);
        return 0;
      } catch (error) {
        terminal.err.write(`${describeError(error)}\n`);
        return 1;
      }
  }
}
