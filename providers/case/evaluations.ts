import { oncePerProcess } from '../../foundation/once.ts';
import type { ChatReply } from '../models/chatModel.ts';
import { createSharedCalls, type SharedCalls } from '../models/sharedCalls.ts';
import type { CallLedger } from '../specs/callLedger.ts';
import { closeLedger, openLedger } from '../specs/ledgers.ts';
import { type Breaker, createBreaker } from './breaker.ts';
import type { OpenChain } from './openChain.ts';

/** What the columns of one evaluation share. */
export interface Evaluation {
  readonly sharedCalls: SharedCalls;
  readonly breaker: Breaker;
  /**
   * Records calls from now on, in this folder or in that of the run. Further calls change nothing.
   *
   * @throws MetaScError as `openLedger`
   */
  keepCalls(folder: string): void;
  /** The chain under this key, opened by the first caller. If opening fails, the next caller tries again. */
  chain(key: string, open: () => OpenChain): OpenChain;
  /** Closes its chains. */
  close(): Promise<void>;
}

/** Evaluations that one process keeps, because those of a library user may overlap. */
const MAX_EVALUATIONS = 8;
/** Columns are seldom further apart than the running cases, at 3 or 4 calls per case. */
const MAX_KEPT_CALLS = 2_000;

const evaluations = () => oncePerProcess('evaluations 2', () => new Map<string, Evaluation>());

/** The evaluation with this id, begun on first use. Past eight, the least recently used one is forgotten. */
export function openEvaluation(id: string): Evaluation {
  const known = evaluations();
  const evaluation = known.get(id) ?? createEvaluation(id);
  known.delete(id);
  known.set(id, evaluation);
  const [oldest] = known.keys();
  if (known.size > MAX_EVALUATIONS && oldest !== undefined) void closeEvaluation(oldest);
  return evaluation;
}

/** Forgets a finished evaluation. */
export async function closeEvaluation(id: string): Promise<void> {
  const evaluation = evaluations().get(id);
  evaluations().delete(id);
  await evaluation?.close();
  await closeLedger(id);
}

function createEvaluation(id: string): Evaluation {
  const chains = new Map<string, OpenChain>();
  let ledger: CallLedger | undefined;
  const record = (key: string, make: () => Promise<ChatReply>) =>
    ledger === undefined ? make() : ledger.once(key, make, ({ outcome }) => outcome !== 'failed');
  return {
    sharedCalls: createSharedCalls({ maxKept: MAX_KEPT_CALLS, record }),
    breaker: createBreaker(),
    keepCalls(folder) {
      ledger ??= openLedger(id, folder);
    },
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
