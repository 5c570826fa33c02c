import { type ErrorCode, MetaScError } from '../../foundation/errors.ts';

/** Ends an evaluation whose model answers no more, instead of paying for the rest of its cases. */
export interface Breaker {
  /** @throws MetaScError `RUN_STOPPED` once the run is to end for this model */
  check(model: string): void;
  answered(model: string): void;
  failed(model: string, error: MetaScError, maxFailedCases: number): void;
}

/** A quota that is used up stays so: one case shows it. */
const FINAL: ReadonlySet<ErrorCode> = new Set(['QUOTA_EXHAUSTED', 'WAIT_TOO_LONG']);

/** A full disk ends the run for all models: their answers would be lost. */
const FINAL_FOR_ALL: ErrorCode = 'FILE_UNWRITABLE';

/** Cases that end so were never asked, or not to the end; the run that resumes asks them. */
export const LEFT_TO_RESUME: ReadonlySet<ErrorCode> = new Set(['ABORTED', FINAL_FOR_ALL, 'RUN_STOPPED']);

/** What says something about the model, not about the one case. */
const COUNTED: ReadonlySet<ErrorCode> = new Set([
  'MODEL_FAILED',
  'MODEL_UNAUTHORIZED',
  'MODEL_UNREACHABLE',
  'REPLY_EMPTY',
  'REPLY_CUT',
  'TIMEOUT',
]);

/** By model: cases in a row without an answer; the first answer begins anew. */
export function createBreaker(): Breaker {
  const failures = new Map<string, number>();
  const stopped = new Map<string, MetaScError>();
  let stoppedForAll: MetaScError | undefined;

  return {
    check(model) {
      const error = stoppedForAll ?? stopped.get(model);
      if (error !== undefined) throw error;
    },
    answered: (model) => void failures.delete(model),
    failed(model, error, maxFailedCases) {
      if (error.code === FINAL_FOR_ALL) stoppedForAll ??= stop(error.message);
      if (stopped.has(model)) return;
      const count = (failures.get(model) ?? 0) + (COUNTED.has(error.code) ? 1 : 0);
      failures.set(model, count);
      if (FINAL.has(error.code)) stopped.set(model, stop(error.message));
      else if (count >= maxFailedCases)
        stopped.set(model, stop(`${count} cases in a row got no answer. The last error: ${error.message}`));
    },
  };
}

function stop(because: string): MetaScError {
  return new MetaScError(`not asked, because the run was stopped: ${because}`, {
    code: 'RUN_STOPPED',
    help: 'Mend the cause, then resume the run: it answers only what is missing. limits.maxFailedCases sets when a run stops.',
  });
}
