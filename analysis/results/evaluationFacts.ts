import { textOf } from '../../foundation/untyped.ts';

/** What a results file states of its evaluation. */
export interface EvaluationFacts {
  readonly evaluationId?: string;
  /** When it began, as the file states it, or its id. */
  readonly date?: string;
}

/** @param stated `evalId` and `timestamp` as promptfoo names them, of any type */
export function toEvaluationFacts(stated: {
  readonly evalId?: unknown;
  readonly timestamp?: unknown;
}): EvaluationFacts {
  const evaluationId = textOf(stated.evalId);
  const date = textOf(stated.timestamp) ?? dateOfId(evaluationId);
  return { ...(evaluationId !== undefined && { evaluationId }), ...(date !== undefined && { date }) };
}

/** `eval-PHe-2026-11-27T21:29:02` names its date, in UTC. */
function dateOfId(evaluationId: string | undefined): string | undefined {
  const found = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(evaluationId ?? '')?.[0];
  return found === undefined ? undefined : `${found}Z`;
}
