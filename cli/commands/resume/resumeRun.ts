import { join } from 'node:path';
import { openCallLedger } from '../../../providers/specs/callLedger.ts';
import { LEDGER_FILE } from '../../../providers/specs/ledgers.ts';
import type { Terminal } from '../../terminal/output.ts';
import { type EvalOptions, runEval } from '../eval/evalRun.ts';
import { evaluationFolderOf, findRun, runFolder } from '../eval/runRecord.ts';

export interface ResumeCall {
  readonly id: string | undefined;
  readonly options: Pick<EvalOptions, 'config' | 'output' | 'json'>;
  /** What follows them, for promptfoo. */
  readonly rest: readonly string[];
}

/**
 * Runs an evaluation again over what an earlier one recorded, and resolves with the exit code.
 *
 * @throws MetaScError as `findRun` and `runEval`; as `openCallLedger`, before anything is asked
 */
export async function resumeRun({ id, options, rest }: ResumeCall, terminal: Terminal): Promise<number> {
  const evaluation = id === undefined ? undefined : evaluationFolderOf(id);
  if (evaluation !== undefined) {
    await checkLedger(evaluation);
    return runEval({ options, rest, knownOptions: [] }, terminal, { folder: evaluation });
  }
  const run = findRun(id);
  await checkLedger(runFolder(run.id));
  Object.assign(process.env, run.variables);
  const call = { options: { ...run.options, ...options }, rest: [...run.rest, ...rest], knownOptions: [] };
  const env = { ...terminal.env, ...run.variables };
  return runEval(call, { ...terminal, env }, { folder: runFolder(run.id), record: run });
}

/** A ledger that is in use or damaged would fail every row. */
const checkLedger = (folder: string): Promise<void> => openCallLedger(join(folder, LEDGER_FILE)).close();
