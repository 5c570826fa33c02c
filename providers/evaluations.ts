import { createSpecChain, type SpecChain, type SpecChainOptions } from './loop/specChain.ts';
import { createSharedCalls, type SharedCalls } from './models/sharedCalls.ts';
import { oncePerProcess } from './processRegistry.ts';

/** What the columns of one evaluation have in common. */
export interface Evaluation {
  readonly sharedCalls: SharedCalls;
  /** The chain under this key, begun with the given options by whoever comes first. */
  chain(key: string, options: SpecChainOptions): ChainEntry;
}

export interface ChainEntry {
  readonly chain: SpecChain;
  readonly firstSpec: string;
}

/** Evaluations that one process keeps: those of a library user may overlap; a finished one is of no use. */
const MAX_EVALUATIONS = 8;
const MAX_KEPT_CALLS = 10_000;

const evaluations = () => oncePerProcess('evaluations 1', () => new Map<string, Evaluation>());

/** The evaluation of this id, begun on first use. Past eight, the one that was used longest ago is forgotten. */
export function openEvaluation(id: string): Evaluation {
  const known = evaluations();
  const evaluation = known.get(id) ?? createEvaluation();
  known.delete(id);
  known.set(id, evaluation);
  if (known.size > MAX_EVALUATIONS) known.delete(known.keys().next().value ?? id);
  return evaluation;
}

/** Forgets an evaluation that has ended. */
export function closeEvaluation(id: string): void {
  evaluations().delete(id);
}

function createEvaluation(): Evaluation {
  const chains = new Map<string, ChainEntry>();
  return {
    sharedCalls: createSharedCalls({ maxKept: MAX_KEPT_CALLS }),
    chain(key, options) {
      const known = chains.get(key);
      if (known !== undefined) return known;
      const entry = { chain: createSpecChain(options), firstSpec: options.firstSpec };
      chains.set(key, entry);
      return entry;
    },
  };
}
