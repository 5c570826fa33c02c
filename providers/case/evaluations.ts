import { oncePerProcess } from '../../foundation/once.ts';
import { createSharedCalls, type SharedCalls } from '../models/sharedCalls.ts';
import type { OpenChain } from './openChain.ts';

/** What the columns of one evaluation have in common. */
export interface Evaluation {
  readonly sharedCalls: SharedCalls;
  /** The chain under this key, opened by whoever comes first. One that can't be opened is tried anew by the next. */
  chain(key: string, open: () => OpenChain): OpenChain;
  /** Lets its chains go. */
  close(): Promise<void>;
}

/** Evaluations that one process keeps: those of a library user may overlap; a finished one is of no use. */
const MAX_EVALUATIONS = 8;
/** Columns of one case are seldom further apart than the cases under way, 3 or 4 calls each. */
const MAX_KEPT_CALLS = 2_000;

const evaluations = () => oncePerProcess('evaluations 1', () => new Map<string, Evaluation>());

/** The evaluation of this id, begun on first use. Past eight, the one that was used longest ago is forgotten. */
export function openEvaluation(id: string): Evaluation {
  const known = evaluations();
  const evaluation = known.get(id) ?? createEvaluation();
  known.delete(id);
  known.set(id, evaluation);
  const [oldest] = known.keys();
  if (known.size > MAX_EVALUATIONS && oldest !== undefined) void closeEvaluation(oldest);
  return evaluation;
}

/** Forgets an evaluation that has ended. */
export async function closeEvaluation(id: string): Promise<void> {
  const evaluation = evaluations().get(id);
  evaluations().delete(id);
  await evaluation?.close();
}

function createEvaluation(): Evaluation {
  const chains = new Map<string, OpenChain>();
  return {
    sharedCalls: createSharedCalls({ maxKept: MAX_KEPT_CALLS }),
    chain(key, open) {
      const known = chains.get(key) ?? open();
      chains.set(key, known);
      return known;
    },
    async close() {
      await Promise.all([...chains.values()].map(({ journal }) => journal?.close()));
      chains.clear();
    },
  };
}
